//! Answers that are streamed.

use std::time::Duration;

use test_runtime::{Event, Piece};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::harness::{Running, get, lines};

/// A server that holds up the body of `/behind-gate`.
async fn gate() -> (TcpListener, String) {
    let gate = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let event = get(&format!("/behind-gate?gate={}", gate.local_addr().unwrap()));
    (gate, event)
}

async fn entered(gate: &TcpListener) -> TcpStream {
    gate.accept().await.unwrap().0
}

fn ends_with(text: &'static str) -> impl Fn(&[u8]) -> bool {
    move |bytes| bytes.ends_with(text.as_bytes())
}

#[tokio::test]
async fn the_first_words_arrive_before_the_last_are_made() {
    let running = Running::streaming().await;
    let (gate, event) = gate().await;
    let mut answer = running.send("request-1", event);
    let mut behind = entered(&gate).await;
    answer.bytes(ends_with("first ")).await.unwrap();
    // Only now may the function make the rest.
    behind.write_u8(1).await.unwrap();
    answer.bytes(ends_with("last true")).await.unwrap();
    assert!(matches!(answer.next().await.unwrap(), Piece::Ended));
}

#[tokio::test]
async fn in_one_piece_nothing_arrives_before_the_last_is_made() {
    let running = Running::buffering().await;
    let (gate, event) = gate().await;
    let answer = running.send("request-1", event);
    let mut behind = entered(&gate).await;
    behind.write_u8(1).await.unwrap();
    let answer = answer.whole().await.unwrap().json().unwrap();
    assert_eq!(answer["body"], "first last true");
}

#[tokio::test]
async fn a_stream_whose_reader_is_gone_is_dropped_before_the_next_event() {
    let running = Running::streaming().await;
    let (gate, event) = gate().await;
    let event = Event { json: event, request_id: "request-1".into(), hang_up_after: Some(1) };
    let _answer = running.api.send(event);
    let mut behind = entered(&gate).await;
    // Nobody opens the gate. The function lets go of it by itself, and works on.
    let let_go = timeout(Duration::from_secs(30), behind.read(&mut [0])).await.unwrap();
    assert_eq!(let_go.unwrap(), 0);
    let next = running.send("request-2", get("/cookies")).whole().await.unwrap();
    assert_eq!(next.streamed().unwrap().1, b"two cookies");
    let log = running.log();
    assert_eq!(lines(&log, "the reader of a streamed answer is gone").len(), 1);
}

#[tokio::test]
async fn a_stream_that_breaks_off_ends_without_showing_why() {
    let running = Running::streaming().await;
    let outcome = running.answer(get("/breaks-off")).await;
    assert_eq!(outcome.streamed().unwrap().1, b"first");
    assert!(outcome.trailers.is_empty());
    assert_eq!(running.answer(get("/binary")).await.streamed().unwrap().0.status_code, 200);
    let log = running.log();
    let line = lines(&log, "a streamed answer broke off")[0];
    assert!(line["error"].as_str().unwrap().contains("a secret reason"), "{line}");
    assert_eq!(line["level"], "ERROR");
}

#[tokio::test]
async fn a_stream_that_panics_ends_and_the_process_goes_on() {
    let running = Running::streaming().await;
    let outcome = running.answer(get("/panics-later")).await;
    assert_eq!(outcome.streamed().unwrap().1, b"first");
    assert_eq!(running.answer(get("/binary")).await.streamed().unwrap().0.status_code, 200);
    let log = running.log();
    assert_eq!(lines(&log, "panicked: a reason\nin two lines").len(), 1);
}
