//! Events that nobody waits for.

use serde_json::Value;

use crate::harness::{Running, lines};

#[tokio::test]
async fn an_event_is_handed_over_as_the_json_that_it_is() {
    let running = Running::start(&[("EVENTS", "unwanted")]).await;
    let events = [r#"{"detail":{"id": 12345678901234567890.50, "a":"\u00e9"}}"#, "null", r#""text""#];
    for event in events {
        let outcome = running.answer(event).await;
        assert!(!outcome.error, "{event}");
        assert_eq!(outcome.json().unwrap(), Value::Null);
    }
    let log = running.log();
    let seen: Vec<_> = lines(&log, "handed over").iter().map(|line| line["event"].clone()).collect();
    assert_eq!(seen, events);
}

#[tokio::test]
async fn an_event_that_cannot_be_handled_is_the_invocations_error_and_the_process_goes_on() {
    let running = Running::start(&[("EVENTS", "unwanted")]).await;
    let outcome = running.answer(r#""unwanted""#).await;
    assert!(outcome.error);
    let told = outcome.json().unwrap();
    assert_eq!((&told["errorType"], &told["errorMessage"]), (&"EventNotHandled".into(), &"unwanted".into()));
    assert!(!running.answer("{}").await.error);
    let log = running.log();
    let errors: Vec<_> = log.iter().filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(errors.len(), 1, "{log:?}");
    assert_eq!(errors[0]["error"], "unwanted");
}
