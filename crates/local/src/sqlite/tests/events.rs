//! The log of events: what the suites do not see.

use std::sync::atomic::{AtomicI64, Ordering};

use moodle::MoodleEvent;
use ports::conformance::event_sink::{detail, event};
use ports::{Clock, EventFilter, EventHistory as _, EventPlace, EventSink as _};
use serde_json::json;

use super::*;
use crate::sqlite::events::{DueEvent, KEPT, SqliteEvents};

const SITE: &str = "https://moodle.example";

struct TestClock(AtomicI64);

impl TestClock {
    fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> UnixTime {
        UnixTime(self.0.load(Ordering::SeqCst))
    }
}

struct Log {
    _folder: TempDir,
    clock: Arc<TestClock>,
    store: Arc<SqliteStore>,
    events: SqliteEvents,
}

async fn log() -> Log {
    let (folder, store) = fresh().await;
    let clock = Arc::new(TestClock(AtomicI64::new(NOW.0)));
    let events = SqliteEvents::new(store.clone(), clock.clone());
    Log { _folder: folder, clock, store, events }
}

impl Log {
    async fn put(&self, count: usize) -> Vec<MoodleEvent> {
        let events: Vec<_> = (0..count).map(|_| event(SITE)).collect();
        for events in events.chunks(10) {
            self.events.put_events(events).await.unwrap();
        }
        events
    }

    async fn due(&self) -> Vec<DueEvent> {
        self.events.due(1000).await.unwrap()
    }

    async fn due_events(&self) -> Vec<MoodleEvent> {
        self.due().await.into_iter().map(|due| due.event).collect()
    }

    async fn execute(&self, sql: &'static str) {
        self.store.writer.write(move |db| db.execute(sql, [])).await.unwrap();
    }
}

async fn fresh_events() -> (TempDir, Arc<SqliteEvents>) {
    let (folder, store) = fresh().await;
    (folder, Arc::new(SqliteEvents::new(store, Arc::new(ports::SystemClock))))
}

ports::event_sink_conformance!(fresh_events);
ports::event_history_conformance!(fresh_events);

#[tokio::test]
async fn events_are_handed_on_in_the_order_in_which_they_came_and_once() {
    let log = log().await;
    let sent = log.put(25).await;
    assert_eq!(log.due_events().await, sent);
    assert_eq!(log.events.due(10).await.unwrap().len(), 10);
    let due = log.due().await;
    log.events.handed_on(&due[..24]).await.unwrap();
    assert_eq!(log.due_events().await, [sent[24].clone()]);
    log.events.put_events(&sent[..3]).await.unwrap();
    assert_eq!(log.due_events().await.len(), 1, "what came before is not handed on again");
}

#[tokio::test]
async fn an_event_that_fails_comes_again_after_a_pause_and_holds_up_no_other() {
    let log = log().await;
    let sent = log.put(3).await;
    let poison = log.due().await.remove(0);
    log.events.failed(&poison, "on purpose").await.unwrap();
    assert_eq!(log.due_events().await, sent[1..]);
    log.clock.pass(4);
    assert_eq!(log.due_events().await, sent[1..]);
    log.clock.pass(1);
    // It is due later than the others, so it comes after them.
    assert_eq!(log.due_events().await, [&sent[1..], &sent[..1]].concat());
}

#[tokio::test]
async fn an_event_that_fails_for_a_day_is_given_up_and_can_be_asked_for_again() {
    let log = log().await;
    log.put(1).await;
    for attempt in 1..=34 {
        let due = log.due().await.remove(0);
        assert_eq!(due.is_last_attempt(), attempt == 34, "{attempt}");
        log.events.failed(&due, &format!("failure {attempt}")).await.unwrap();
        log.clock.pass(3600);
    }
    assert_eq!(log.due().await, []);
    let overview = log.events.overview(UnixTime(0)).await.unwrap();
    assert_eq!((overview.given_up, overview.waiting), (1, 0));
    assert_eq!((overview.stuck[0].failure.as_str(), overview.stuck[0].given_up), ("failure 34", true));
    let again = log.events.hand_on_again(&EventFilter::default(), |_| {}).await.unwrap();
    assert_eq!(again, 1);
    let due = log.due().await.remove(0);
    assert!(!due.is_last_attempt());
    log.events.handed_on(&[due]).await.unwrap();
    let overview = log.events.overview(UnixTime(0)).await.unwrap();
    assert_eq!((overview.given_up, overview.waiting, overview.stuck), (0, 0, Vec::new()));
}

#[tokio::test]
async fn a_clock_that_was_set_back_holds_nothing_up_for_long() {
    let log = log().await;
    log.put(1).await;
    log.clock.pass(-2 * 3600);
    assert_eq!(log.due().await.len(), 1);
    let due = log.due().await.remove(0);
    log.events.failed(&due, "on purpose").await.unwrap();
    assert_eq!(log.due().await, []);
    log.clock.pass(-2 * 3600);
    assert_eq!(log.due().await.len(), 1);
}

#[tokio::test]
async fn a_row_that_a_later_version_wrote_is_set_aside_and_the_others_are_shown() {
    let log = log().await;
    let sent = log.put(3).await;
    log.execute("UPDATE events SET detail = '{\"schemaversion\":2}' WHERE id <= 2").await;
    // However few are asked for at once.
    log.events.due(1).await.unwrap();
    log.events.due(1).await.unwrap();
    assert_eq!(log.due_events().await, sent[2..]);
    let page = log.events.events(&EventFilter::default(), &EventPlace::default()).await.unwrap();
    assert_eq!(page.events, sent[2..]);
    assert_eq!(log.events.overview(UnixTime(0)).await.unwrap().given_up, 2);
}

#[tokio::test]
async fn what_a_filter_means_is_handed_on_again_in_portions() {
    let log = log().await;
    let mut sent = log.put(1500).await;
    let mut other = detail(SITE);
    other["courseid"] = json!(9);
    let other = MoodleEvent::parse(&other.to_string()).unwrap();
    log.events.put_events(std::slice::from_ref(&other)).await.unwrap();
    log.events.handed_on(&log.events.due(9999).await.unwrap()).await.unwrap();
    let course = EventFilter { course: 8.try_into().ok(), ..EventFilter::default() };
    assert_eq!(log.events.count(&course).await.unwrap(), 1500);
    assert_eq!(log.due().await, []);
    let mut told = Vec::new();
    let all = log.events.hand_on_again(&course, |count| told.push(count)).await.unwrap();
    assert_eq!((all, told), (1500, vec![1000, 1500]));
    let due: Vec<_> = log.events.due(9999).await.unwrap().into_iter().map(|due| due.event).collect();
    assert_eq!(due, std::mem::take(&mut sent));
    assert!(!due.contains(&other));
}

#[tokio::test]
async fn the_overview_tells_what_is_kept_and_what_waits_and_for_how_long() {
    let log = log().await;
    assert_eq!(log.events.overview(UnixTime(0)).await.unwrap(), crate::EventOverview::default());
    let sent = log.put(2).await;
    log.clock.pass(10);
    let mut login = detail(SITE);
    login["eventname"] = json!("\\core\\event\\user_loggedin");
    login["timecreated"] = json!(NOW.0 + 10);
    log.events.put_events(&[MoodleEvent::parse(&login.to_string()).unwrap()]).await.unwrap();
    let overview = log.events.overview(UnixTime(0)).await.unwrap();
    let bytes = sent.iter().map(|event| event.detail().len()).sum::<usize>() + login.to_string().len();
    assert_eq!((overview.kept, overview.bytes, overview.oldest), (3, bytes as u64, Some(NOW)));
    assert_eq!((overview.waiting, overview.waiting_since), (3, Some(NOW)));
    let names: Vec<_> = overview.names.iter().map(|name| (name.name.as_str(), name.count)).collect();
    assert_eq!(names, [("\\core\\event\\course_module_created", 2), ("\\core\\event\\user_loggedin", 1)]);
    let recent = log.events.overview(NOW + Duration::from_secs(1)).await.unwrap();
    assert_eq!(recent.names.len(), 1);
}

#[tokio::test]
async fn events_are_swept_ninety_days_after_they_came_and_no_earlier() {
    let log = log().await;
    log.put(2).await;
    log.clock.pass(60);
    log.put(1).await;
    log.events.handed_on(&log.due().await).await.unwrap();
    let over = NOW + KEPT;
    assert_eq!(log.store.sweep(over - Duration::from_secs(1)).await.unwrap(), 0);
    assert_eq!(log.store.sweep(over).await.unwrap(), 2);
    assert_eq!(log.store.sweep(over).await.unwrap(), 0);
    assert_eq!(log.events.overview(UnixTime(0)).await.unwrap().kept, 1);
}

/// A machine may have been off for long.
#[tokio::test]
async fn an_event_that_waits_is_not_swept() {
    let log = log().await;
    log.put(1).await;
    assert_eq!(log.store.sweep(NOW + KEPT * 2).await.unwrap(), 0);
    assert_eq!(log.due().await.len(), 1);
}

#[tokio::test]
async fn of_large_events_a_few_are_held_at_once_and_all_of_them_come() {
    let log = log().await;
    for _ in 0..9 {
        let mut large = detail(SITE);
        large["other"] = json!("x".repeat(1_000_000));
        log.events.put_events(&[MoodleEvent::parse(&large.to_string()).unwrap()]).await.unwrap();
    }
    let mut portions = Vec::new();
    loop {
        let due = log.due().await;
        if due.is_empty() {
            break;
        }
        portions.push(due.len());
        log.events.handed_on(&due).await.unwrap();
    }
    assert_eq!(portions, [5, 4]);
}

#[tokio::test]
async fn reading_goes_on_after_what_was_swept() {
    let log = log().await;
    log.put(3).await;
    log.events.handed_on(&log.due().await).await.unwrap();
    let filter = EventFilter::default();
    let place = log.events.events(&filter, &EventPlace::default()).await.unwrap().next;
    log.store.sweep(NOW + KEPT).await.unwrap();
    let fresh = log.put(1).await;
    let page = log.events.events(&filter, &place).await.unwrap();
    assert_eq!((page.events, page.more), (fresh, false));
}

#[tokio::test]
async fn a_page_of_large_events_ends_early() {
    let log = log().await;
    let mut large = detail(SITE);
    large["other"] = json!("x".repeat(900_000));
    for _ in 0..6 {
        large["eventid"] = json!(ports::conformance::event_sink::uuid());
        log.events.put_events(&[MoodleEvent::parse(&large.to_string()).unwrap()]).await.unwrap();
    }
    let filter = EventFilter::default();
    let first = log.events.events(&filter, &EventPlace::default()).await.unwrap();
    assert_eq!((first.events.len(), first.more), (5, true));
    let second = log.events.events(&filter, &first.next).await.unwrap();
    assert_eq!((second.events.len(), second.more), (1, false));
}
