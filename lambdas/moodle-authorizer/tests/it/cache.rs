//! How long an answer of Moodle is believed.

use std::time::Duration;

use crate::harness::Service;

const UNKNOWN: &str = "00000000000000000000000000000000";

#[tokio::test]
async fn a_good_token_is_believed_for_a_minute() {
    let service = Service::start();
    service.with(Service::STUDENT).await.caller();
    service.moodle.answers(Service::STUDENT, "error-invalid-token");
    service.clock.pass(Duration::from_secs(59));
    service.with(Service::STUDENT).await.caller();
    assert_eq!(service.moodle.calls(), 1);
    service.clock.pass(Duration::from_secs(1));
    service.with(Service::STUDENT).await.denied("moodle_token_unknown");
    assert_eq!(service.moodle.calls(), 2);
}

#[tokio::test]
async fn a_bad_token_is_refused_for_ten_seconds_without_asking() {
    let service = Service::start();
    service.with(UNKNOWN).await.denied("moodle_token_unknown");
    service.moodle.answers(UNKNOWN, "site-info-student");
    service.clock.pass(Duration::from_secs(9));
    service.with(UNKNOWN).await.denied("moodle_token_unknown");
    assert_eq!(service.moodle.calls(), 1);
    service.clock.pass(Duration::from_secs(1));
    service.with(UNKNOWN).await.caller();
}
