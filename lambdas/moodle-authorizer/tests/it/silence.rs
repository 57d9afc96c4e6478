//! A Moodle that hangs or is down.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use http_client::WebClient;
use moodle::SiteUrl;
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::harness::{Service, Setup};

const LIMIT: Duration = Duration::from_secs(5);
const QUICK: Duration = Duration::from_millis(100);

fn tokens(from: usize) -> Vec<String> {
    (from..from + 100).map(|i| format!("{i:032}")).collect()
}

#[tokio::test(start_paused = true)]
async fn a_moodle_that_hangs_for_half_a_minute_is_given_up_within_five_seconds() {
    let service = Service::start();
    service.moodle.hang();
    let begun = Instant::now();
    let answer = service.with(Service::STUDENT).await;
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    let message = answer.denied("moodle_unreachable");
    assert!(message.contains("no complete answer within 4 s"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn a_hundred_tokens_at_a_moodle_that_hangs_are_all_answered_within_five_seconds() {
    let service = Service::start();
    service.moodle.hang();
    let begun = Instant::now();
    for answer in join_all(tokens(0).iter().map(|token| service.with(token))).await {
        assert!(["moodle_unreachable", "moodle_busy"].contains(&answer.code()), "{answer:?}");
    }
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    assert_eq!(service.moodle.calls(), 8);

    let begun = Instant::now();
    for answer in join_all(tokens(100).iter().map(|token| service.with(token))).await {
        answer.denied("moodle_unreachable");
    }
    assert!(begun.elapsed() < QUICK, "{:?}", begun.elapsed());
    assert_eq!(service.moodle.calls(), 8, "it is left in peace");
}

#[tokio::test(start_paused = true)]
async fn after_the_pause_one_call_tries_and_the_others_do_not_wait_for_it() {
    let service = Service::start();
    service.moodle.hang();
    service.with(Service::ADMIN).await.denied("moodle_unreachable");
    tokio::time::sleep(Duration::from_secs(10)).await;
    let begun = Instant::now();
    let all = tokens(0);
    let quick = async {
        tokio::time::sleep(QUICK / 10).await;
        for answer in join_all(all.iter().map(|token| service.with(token))).await {
            answer.denied("moodle_unreachable");
        }
        assert!(begun.elapsed() < QUICK, "{:?}", begun.elapsed());
    };
    let (probe, ()) = tokio::join!(service.with(Service::ADMIN), quick);
    probe.denied("moodle_unreachable");
    assert_eq!(service.moodle.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_moodle_that_is_up_again_is_asked_again() {
    let service = Service::start();
    service.moodle.stop();
    let answer = service.with(Service::STUDENT).await;
    assert!(answer.denied("moodle_unreachable").contains("connection refused"), "{answer:?}");
    service.moodle.answers(Service::STUDENT, "site-info-student");
    service.moodle.answers(Service::ADMIN, "site-info-admin");
    service.with(Service::STUDENT).await.denied("moodle_unreachable");
    tokio::time::sleep(Duration::from_secs(10)).await;
    service.with(Service::STUDENT).await.caller();
    service.with(Service::ADMIN).await.caller();
}

#[tokio::test(start_paused = true)]
async fn what_moodle_said_before_it_went_down_is_still_believed() {
    let service = Service::start();
    service.with(Service::STUDENT).await.caller();
    service.moodle.stop();
    service.with(Service::ADMIN).await.denied("moodle_unreachable");
    service.with(Service::STUDENT).await.caller();
}

/// With the real client, and a server that takes the connection and never answers.
#[tokio::test(flavor = "multi_thread")]
async fn a_real_server_that_never_answers_is_given_up_within_five_seconds() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = SiteUrl::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let http = Some(Arc::new(WebClient::new().unwrap()) as _);
    let service = Setup { moodle_url: Some(url), http, ..Setup::default() }.start();
    let begun = Instant::now();
    service.with(Service::STUDENT).await.denied("moodle_unreachable");
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
}
