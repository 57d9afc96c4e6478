//! Work that a schedule starts.

use serde_json::Value;

use crate::harness::{Running, fixture, lines};

async fn scheduled(outcome: &str) -> Running {
    Running::start(&[("SCHEDULE", outcome)]).await
}

#[tokio::test]
async fn work_is_done_once_for_each_event_whatever_is_in_it() {
    let running = scheduled("works").await;
    for event in [&fixture("no-request/schedule.json"), "{}", "null"] {
        let outcome = running.answer(event).await;
        assert!(!outcome.error, "{event}");
        assert_eq!(outcome.json().unwrap(), Value::Null);
    }
    assert_eq!(lines(&running.log(), "at work").len(), 3);
}

#[tokio::test]
async fn work_that_fails_is_the_invocations_error_and_one_line_in_the_log_and_the_process_goes_on() {
    let running = scheduled("the store is away").await;
    for _ in 0..2 {
        let outcome = running.answer(fixture("no-request/schedule.json")).await;
        assert!(outcome.error);
        assert_eq!(outcome.json().unwrap()["errorMessage"], "the store is away");
    }
    let log = running.log();
    assert_eq!(lines(&log, "at work").len(), 2);
    let errors: Vec<_> = log.iter().filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(errors.len(), 2, "{log:?}");
    assert_eq!(
        (&errors[0]["error"], &errors[0]["requestId"]),
        (&"the store is away".into(), &"request-1".into())
    );
}
