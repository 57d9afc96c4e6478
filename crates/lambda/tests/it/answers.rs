//! What becomes of the router's answers, and of events that are no requests.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::harness::{Running, fixture, get, lines};

#[tokio::test]
async fn several_cookies_survive_in_one_piece() {
    let answer = Running::buffering().await.get("/cookies").await;
    assert_eq!(answer["statusCode"], 201);
    assert_eq!(answer["multiValueHeaders"]["set-cookie"], json!(["a=1; Secure", "b=2; HttpOnly"]));
    assert_eq!(answer["headers"], json!({}), "API Gateway would send them twice");
    assert_eq!(answer["body"], "two cookies");
    assert_eq!(answer["isBase64Encoded"], false);
}

#[tokio::test]
async fn several_cookies_survive_in_a_stream_and_other_values_are_joined() {
    let outcome = Running::streaming().await.answer(get("/cookies")).await;
    let (metadata, body) = outcome.streamed().unwrap();
    assert_eq!(metadata.status_code, 201);
    assert_eq!(metadata.cookies, ["a=1; Secure", "b=2; HttpOnly"]);
    assert_eq!(metadata.headers["vary"], "Accept, Cookie");
    assert_eq!(body, b"two cookies");
}

#[tokio::test]
async fn bytes_that_are_no_text_survive_in_both_modes() {
    let bytes = [0, 159, 146, 150];
    let answer = Running::buffering().await.get("/binary").await;
    assert_eq!(answer["isBase64Encoded"], true);
    assert_eq!(BASE64_STANDARD.decode(answer["body"].as_str().unwrap()).unwrap(), bytes);
    let outcome = Running::streaming().await.answer(get("/binary")).await;
    assert_eq!(outcome.streamed().unwrap().1, bytes);
}

#[tokio::test]
async fn a_panic_is_answered_with_500_and_the_process_goes_on() {
    let running = Running::buffering().await;
    let answer = running.get("/panics").await;
    assert_eq!(answer["statusCode"], 500);
    assert!(answer["body"].as_str().unwrap().contains("internal_error"), "{answer}");
    assert_eq!(running.get("/cookies").await["statusCode"], 201);
}

#[tokio::test]
async fn an_answer_in_one_piece_that_breaks_off_is_a_500() {
    let running = Running::buffering().await;
    let answer = running.get("/breaks-off").await;
    assert_eq!((&answer["statusCode"], &answer["body"]), (&json!(500), &json!("")));
    let log = running.log();
    let line = lines(&log, "the answer broke off")[0];
    assert!(line["error"].as_str().unwrap().contains("a secret reason"), "{line}");
}

#[tokio::test]
async fn an_event_that_is_no_request_is_answered_with_nothing_and_one_warning() {
    let events =
        ["console", "http-api", "queue", "schedule"].map(|name| fixture(&format!("no-request/{name}.json")));
    let odd = ["{}", "null", "[1]", "\"warm\"", r#"{"httpMethod":"GET"}"#].map(str::to_owned);
    let count = events.len() + odd.len();
    for running in [Running::buffering().await, Running::streaming().await] {
        for event in events.iter().chain(&odd) {
            let outcome = running.answer(event).await;
            assert!(!outcome.error, "{event}");
            match outcome.streamed() {
                Ok((metadata, body)) => assert_eq!((metadata.status_code, body.len()), (200, 0)),
                Err(_) => assert_eq!(outcome.json().unwrap()["statusCode"], 200),
            }
        }
        assert!(!running.answer(get("/cookies")).await.error);
        let log = running.log();
        let warnings = lines(&log, "an event that is no request");
        assert_eq!(warnings.len(), count);
        assert_eq!(warnings[0]["keys"], "key1, key2, key3");
        assert!(warnings.iter().all(|line| line["level"] == "WARN"));
        let text = Value::from(log).to_string();
        assert!(!text.contains("value1") && !text.contains("my-scheduled-rule"), "{text}");
    }
}

#[tokio::test]
async fn what_is_not_json_does_not_end_the_process() {
    let running = Running::buffering().await;
    assert!(running.answer("{").await.error);
    assert_eq!(running.get("/cookies").await["statusCode"], 201);
}
