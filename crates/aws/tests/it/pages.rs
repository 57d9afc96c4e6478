//! Lists that DynamoDB gives in several answers, each of a megabyte at most, and lists that end where they are told to.

use std::collections::HashSet;
use std::time::Duration;

use futures_util::future::join_all;
use ports::conformance::completions::{activity, completion};
use ports::conformance::manifest::course as site_course;
use ports::conformance::readings::{course, reading};
use ports::conformance::samples::NOW;
use ports::{
    Completion, Completions as _, MAX_LISTED_READINGS, OPEN_QUESTIONS_OF_COURSE, OpenQuestions as _, Reading,
    Readings as _,
};
use test_aws::TestAws;

use crate::deployed::Deployed;
use crate::emulator::AWS;

/// Completions that need three answers.
const MANY: usize = 50;

/// How often this account asked for a query.
fn queries(aws: &TestAws, account: &str) -> usize {
    let operations = aws.operations();
    operations.iter().filter(|asked| asked.account == account && asked.name == "Query").count()
}

#[tokio::test]
async fn lists_of_completions_go_on_over_several_answers() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let activity = activity();
    let long = "c".repeat(50_000);
    for user in 0..MANY {
        let fresh = completion(&activity, &user.to_string(), NOW);
        store.add_completion(&Completion { course: Some(long.clone()), ..fresh }).await.unwrap();
    }
    let users = |found: Vec<Completion>| found.into_iter().map(|one| one.user).collect::<HashSet<_>>();
    let before = queries(&AWS, &deployed.account);
    assert_eq!(users(store.completions_in(&activity).await.unwrap()).len(), MANY);
    assert!(queries(&AWS, &deployed.account) > before + 1, "it came in several answers");
    let due = store.grades_due(NOW, u16::MAX).await.unwrap();
    assert_eq!(users(due).len(), MANY);
}

#[tokio::test]
async fn grades_that_are_due_end_at_the_limit_whatever_it_is() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let activity = activity();
    for (user, seconds) in [("third", 3), ("first", 1), ("second", 2)] {
        let due = completion(&activity, user, NOW + Duration::from_secs(seconds));
        store.add_completion(&due).await.unwrap();
    }
    for (limit, users) in [(0, &[][..]), (2, &["first", "second"]), (9, &["first", "second", "third"])] {
        let due = store.grades_due(NOW + Duration::from_mins(1), limit).await.unwrap();
        assert_eq!(due.iter().map(|one| one.user.as_str()).collect::<Vec<_>>(), users);
    }
}

#[tokio::test]
async fn of_too_many_readings_the_longest_unchanged_is_left_out() {
    let deployed = Deployed::fresh().await;
    let store = deployed.store();
    let course = course();
    let most = u64::from(MAX_LISTED_READINGS);
    let all: Vec<_> = (0..=most)
        .map(|i| Reading { updated: NOW + Duration::from_secs(i), ..reading(&course, &i.to_string()) })
        .collect();
    for some in all.chunks(50) {
        for saved in join_all(some.iter().map(|reading| store.save_reading(reading))).await {
            saved.unwrap();
        }
    }
    let listed = store.readings_of(&course).await.unwrap();
    let titles: Vec<_> = listed.into_iter().map(|reading| reading.title).collect();
    assert_eq!(titles, (1..=most).rev().map(|i| i.to_string()).collect::<Vec<_>>());
}

/// One of some new questions has the course looked at for too many.
#[tokio::test]
async fn of_too_many_open_questions_the_longest_not_asked_go() {
    let deployed = Deployed::fresh().await;
    let (store, course) = (deployed.store(), site_course());
    let most = u64::from(OPEN_QUESTIONS_OF_COURSE);
    let questions: Vec<_> = (0..most + 20).collect();
    for some in questions.chunks(50) {
        let note = async |number: &u64| {
            let asked = NOW + Duration::from_secs(*number);
            store.note_open(&course, &format!("q{number}"), asked).await.unwrap();
        };
        join_all(some.iter().map(note)).await;
    }
    let dynamo = aws_sdk_dynamodb::Client::new(&deployed.sdk);
    let kept = async || {
        let table = deployed.stack.table(aws::Table::OpenQuestions);
        let rows = dynamo.scan().table_name(table).into_paginator().items().send();
        rows.collect::<Result<Vec<_>, _>>().await.unwrap()
    };
    for number in 0..1000 {
        if kept().await.len() <= usize::from(OPEN_QUESTIONS_OF_COURSE) {
            break;
        }
        let asked = NOW + Duration::from_hours(1) + Duration::from_secs(number);
        store.note_open(&course, &format!("later {number}"), asked).await.unwrap();
    }
    let kept = kept().await;
    let texts: HashSet<_> =
        kept.iter().filter_map(|row| row["text"].as_s().ok()).map(String::as_str).collect();
    assert_eq!(kept.len(), usize::from(OPEN_QUESTIONS_OF_COURSE));
    assert!(!texts.contains("q0") && texts.contains("q1019"));
}
