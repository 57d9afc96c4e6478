//! Whole calls: what is taken, and what is refused before anything is.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, Request};
use ports::conformance::event_sink::detail;
use serde_json::{Value, json};

use crate::harness::{BrokenSink, SITE, Service, entry_of};

#[tokio::test]
async fn events_are_taken_in_their_order_with_and_without_a_slash_at_the_end_of_the_path() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    for path in ["/v1/events", "/v1/events/"] {
        let details: Vec<_> = (0..10).map(|_| detail(SITE)).collect();
        let entries: Vec<_> = details.iter().map(entry_of).collect();
        let body = json!({ "Entries": entries }).to_string();
        let answer = service.answer(client.sign(path, body.as_bytes())).await;
        let sent: Vec<_> = details.iter().map(|detail| detail["eventid"].as_str().unwrap()).collect();
        assert_eq!(answer.ids(), sent);
        let taken = service.store.taken_events();
        let kept: Vec<_> = taken.iter().rev().take(10).rev().map(|event| event.detail().to_owned()).collect();
        assert_eq!(kept, details.iter().map(ToString::to_string).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn what_a_client_sends_beside_is_no_obstacle() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    let mut entry = entry_of(&detail(SITE));
    entry["Resources"] = json!(["arn:aws:x"]);
    entry["TraceHeader"] = json!("Root=1");
    entry["Time"] = json!(1_795_298_722.123);
    entry["Unknown"] = json!({});
    service.answer(client.call(&[entry])).await.ids();
}

#[tokio::test]
async fn an_event_that_is_sent_again_is_kept_once() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    let entry = entry_of(&detail(SITE));
    let first = service.answer(client.call(std::slice::from_ref(&entry))).await;
    let again = service.answer(client.call(&[entry.clone(), entry])).await;
    assert_eq!(again.ids(), [first.ids()[0]; 2]);
    assert_eq!(service.store.taken_events().len(), 1);
}

#[tokio::test]
async fn a_call_with_no_entry_or_more_than_ten_is_refused_whole() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    for count in [0, 11] {
        let entries: Vec<_> = (0..count).map(|_| entry_of(&detail(SITE))).collect();
        let answer = service.answer(client.call(&entries)).await;
        let told = answer.refused(400, "ValidationException");
        assert!(told.contains("1 to 10") && told.contains(&count.to_string()), "{told}");
    }
    assert!(service.store.taken_events().is_empty());
}

fn padded(bytes: usize) -> Value {
    let mut detail = detail(SITE);
    detail["other"] = json!("");
    detail["other"] = json!("x".repeat(bytes - detail.to_string().len()));
    detail
}

#[tokio::test]
async fn entries_count_up_to_a_mebibyte_together_as_eventbridge_counts_them() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    // Source, type and time of each entry count, too.
    let beside = 14 + "moodle.events".len() + "\\core\\event\\course_module_created".len();
    let half = 512 * 1024 - beside;
    let full = [padded(half), padded(half)].map(|detail| entry_of(&detail));
    assert_eq!(service.answer(client.call(&full)).await.ids().len(), 2);
    let over = [padded(half), padded(half + 1)].map(|detail| entry_of(&detail));
    let answer = service.answer(client.call(&over)).await;
    assert!(answer.refused(400, "ValidationException").contains("over the limit"));
    assert_eq!(service.store.taken_events().len(), 2);
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_without_reading_it() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    let answer = service.answer(client.sign("/v1/events", &vec![b' '; 4 * 1024 * 1024 + 1])).await;
    assert!(answer.refused(413, "RequestEntityTooLargeException").contains("fewer events"));
}

#[tokio::test]
async fn a_body_that_is_no_call_is_told_as_that() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    let deep = format!(r#"{{"Entries":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    let twice = r#"{"Entries":[],"Entries":[]}"#;
    for body in
        ["", "[]", "{}", "null", r#"{"Entries":{}}"#, r#"{"Entries":[1]}"#, r#"{"Entries":["#, &deep, twice]
    {
        let answer = service.answer(client.sign("/v1/events", body.as_bytes())).await;
        answer.refused(400, "SerializationException");
    }
    let answer = service.answer(client.sign("/v1/events", b"\xff\xfe{}")).await;
    answer.refused(400, "SerializationException");
}

#[tokio::test]
async fn another_operation_is_told_as_that() {
    let service = Service::start();
    let mut client = service.connect(SITE).await;
    for target in ["AWSEvents.PutRule", "DynamoDB_20120810.PutItem", ""] {
        client.target = target;
        let answer = service.answer(client.call(&[entry_of(&detail(SITE))])).await;
        assert!(answer.refused(400, "UnknownOperationException").contains("AWSEvents.PutEvents"));
    }
}

#[tokio::test]
async fn an_encoded_body_is_told_as_that() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    for encoding in ["gzip", "aws-chunked"] {
        let mut request = client.call(&[entry_of(&detail(SITE))]);
        request.headers_mut().insert("content-encoding", encoding.parse().unwrap());
        let answer = service.answer(request).await;
        assert!(answer.refused(400, "SerializationException").contains("compression"));
    }
}

#[tokio::test]
async fn another_method_is_not_answered() {
    let service = Service::start();
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let request = Request::builder().method(&method).uri("/v1/events").body(Body::empty()).unwrap();
        assert_eq!(service.answer(request).await.status, 405, "{method}");
    }
}

/// The sender keeps its events and comes again.
#[tokio::test]
async fn what_cannot_be_kept_is_not_acknowledged() {
    let service = Service::with_sink(Arc::new(BrokenSink::default()));
    let client = service.connect(SITE).await;
    let call = || client.call(&[entry_of(&detail(SITE))]);
    let answer = service.answer(call()).await;
    assert!(answer.refused(503, "ServiceUnavailable").contains("again later"));
    let service = Service::without_sites();
    let client = service.connect(SITE).await;
    let answer = service.answer(client.call(&[entry_of(&detail(SITE))])).await;
    answer.refused(503, "ServiceUnavailable");
}
