//! Many calls at the same time.

use std::time::Duration;

use futures_util::future::join_all;

use crate::harness::{Answer, Service};

const UNKNOWN: &str = "00000000000000000000000000000000";

async fn at_once(service: &Service, token: &str) -> Vec<Answer> {
    join_all((0..200).map(|_| service.with(token))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_calls_with_one_valid_token_ask_moodle_once() {
    let service = Service::start();
    service.moodle.take(Duration::from_millis(50));
    for answer in at_once(&service, Service::STUDENT).await {
        assert_eq!(answer.caller().1, "4");
    }
    assert_eq!(service.moodle.calls(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_calls_with_one_invalid_token_ask_moodle_once_and_later_ones_not_at_all() {
    let service = Service::start();
    service.moodle.take(Duration::from_millis(50));
    for _ in 0..2 {
        for answer in at_once(&service, UNKNOWN).await {
            answer.denied("moodle_token_unknown");
        }
        assert_eq!(service.moodle.calls(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn many_tokens_ask_moodle_a_few_at_a_time_and_all_are_answered() {
    let service = Service::start();
    service.moodle.take(Duration::from_millis(100));
    let tokens: Vec<_> = (0..100).map(|i| format!("{i:032}")).collect();
    for answer in join_all(tokens.iter().map(|token| service.with(token))).await {
        answer.denied("moodle_token_unknown");
    }
    assert_eq!((service.moodle.calls(), service.moodle.most_at_once()), (100, 8));
}

/// The caller that asked first may hang up; the others still get what it asked for.
#[tokio::test(start_paused = true)]
async fn a_caller_that_hangs_up_does_not_take_the_question_with_it() {
    let service = Service::start();
    service.moodle.take(Duration::from_secs(1));
    let first = tokio::time::timeout(Duration::from_millis(500), service.with(Service::STUDENT));
    let (first, second) = tokio::join!(first, service.with(Service::STUDENT));
    assert!(first.is_err());
    second.caller();
    assert_eq!(service.moodle.calls(), 1);
}
