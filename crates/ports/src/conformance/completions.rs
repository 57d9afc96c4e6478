//! What every [`Completions`] does.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use lti::names::ClientId;
use lti::registration::PlatformId;
use lti::time::UnixTime;

use super::samples::{NOW, deployment, issuer, unique};
use crate::{ActivityId, Completion, Completions, Grade, GradeFailure, PersonId, ReadingId, SystemEntropy};

/// More than other tests of one store keep waiting.
const MANY: u16 = 1000;

/// An activity of its own.
#[must_use]
pub fn activity() -> ActivityId {
    let platform = PlatformId { issuer: issuer(), client_id: ClientId::new("client").unwrap() };
    ActivityId { platform, deployment: deployment("1"), resource_link: "9".into() }
}

/// A completion by a person, with a grade that is due then.
#[must_use]
pub fn completion(activity: &ActivityId, user: &str, due: UnixTime) -> Completion {
    Completion {
        activity: activity.clone(),
        user: user.into(),
        name: Some("João 日本 العربية 🎓".into()),
        reading: ReadingId::random(&SystemEntropy::default()),
        course: Some("Física \"I\"\n".into()),
        done_at: NOW,
        grade: waiting(due),
    }
}

fn waiting(next_attempt: UnixTime) -> Grade {
    Grade::Waiting {
        line_item: "https://lms.example/1?type_id=3".into(),
        next_attempt,
        attempts: 0,
        since: NOW,
    }
}

fn sent() -> Grade {
    Grade::Sent { line_item: "https://lms.example/1".into(), at: NOW }
}

/// The grades of one activity that are due.
async fn due<S: Completions>(store: &S, activity: &ActivityId, now: UnixTime) -> Vec<Completion> {
    // What changed a moment ago may show late.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let all = store.grades_due(now, MANY).await.unwrap();
    all.into_iter().filter(|completion| completion.activity == *activity).collect()
}

/// Every field comes back as it was added, whatever the grade is.
pub async fn a_completion_comes_back_as_it_was<S: Completions>(store: Arc<S>) {
    let activity = activity();
    let failed = Grade::Failed { reason: GradeFailure::LineItemGone, at: NOW };
    for (user, grade) in [("a", waiting(NOW)), ("b", Grade::None), ("c", sent()), ("d", failed)] {
        let added = Completion { grade, ..completion(&activity, user, NOW) };
        assert_eq!(store.add_completion(&added).await.unwrap(), added);
        assert_eq!(store.completion(&activity, user).await.unwrap(), Some(added));
    }
    let bare = Completion { name: None, course: None, ..completion(&activity, "e", NOW) };
    store.add_completion(&bare).await.unwrap();
    assert_eq!(store.completion(&activity, "e").await.unwrap(), Some(bare));
}

/// Nobody has read anything at first.
pub async fn an_unknown_completion_is_absent<S: Completions>(store: Arc<S>) {
    let unknown = completion(&activity(), "a", NOW);
    assert_eq!(store.completion(&unknown.activity, "a").await.unwrap(), None);
    assert_eq!(store.completions_in(&unknown.activity).await.unwrap(), []);
    assert_eq!(store.completions_of(&unknown.person()).await.unwrap(), []);
    assert!(!store.change_grade(&unknown, &sent()).await.unwrap());
    assert_eq!(store.completion(&unknown.activity, "a").await.unwrap(), None);
    assert!(!store.forget_completion(&unknown.activity, "a").await.unwrap());
}

/// Of twenty that add at once, the first stays and all are told of it.
pub async fn the_first_completion_stays<S: Completions>(store: Arc<S>) {
    let activity = activity();
    let adding = (0..20).map(|i| {
        let (store, activity) = (&store, &activity);
        let fresh = Completion { done_at: NOW + Duration::from_secs(i), ..completion(activity, "a", NOW) };
        async move { store.add_completion(&fresh).await.unwrap() }
    });
    let told: HashSet<_> = join_all(adding).await.into_iter().map(|told| told.reading).collect();
    assert_eq!(told.len(), 1);
    let kept = store.completion(&activity, "a").await.unwrap().unwrap();
    assert!(told.contains(&kept.reading));
}

/// Activities and people are kept apart, and ids are compared to the letter.
pub async fn activities_and_people_are_kept_apart<S: Completions>(store: Arc<S>) {
    let mine = activity();
    let other_link = ActivityId { resource_link: "99".into(), ..mine.clone() };
    let other_deployment = ActivityId { deployment: deployment("2"), ..mine.clone() };
    let other_platform = activity();
    let long = "u".repeat(3000);
    for (activity, user) in [
        (&mine, "a"),
        (&mine, "A"),
        (&mine, long.as_str()),
        (&other_link, "a"),
        (&other_deployment, "a"),
        (&other_platform, "a"),
    ] {
        store.add_completion(&completion(activity, user, NOW)).await.unwrap();
    }
    let users: HashSet<_> = store.completions_in(&mine).await.unwrap().into_iter().map(|p| p.user).collect();
    assert_eq!(users, HashSet::from(["a".into(), "A".into(), long]));
    assert_eq!(store.completions_in(&other_link).await.unwrap().len(), 1);

    tokio::time::sleep(Duration::from_millis(20)).await;
    let person = PersonId { platform: mine.platform.clone(), user: "a".into() };
    let found = store.completions_of(&person).await.unwrap();
    let found: HashSet<_> = found.into_iter().map(|completion| completion.activity).collect();
    assert_eq!(found, HashSet::from([mine, other_link, other_deployment]));
}

/// All of a thousand come back.
pub async fn a_thousand_people_in_one_activity_come_back<S: Completions>(store: Arc<S>) {
    let activity = activity();
    for chunk in (0..1000).collect::<Vec<_>>().chunks(50) {
        let adding = chunk.iter().map(|i| {
            let fresh =
                Completion { grade: Grade::None, ..completion(&activity, &unique(&i.to_string()), NOW) };
            let store = &store;
            async move { store.add_completion(&fresh).await.unwrap() }
        });
        join_all(adding).await;
    }
    assert_eq!(store.completions_in(&activity).await.unwrap().len(), 1000);
}

/// A grade changes only while it is what the caller saw.
pub async fn a_grade_changes_only_while_it_is_what_was_seen<S: Completions>(store: Arc<S>) {
    let seen = completion(&activity(), "a", NOW);
    store.add_completion(&seen).await.unwrap();
    assert!(store.change_grade(&seen, &sent()).await.unwrap());
    assert!(!store.change_grade(&seen, &Grade::None).await.unwrap(), "it is another by now");
    let kept = store.completion(&seen.activity, "a").await.unwrap().unwrap();
    assert_eq!(kept, Completion { grade: sent(), ..seen });
    assert!(store.change_grade(&kept, &waiting(NOW)).await.unwrap(), "it may wait again");
}

/// Of twenty that change a grade at once exactly one does.
pub async fn of_twenty_that_change_a_grade_at_once_one_does<S: Completions>(store: Arc<S>) {
    let seen = completion(&activity(), "a", NOW);
    store.add_completion(&seen).await.unwrap();
    let changing = (1..=20).map(|i| {
        let (store, seen) = (&store, &seen);
        async move { store.change_grade(seen, &waiting(NOW + Duration::from_secs(i))).await.unwrap() }
    });
    assert_eq!(join_all(changing).await.into_iter().filter(|won| *won).count(), 1);
}

/// What is due comes, the longest due first, and what is not does not.
pub async fn due_grades_come_the_longest_due_first<S: Completions>(store: Arc<S>) {
    let activity = activity();
    let at = |seconds| NOW + Duration::from_secs(seconds);
    for (user, time) in [("later", at(5)), ("second", at(3)), ("first", at(1)), ("third", at(4))] {
        store.add_completion(&completion(&activity, user, time)).await.unwrap();
    }
    let done = Completion { grade: sent(), ..completion(&activity, "done", NOW) };
    store.add_completion(&done).await.unwrap();
    let users = |found: Vec<Completion>| found.into_iter().map(|p| p.user).collect::<Vec<_>>();
    assert_eq!(users(due(&*store, &activity, at(4)).await), ["first", "second", "third"]);
    assert!(store.grades_due(at(4), 2).await.unwrap().len() <= 2);
    assert_eq!(users(due(&*store, &activity, NOW).await), [""; 0]);
}

/// A grade that was sent, failed or put off is due no more, and one that waits again is.
pub async fn a_grade_is_due_while_it_waits<S: Completions>(store: Arc<S>) {
    let activity = activity();
    let first = completion(&activity, "a", NOW);
    store.add_completion(&first).await.unwrap();
    assert_eq!(due(&*store, &activity, NOW).await, std::slice::from_ref(&first));
    let off = waiting(NOW + Duration::from_mins(1));
    assert!(store.change_grade(&first, &off).await.unwrap());
    assert_eq!(due(&*store, &activity, NOW).await, []);
    let put_off = Completion { grade: off, ..first };
    assert!(store.change_grade(&put_off, &sent()).await.unwrap());
    assert_eq!(due(&*store, &activity, NOW + Duration::from_hours(1)).await, []);
    let was_sent = Completion { grade: sent(), ..put_off };
    assert!(store.change_grade(&was_sent, &waiting(NOW)).await.unwrap());
    assert_eq!(due(&*store, &activity, NOW).await.len(), 1);
}

/// What is forgotten is gone, from every list, and can be added anew.
pub async fn what_is_forgotten_is_gone_from_every_list<S: Completions>(store: Arc<S>) {
    let activity = activity();
    let (gone, stays) = (completion(&activity, "a", NOW), completion(&activity, "b", NOW));
    store.add_completion(&gone).await.unwrap();
    store.add_completion(&stays).await.unwrap();
    assert!(store.forget_completion(&activity, "a").await.unwrap());
    assert!(!store.forget_completion(&activity, "a").await.unwrap());
    assert_eq!(store.completion(&activity, "a").await.unwrap(), None);
    assert_eq!(store.completions_in(&activity).await.unwrap(), std::slice::from_ref(&stays));
    assert_eq!(due(&*store, &activity, NOW).await, [stays]);
    assert_eq!(store.completions_of(&gone.person()).await.unwrap(), []);
    assert!(!store.change_grade(&gone, &sent()).await.unwrap(), "a change brings nobody back");
    assert_eq!(store.add_completion(&gone).await.unwrap(), gone);
}

/// Runs the suite for [`crate::Completions`].
#[macro_export]
macro_rules! completions_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            completions,
            $fresh,
            [
                a_completion_comes_back_as_it_was,
                an_unknown_completion_is_absent,
                the_first_completion_stays,
                activities_and_people_are_kept_apart,
                a_thousand_people_in_one_activity_come_back,
                a_grade_changes_only_while_it_is_what_was_seen,
                of_twenty_that_change_a_grade_at_once_one_does,
                due_grades_come_the_longest_due_first,
                a_grade_is_due_while_it_waits,
                what_is_forgotten_is_gone_from_every_list,
            ]
        );
    };
}
