//! The key set server for tests.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use test_platform::{JwksCounts, JwksReply, JwksServer, SigningKey, jwks};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The raw answer to a GET, headers first, with these header lines in the request.
async fn fetch(server: &JwksServer, header_lines: &str) -> std::io::Result<String> {
    let address = server.origin().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await?;
    let request = format!("GET /jwks HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{header_lines}\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

fn body(answer: &str) -> Value {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

fn etag(answer: &str) -> String {
    let line = answer.lines().find(|line| line.starts_with("etag: "));
    line.unwrap().trim_start_matches("etag: ").to_owned()
}

#[tokio::test]
async fn the_keys_can_be_replaced_while_it_runs() {
    let (first, second) = (SigningKey::rsa(), SigningKey::other_rsa());
    let server = JwksServer::start(&[&first]).await;
    assert_eq!(body(&fetch(&server, "").await.unwrap()), jwks(&[&first]));
    server.set_keys(&[&first, &second]);
    assert_eq!(body(&fetch(&server, "").await.unwrap()), jwks(&[&first, &second]));
    assert_eq!(server.fetches(), 2);
    server.reset_counts();
    assert_eq!(server.counts(), JwksCounts::default());
}

#[tokio::test]
async fn a_known_etag_is_answered_304_until_the_keys_change() {
    let server = JwksServer::start(&[&SigningKey::rsa()]).await;
    let known = etag(&fetch(&server, "").await.unwrap());
    let condition = format!("if-none-match: {known}\r\n");

    let answer = fetch(&server, &condition).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 304 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");

    server.set_keys(&[&SigningKey::other_rsa()]);
    let answer = fetch(&server, &condition).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let expected = JwksCounts { fetches: 3, conditional: 2, not_modified: 1 };
    assert_eq!(server.counts(), expected);
}

#[tokio::test]
async fn status_headers_and_body_can_be_anything() {
    let reply = JwksReply::body("<html>")
        .with_status(500)
        .with_header("content-type", "text/html")
        .with_header("cache-control", "max-age=7");
    let server = JwksServer::start_with(reply).await;
    let answer = fetch(&server, "").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    assert!(answer.contains("content-type: text/html\r\n"), "{answer}");
    assert!(answer.contains("cache-control: max-age=7\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n<html>"), "{answer}");

    server.set(JwksReply::json(&json!({ "keys": [] })).without_header("etag"));
    let answer = fetch(&server, "").await.unwrap();
    assert!(!answer.contains("etag:"), "{answer}");
    assert_eq!(body(&answer), json!({ "keys": [] }));
}

#[tokio::test]
async fn it_redirects() {
    let server = JwksServer::start_with(JwksReply::redirect("http://127.0.0.1:9/elsewhere")).await;
    let answer = fetch(&server, "").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 302 "), "{answer}");
    assert!(answer.contains("location: http://127.0.0.1:9/elsewhere\r\n"), "{answer}");
}

#[tokio::test]
async fn it_can_be_slow() {
    let delay = Duration::from_millis(120);
    let server = JwksServer::start(&[]).await;
    server.set(JwksReply::keys(&[]).with_delay(delay));
    let before = Instant::now();
    fetch(&server, "").await.unwrap();
    assert!(before.elapsed() >= delay);
}

#[tokio::test]
async fn it_stops_when_dropped() {
    let server = JwksServer::start(&[]).await;
    let address = server.origin().replace("http://", "");
    drop(server);
    for _ in 0..100 {
        if TcpStream::connect(&address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it still listens");
}
