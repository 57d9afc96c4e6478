//! What every [`Readings`] does.

use std::sync::Arc;
use std::time::Duration;

use lti::names::ClientId;
use lti::registration::PlatformId;
use lti::time::UnixTime;

use super::samples::{NOW, deployment, issuer};
use crate::{CourseId, LanguageTag, Reading, ReadingId, ReadingSummary, Readings, SystemEntropy};

/// A course of its own.
#[must_use]
pub fn course() -> CourseId {
    let platform = PlatformId { issuer: issuer(), client_id: ClientId::new("client").unwrap() };
    CourseId { platform, deployment: deployment("1"), context: "3".into() }
}

/// A reading of the course.
#[must_use]
pub fn reading(course: &CourseId, title: &str) -> Reading {
    Reading {
        id: ReadingId::random(&SystemEntropy::default()),
        course: course.clone(),
        title: title.into(),
        language: LanguageTag::parse("pt-BR").unwrap(),
        html: "<p>Olá — 日本 العربية 🎓\n</p>".into(),
        words: 3,
        updated: NOW,
    }
}

async fn listed<S: Readings>(store: &S, course: &CourseId) -> Vec<ReadingSummary> {
    // A list may lag behind; what a suite saved shows up soon.
    tokio::time::sleep(Duration::from_millis(20)).await;
    store.readings_of(course).await.unwrap()
}

/// Every field comes back as it was saved.
pub async fn a_saved_reading_is_found_as_it_was<S: Readings>(store: Arc<S>) {
    let mut saved = reading(&course(), "Física \"I\" \u{202e}");
    saved.html = format!("<p>{}</p>", "ß".repeat(100_000));
    store.save_reading(&saved).await.unwrap();
    assert_eq!(store.reading(&saved.id).await.unwrap(), Some(saved));
}

/// What was never saved is absent, not an error.
pub async fn an_unknown_reading_is_absent<S: Readings>(store: Arc<S>) {
    let unknown = reading(&course(), "a");
    assert_eq!(store.reading(&unknown.id).await.unwrap(), None);
    assert_eq!(store.readings_of(&unknown.course).await.unwrap(), []);
}

/// A course lists its own readings, the last changed first.
pub async fn a_course_lists_its_own_readings_the_last_changed_first<S: Readings>(store: Arc<S>) {
    let (mine, mut others) = (course(), course());
    others.platform = mine.platform.clone();
    others.context = "4".into();
    let mut saved = Vec::new();
    for (course, title, after) in
        [(&mine, "old", 1), (&others, "other", 2), (&mine, "new", 3), (&mine, "middle", 2)]
    {
        let mut reading = reading(course, title);
        reading.updated = NOW + Duration::from_secs(after);
        store.save_reading(&reading).await.unwrap();
        saved.push(reading);
    }
    let summaries: Vec<_> = [&saved[2], &saved[3], &saved[0]].map(ReadingSummary::from).into();
    assert_eq!(listed(&*store, &mine).await, summaries);
    assert_eq!(listed(&*store, &others).await, [ReadingSummary::from(&saved[1])]);
}

/// Contexts are unique within their deployment only.
pub async fn courses_of_other_deployments_and_platforms_are_other_courses<S: Readings>(store: Arc<S>) {
    let mine = course();
    store.save_reading(&reading(&mine, "a")).await.unwrap();
    let other_deployment = CourseId { deployment: deployment("2"), ..mine.clone() };
    let other_client = PlatformId { client_id: ClientId::new("b").unwrap(), ..mine.platform.clone() };
    let other_client = CourseId { platform: other_client, ..mine.clone() };
    for other in [other_deployment, other_client, CourseId { context: "33".into(), ..mine }] {
        assert_eq!(listed(&*store, &other).await, []);
    }
}

/// Saving again changes the reading, and it is listed once, at its new place.
pub async fn a_reading_that_is_saved_again_is_changed<S: Readings>(store: Arc<S>) {
    let course = course();
    let (mut first, second) = (reading(&course, "first"), reading(&course, "second"));
    store.save_reading(&first).await.unwrap();
    let second = Reading { updated: NOW + Duration::from_secs(1), ..second };
    store.save_reading(&second).await.unwrap();
    (first.title, first.html, first.updated) =
        ("changed".into(), String::new(), NOW + Duration::from_secs(2));
    store.save_reading(&first).await.unwrap();
    assert_eq!(store.reading(&first.id).await.unwrap(), Some(first.clone()));
    let summaries = [ReadingSummary::from(&first), ReadingSummary::from(&second)];
    assert_eq!(listed(&*store, &course).await, summaries);
}

/// A clock that shows nonsense breaks nothing.
pub async fn readings_of_any_time_are_kept<S: Readings>(store: Arc<S>) {
    let course = course();
    for updated in [UnixTime(0), UnixTime(-5), UnixTime(i64::from(u32::MAX) * 100)] {
        let reading = Reading { updated, ..reading(&course, "a") };
        store.save_reading(&reading).await.unwrap();
        assert_eq!(store.reading(&reading.id).await.unwrap(), Some(reading));
    }
    assert_eq!(listed(&*store, &course).await.len(), 3);
}

/// Runs the suite for [`crate::Readings`].
#[macro_export]
macro_rules! readings_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            readings,
            $fresh,
            [
                a_saved_reading_is_found_as_it_was,
                an_unknown_reading_is_absent,
                a_course_lists_its_own_readings_the_last_changed_first,
                courses_of_other_deployments_and_platforms_are_other_courses,
                a_reading_that_is_saved_again_is_changed,
                readings_of_any_time_are_kept,
            ]
        );
    };
}
