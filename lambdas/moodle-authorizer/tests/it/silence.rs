//! A Moodle that hangs or is down.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use http_client::WebClient;
use moodle::SiteUrl;
use ports::HttpError;
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::harness::{Broken, Service, Setup};

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
    assert!(answer.denied("moodle_unreachable").contains("no connection"), "{answer:?}");
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

#[tokio::test(start_paused = true)]
async fn callers_do_not_learn_what_the_network_looks_like_from_inside() {
    let service = Service::start();
    service.moodle.stop();
    let answer = service.with(Service::STUDENT).await;
    assert!(!answer.denied("moodle_unreachable").contains("10.0.0.7"), "{answer:?}");
}

/// Who waited long for a turn cannot say of Moodle that it does not answer.
#[tokio::test(start_paused = true)]
async fn a_slow_moodle_is_busy_for_many_and_still_there_for_the_next() {
    let service = Service::start();
    service.moodle.take(Duration::from_secs(1));
    let begun = Instant::now();
    let mut busy = 0;
    for answer in join_all(tokens(0).iter().map(|token| service.with(token))).await {
        assert!(["moodle_token_unknown", "moodle_busy"].contains(&answer.code()), "{answer:?}");
        busy += usize::from(answer.code() == "moodle_busy");
    }
    assert!(begun.elapsed() < LIMIT && busy > 0, "{busy} busy after {:?}", begun.elapsed());
    service.with(Service::STUDENT).await.caller();
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_none_of_moodle_is_told_and_does_not_silence_the_site() {
    let service = Service::start();
    let redirects = tokens(0).remove(0);
    service.moodle.is_unusable(&redirects, || HttpError::ForeignRedirect);
    let floods = tokens(0).remove(1);
    service.moodle.is_unusable(&floods, || HttpError::TooLarge(1));
    for _ in 0..2 {
        let answer = service.with(&redirects).await;
        assert!(answer.denied("moodle_other_site").contains("another"), "{answer:?}");
        let answer = service.with(&floods).await;
        assert!(answer.denied("not_moodle").contains("far more"), "{answer:?}");
    }
    assert_eq!(service.moodle.calls(), 2, "what was found out is kept");
    service.with(Service::STUDENT).await.caller();
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_is_given_up_within_five_seconds_for_both_kinds_of_token() {
    let store = Arc::new(Broken::default());
    let service = Setup { store: store.clone(), ..Setup::default() }.start();
    let plugin = service.connect("https://moodle.example").await;
    store.hang();
    for (token, code) in
        [(plugin.sign("4", service.now()), "store_unavailable"), (Service::STUDENT.into(), "moodle_busy")]
    {
        let begun = Instant::now();
        service.with(&token).await.denied(code);
        assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    }
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
