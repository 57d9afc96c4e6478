//! What every [`EventHistory`] does that is also an [`EventSink`].

use std::sync::Arc;

use lti::time::UnixTime;
use moodle::{MoodleEvent, SiteUrl};
use serde_json::{Value, json};

use super::event_sink::{detail, event, site};
use super::samples::NOW;
use crate::{EventFilter, EventHistory, EventPlace, EventSink};

async fn put<S: EventSink>(store: &S, events: &[MoodleEvent]) {
    for events in events.chunks(crate::MOST_EVENTS) {
        assert!(store.put_events(events).await.unwrap().iter().all(Result::is_ok));
    }
}

fn changed(site: &str, member: &str, value: Value) -> MoodleEvent {
    let mut detail = detail(site);
    detail[member] = value;
    MoodleEvent::parse(&detail.to_string()).unwrap()
}

fn of(site: &str) -> EventFilter {
    EventFilter { site: SiteUrl::parse(site).ok(), ..EventFilter::default() }
}

/// All pages from a place on, and where they end.
async fn all<S: EventHistory>(
    store: &S,
    filter: &EventFilter,
    from: EventPlace,
) -> (Vec<MoodleEvent>, EventPlace) {
    let (mut found, mut place) = (Vec::new(), from);
    loop {
        let page = store.events(filter, &place).await.unwrap();
        found.extend(page.events);
        place = page.next;
        if !page.more {
            return (found, place);
        }
    }
}

async fn found<S: EventHistory>(store: &S, filter: &EventFilter) -> Vec<MoodleEvent> {
    all(store, filter, EventPlace::default()).await.0
}

/// To the letter, whatever is in it.
pub async fn events_are_shown_as_they_were_sent_in_the_order_in_which_they_came<
    S: EventSink + EventHistory,
>(
    store: Arc<S>,
) {
    let site = site();
    let mut events: Vec<_> = (0..25).map(|_| event(&site)).collect();
    events.push(MoodleEvent::parse(&serde_json::to_string_pretty(&detail(&site)).unwrap()).unwrap());
    put(&*store, &events).await;
    assert_eq!(found(&*store, &of(&site)).await, events);
}

/// Who sends again after a lost answer sees it once.
pub async fn an_event_that_came_twice_is_shown_once<S: EventSink + EventHistory>(store: Arc<S>) {
    let site = site();
    let one = event(&site);
    put(&*store, &[one.clone(), one.clone()]).await;
    put(&*store, std::slice::from_ref(&one)).await;
    assert_eq!(found(&*store, &of(&site)).await, [one]);
}

/// Names are unique within their site: no site can keep another's event out.
pub async fn events_of_two_sites_with_one_id_are_two<S: EventSink + EventHistory>(store: Arc<S>) {
    let (mine, other) = (site(), site());
    let first = event(&mine);
    let second = changed(&other, "eventid", json!(first.id));
    put(&*store, &[first.clone(), second.clone()]).await;
    assert_eq!(found(&*store, &of(&mine)).await, [first]);
    assert_eq!(found(&*store, &of(&other)).await, [second]);
}

/// Each part of a filter by itself, and all together.
pub async fn a_filter_shows_what_it_means_and_nothing_else<S: EventSink + EventHistory>(store: Arc<S>) {
    let site = site();
    let course = changed(&site, "courseid", json!(9));
    let name = changed(&site, "eventname", json!("\\mod_folder\\event\\folder_updated"));
    let early = changed(&site, "timecreated", json!(NOW.0 - 100));
    let nowhere = changed(&site, "courseid", json!(0));
    let all = [course.clone(), name.clone(), early.clone(), nowhere.clone()];
    put(&*store, &all).await;
    let base = of(&site);
    let with = |change: &dyn Fn(&mut EventFilter)| {
        let mut filter = base.clone();
        change(&mut filter);
        filter
    };
    for (filter, expected) in [
        (with(&|f| f.course = 9.try_into().ok()), vec![course.clone()]),
        (with(&|f| f.course = 10.try_into().ok()), vec![]),
        (with(&|f| f.name = Some("folder_updated".into())), vec![name.clone()]),
        (with(&|f| f.name = Some("\\mod_folder\\event\\folder_updated".into())), vec![name.clone()]),
        (with(&|f| f.name = Some("updated".into())), vec![]),
        (with(&|f| f.name = Some("%_updated".into())), vec![]),
        (with(&|f| f.until = Some(NOW)), vec![early.clone()]),
        (with(&|f| f.until = Some(UnixTime(NOW.0 - 100))), vec![]),
        (with(&|f| f.since = Some(NOW)), vec![course.clone(), name.clone(), nowhere.clone()]),
        (with(&|f| f.since = Some(UnixTime(NOW.0 + 1))), vec![]),
    ] {
        assert_eq!(found(&*store, &filter).await, expected, "{filter:?}");
    }
    let everything = EventFilter {
        course: 9.try_into().ok(),
        name: Some("course_module_created".into()),
        since: Some(NOW),
        until: Some(UnixTime(NOW.0 + 1)),
        ..base
    };
    assert_eq!(found(&*store, &everything).await, [course]);
}

/// Who waits for events gets those that come, each once.
pub async fn what_comes_later_is_found_from_the_place_where_reading_ended<S: EventSink + EventHistory>(
    store: Arc<S>,
) {
    let site = site();
    let filter = of(&site);
    let (none, place) = all(&*store, &filter, EventPlace::default()).await;
    assert_eq!(none, []);
    let mut expected = Vec::new();
    let (mut shown, mut place) = (Vec::new(), place);
    for _ in 0..3 {
        let fresh = [event(&site), event(&site)];
        put(&*store, &fresh).await;
        // Others' events lie between.
        put(&*store, &[event(&super::event_sink::site())]).await;
        expected.extend(fresh);
        let (found, next) = all(&*store, &filter, place).await;
        shown.extend(found);
        place = next;
    }
    assert_eq!(shown, expected);
}

/// Runs the suite for [`crate::EventHistory`].
#[macro_export]
macro_rules! event_history_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            event_history,
            $fresh,
            [
                events_are_shown_as_they_were_sent_in_the_order_in_which_they_came,
                an_event_that_came_twice_is_shown_once,
                events_of_two_sites_with_one_id_are_two,
                a_filter_shows_what_it_means_and_nothing_else,
                what_comes_later_is_found_from_the_place_where_reading_ended,
            ]
        );
    };
}
