//! What every [`OpenQuestions`] does.

use std::sync::Arc;
use std::time::Duration;

use super::manifest::{course, id};
use super::samples::NOW;
use crate::{
    LONGEST_OPEN_QUESTION, MOST_OPEN_QUESTIONS, OPEN_QUESTIONS_KEPT, OpenQuestion, OpenQuestions, SiteCourse,
};

async fn listed<S: OpenQuestions>(store: &S, course: &SiteCourse) -> Vec<OpenQuestion> {
    tokio::time::sleep(Duration::from_millis(20)).await;
    store.open_questions(course, NOW + Duration::from_hours(1)).await.unwrap()
}

/// Questions come back the last asked first, and those that are one are counted.
pub async fn questions_are_counted_and_listed_the_last_asked_first<S: OpenQuestions>(store: Arc<S>) {
    let course = course();
    let at = |seconds: u64| NOW + Duration::from_secs(seconds);
    for (question, seconds) in [("When is the exam?", 0), ("¿Dónde — 日本?", 1), ("  when is the EXAM", 2)]
    {
        store.note_open(&course, question, at(seconds)).await.unwrap();
    }
    let expected = [
        OpenQuestion { question: "when is the EXAM".into(), asked: 2, last: at(2) },
        OpenQuestion { question: "¿Dónde — 日本?".into(), asked: 1, last: at(1) },
    ];
    assert_eq!(listed(&*store, &course).await, expected);
}

/// A course has its own questions only, and forgets no other's.
pub async fn courses_have_questions_of_their_own<S: OpenQuestions>(store: Arc<S>) {
    let mine = course();
    let other = SiteCourse { course: id(88), ..mine.clone() };
    store.note_open(&mine, "mine", NOW).await.unwrap();
    store.note_open(&other, "other", NOW).await.unwrap();
    store.forget_open(&mine).await.unwrap();
    assert_eq!(listed(&*store, &mine).await, []);
    assert_eq!(listed(&*store, &other).await.len(), 1);
    store.forget_open(&course()).await.unwrap();
}

/// What nobody has asked for long is gone, swept or not, and counts anew.
pub async fn old_questions_are_gone<S: OpenQuestions>(store: Arc<S>) {
    let course = course();
    let later = NOW + OPEN_QUESTIONS_KEPT + Duration::from_secs(1);
    store.note_open(&course, "old", NOW).await.unwrap();
    assert_eq!(store.open_questions(&course, later).await.unwrap(), []);
    store.note_open(&course, "old", later).await.unwrap();
    let expected = OpenQuestion { question: "old".into(), asked: 1, last: later };
    assert_eq!(store.open_questions(&course, later).await.unwrap(), [expected]);
}

/// Neither long questions nor many of them fill the store.
pub async fn long_and_many_questions_are_cut<S: OpenQuestions>(store: Arc<S>) {
    let course = course();
    for number in 0..u64::from(MOST_OPEN_QUESTIONS) + 5 {
        store.note_open(&course, &format!("q{number}"), NOW + Duration::from_secs(number)).await.unwrap();
    }
    let last = NOW + Duration::from_mins(30);
    store.note_open(&course, &"ß ".repeat(5000), last).await.unwrap();
    let listed = listed(&*store, &course).await;
    assert_eq!(listed.len(), usize::from(MOST_OPEN_QUESTIONS));
    assert_eq!(listed[0].question.chars().count(), LONGEST_OPEN_QUESTION);
    assert_eq!(listed[1].question, "q204");
}

/// Runs the suite for [`crate::OpenQuestions`].
#[macro_export]
macro_rules! open_questions_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            open_questions,
            $fresh,
            [
                questions_are_counted_and_listed_the_last_asked_first,
                courses_have_questions_of_their_own,
                old_questions_are_gone,
                long_and_many_questions_are_cut,
            ]
        );
    };
}
