//! `mise run bench`: what it costs to take events, beside the signatures alone.
//!
//! The real server on SQLite in a process of its own, every event synced to disk before it is acknowledged. Figures of one run
//! are compared with figures of the same run only; machines differ.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign};
use ports::conformance::event_sink::detail;
use reqwest::StatusCode;
use serde_json::{Value, json};

#[path = "../../tests/it/launching.rs"]
#[expect(dead_code, reason = "a benchmark of events launches nothing")]
mod launching;
#[path = "../common/measuring.rs"]
mod measuring;
#[path = "../../tests/it/sender.rs"]
#[expect(dead_code, reason = "a benchmark reads the statuses only")]
mod sender;
#[path = "../../tests/it/server.rs"]
#[expect(dead_code, reason = "a benchmark needs the running server only")]
mod server;

use launching::http;
use measuring::{Times, peak_memory};
use sender::Sender;
use server::{Server, free_port, run, workplace};

const CALLS: usize = 2000;
const CLIENTS: [usize; 3] = [1, 16, 64];
const SITE: &str = "https://moodle.example";

#[tokio::main]
async fn main() {
    let bare = signatures();
    println!("\nEvents over HTTP on SQLite, {CALLS} calls, each signed by its client on the same cores:");
    println!(
        "  clients   events a call    events/s    calls/s    p50 ms    p99 ms   peak memory of the server"
    );
    for clients in CLIENTS {
        for events in [1, 10] {
            let folder = workplace();
            let server = Server::start(folder.path(), free_port(), &["--log", "error"]);
            let add = run(folder.path(), &["site", "add", "--url", SITE, "--public-url", &server.url]);
            let sender = Sender::of(&String::from_utf8(add.stdout).unwrap());
            let times = send(clients, events, sender).await;
            let rate = times.rate() * f64::from(u32::try_from(events).unwrap());
            let (memory, ratio) = (peak_memory(&server), times.rate() / bare);
            println!(
                "  {clients:>7}   {events:>13}  {rate:>10.0} {times}   {memory}, calls at {ratio:.3} of the bare signatures"
            );
        }
    }
}

/// How often a second a call's signature can be checked on one thread, and nothing else done: a key for the day, the hash of
/// the body, that of the request, and the signature.
fn signatures() -> f64 {
    const CHECKS: u32 = 50_000;
    let body = json!({ "Entries": [detail(SITE).to_string()] }).to_string();
    let began = Instant::now();
    for _ in 0..CHECKS {
        let mut key = Key::new(HMAC_SHA256, b"AWS4secret");
        for step in ["20261129", "eu-central-1", "events", "aws4_request"] {
            key = Key::new(HMAC_SHA256, sign(&key, step.as_bytes()).as_ref());
        }
        let hash = digest(&SHA256, body.as_bytes());
        let request = digest(&SHA256, [&[0; 400], hash.as_ref()].concat().as_slice());
        black_box(sign(&key, request.as_ref()));
    }
    let rate = f64::from(CHECKS) / began.elapsed().as_secs_f64();
    println!(
        "\nSignatures of calls alone, on one thread: {rate:.0} a second (a body of {} bytes)",
        body.len()
    );
    rate
}

async fn send(clients: usize, events: usize, sender: Sender) -> Times {
    let (sender, next) = (Arc::new(sender), Arc::new(AtomicUsize::new(0)));
    let began = Instant::now();
    let all = (0..clients).map(|_| {
        let (sender, next) = (Arc::clone(&sender), Arc::clone(&next));
        tokio::spawn(async move {
            let (http, mut each) = (http(), Vec::new());
            while next.fetch_add(1, Ordering::Relaxed) < CALLS {
                each.push(call(&sender, &http, events).await);
            }
            each
        })
    });
    let mut each = Vec::new();
    for client in all.collect::<Vec<_>>() {
        each.extend(client.await.unwrap());
    }
    Times::of(each, began.elapsed())
}

async fn call(sender: &Sender, http: &reqwest::Client, events: usize) -> Duration {
    let details: Vec<Value> = (0..events).map(|_| detail(SITE)).collect();
    let request = sender.call(http, &details);
    let began = Instant::now();
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["FailedEntryCount"], 0);
    began.elapsed()
}
