//! Hands the events that were taken on to who acts upon them, on this machine.

use std::error::Error;
use std::time::Duration;

use http_api::chain;
use local::SqliteEvents;
use moodle::MoodleEvent;
use tokio::time::MissedTickBehavior;

/// How often events are looked for. What they start is delayed for seconds anyway.
const LOOK: Duration = Duration::from_millis(500);
/// Events that are marked together: as many may be handed on once more after a crash.
const PORTION: u16 = 100;

/// Hands on what is due, again and again.
pub async fn hand_on<E: Error + 'static>(
    events: SqliteEvents,
    handle: impl AsyncFn(&MoodleEvent) -> Result<(), E>,
) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        loop {
            match portion(&events, &handle).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let error = chain(&error);
                    tracing::warn!(error, "events wait: they cannot be read or marked; it is tried again");
                    break;
                }
            }
        }
    }
}

/// Whether there may be more.
async fn portion<E: Error + 'static>(
    events: &SqliteEvents,
    handle: &impl AsyncFn(&MoodleEvent) -> Result<(), E>,
) -> Result<bool, ports::StoreError> {
    let due = events.due(PORTION).await?;
    let (any, mut done) = (!due.is_empty(), Vec::new());
    for due in due {
        match handle(&due.event).await {
            Ok(()) => done.push(due),
            Err(error) => {
                let (error, id, name) = (chain(&error), due.event.id, &due.event.name);
                if due.is_last_attempt() {
                    tracing::error!(error, %id, %name, "an event was given up; `moodle-aws events replay` tries it again");
                } else {
                    tracing::warn!(error, %id, %name, "an event could not be handed on; it is tried again");
                }
                events.failed(&due, &error).await?;
            }
        }
    }
    if !done.is_empty() {
        events.handed_on(&done).await?;
    }
    Ok(any)
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use local::SqliteStore;
    use ports::conformance::event_sink::{detail, event};
    use ports::{EventSink as _, SystemClock};
    use tempfile::TempDir;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("on purpose")]
    struct OnPurpose;

    fn log() -> (TempDir, SqliteEvents) {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("db")).unwrap();
        (folder, SqliteEvents::new(Arc::new(store), Arc::new(SystemClock)))
    }

    async fn put(log: &SqliteEvents, count: usize) -> Vec<MoodleEvent> {
        let events: Vec<_> = (0..count).map(|_| event("https://moodle.example")).collect();
        for events in events.chunks(10) {
            log.put_events(events).await.unwrap();
        }
        events
    }

    #[tokio::test]
    async fn every_event_is_handed_on_once_and_in_order() {
        let (_folder, log) = log();
        let sent = put(&log, 250).await;
        let handled = Mutex::new(Vec::new());
        let handle = async |event: &MoodleEvent| {
            handled.lock().unwrap().push(event.clone());
            Ok::<_, OnPurpose>(())
        };
        while portion(&log, &handle).await.unwrap() {}
        assert!(!portion(&log, &handle).await.unwrap());
        assert_eq!(*handled.lock().unwrap(), sent);
    }

    #[tokio::test]
    async fn a_poison_event_holds_up_no_other_and_is_noted() {
        let (_folder, log) = log();
        let mut poison = detail("https://moodle.example");
        poison["modulename"] = "poison".into();
        let poison = MoodleEvent::parse(&poison.to_string()).unwrap();
        log.put_events(std::slice::from_ref(&poison)).await.unwrap();
        let sent = put(&log, 150).await;
        let handled = Mutex::new(Vec::new());
        let handle = async |event: &MoodleEvent| {
            if event.module_name.as_deref() == Some("poison") {
                return Err(OnPurpose);
            }
            handled.lock().unwrap().push(event.clone());
            Ok(())
        };
        while portion(&log, &handle).await.unwrap() {}
        assert_eq!(*handled.lock().unwrap(), sent);
        let overview = log.overview(lti::time::UnixTime(0)).await.unwrap();
        assert_eq!((overview.waiting, overview.stuck.len()), (1, 1));
        assert_eq!(overview.stuck[0].failure, "on purpose");
    }

    #[tokio::test]
    async fn what_was_handed_on_and_not_marked_is_handed_on_again() {
        let (_folder, log) = log();
        put(&log, 3).await;
        let count = Mutex::new(0);
        // The process ends after the second event.
        let handle = async |_: &MoodleEvent| {
            *count.lock().unwrap() += 1;
            if *count.lock().unwrap() == 2 {
                std::future::pending::<()>().await;
            }
            Ok::<_, OnPurpose>(())
        };
        let killed = tokio::time::timeout(Duration::from_millis(200), portion(&log, &handle)).await;
        assert!(killed.is_err());
        assert_eq!(log.due(9).await.unwrap().len(), 3);
    }
}
