//! What every [`EventSink`] does. What is behind it can be read in other ways only, so the suite looks at the answers.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures_util::future::join_all;
use moodle::MoodleEvent;
use serde_json::{Value, json};

use super::samples::{NOW, unique};
use crate::{Entropy as _, EventSink, MOST_EVENTS, SystemEntropy};

/// A UUID that no other call gives.
#[must_use]
pub fn uuid() -> String {
    let mut bytes = [0; 16];
    SystemEntropy::default().fill(&mut bytes);
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}

/// The `Detail` of an event of this site: a file that was added to a course.
#[must_use]
pub fn detail(site: &str) -> Value {
    json!({
        "schemaversion": 1,
        "eventid": uuid(),
        "sequence": 1,
        "siteid": "7d1f3a52-0000-4000-8000-0123456789ab",
        "wwwroot": site,
        "eventname": "\\core\\event\\course_module_created",
        "courseid": 8,
        "userid": null,
        "other": "日本 \"quoted\" \u{1f393}",
        "timecreated": NOW.0,
        "cmid": 97,
        "modulename": "resource",
    })
}

/// An event of this site.
#[must_use]
pub fn event(site: &str) -> MoodleEvent {
    MoodleEvent::parse(&detail(site).to_string()).unwrap()
}

/// A site of its own.
#[must_use]
pub fn site() -> String {
    format!("https://{}.example", unique("moodle"))
}

fn events(count: usize) -> Vec<MoodleEvent> {
    let site = site();
    (0..count).map(|_| event(&site)).collect()
}

async fn ids<S: EventSink>(sink: &S, events: &[MoodleEvent]) -> Vec<String> {
    let taken = sink.put_events(events).await.unwrap();
    assert_eq!(taken.len(), events.len());
    taken.into_iter().map(Result::unwrap).collect()
}

/// Each event gets an answer of its own.
pub async fn as_many_events_as_a_call_may_bring_are_taken_in_one<S: EventSink>(sink: Arc<S>) {
    let ids = ids(&*sink, &events(MOST_EVENTS)).await;
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), MOST_EVENTS, "each has its own id");
    assert!(ids.iter().all(|id| !id.is_empty()));
}

/// Nothing to take is nothing to refuse.
pub async fn no_events_are_taken_as_that<S: EventSink>(sink: Arc<S>) {
    assert_eq!(ids(&*sink, &[]).await, Vec::<String>::new());
}

/// A sender that did not get the answer sends again.
pub async fn an_event_that_comes_again_is_taken_again<S: EventSink>(sink: Arc<S>) {
    let one = events(1);
    ids(&*sink, &one).await;
    ids(&*sink, &one).await;
    ids(&*sink, &[one[0].clone(), one[0].clone()]).await;
}

/// Whatever a `Detail` holds.
pub async fn events_of_every_shape_are_taken<S: EventSink>(sink: Arc<S>) {
    let mut bare = detail(&site());
    let mut long = bare.clone();
    bare.as_object_mut().unwrap().retain(|name, _| !["courseid", "cmid", "other"].contains(&name.as_str()));
    bare["timecreated"] = json!(0);
    long["other"] = json!("ß\u{1f393}\\\"\n".repeat(20_000));
    for detail in
        [bare.to_string(), long.to_string(), format!("\n {}", serde_json::to_string_pretty(&bare).unwrap())]
    {
        ids(&*sink, &[MoodleEvent::parse(&detail).unwrap()]).await;
    }
}

/// Many senders at once disturb each other in nothing.
pub async fn twenty_senders_at_once_get_answers_of_their_own<S: EventSink>(sink: Arc<S>) {
    let senders = (0..20).map(|_| {
        let sink = &sink;
        async move { ids(&**sink, &events(3)).await }
    });
    let all: BTreeSet<_> = join_all(senders).await.into_iter().flatten().collect();
    assert_eq!(all.len(), 60);
}

/// Runs the suite for [`crate::EventSink`].
#[macro_export]
macro_rules! event_sink_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            event_sink,
            $fresh,
            [
                as_many_events_as_a_call_may_bring_are_taken_in_one,
                no_events_are_taken_as_that,
                an_event_that_comes_again_is_taken_again,
                events_of_every_shape_are_taken,
                twenty_senders_at_once_get_answers_of_their_own,
            ]
        );
    };
}
