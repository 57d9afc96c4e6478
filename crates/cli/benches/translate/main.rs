//! `mise run bench`: what a translation costs beside the engine.
//!
//! The engine is scripted and takes no time of its own, so what is measured is the service: the real server on SQLite in a
//! process of its own. Figures of one run are compared with figures of the same run only; machines differ.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder, header};
use serde_json::{Value, json};
use test_engine::TestEngine;

#[path = "../../tests/it/launching.rs"]
mod launching;
#[path = "../common/measuring.rs"]
mod measuring;
#[path = "../../tests/it/server.rs"]
#[expect(dead_code, reason = "a benchmark needs the running server only")]
mod server;

use launching::{Lms, http};
use measuring::{Times, peak_memory};
use server::{Server, free_port, run, workplace};

const CALLS: usize = 3000;
const CLIENTS: [usize; 3] = [1, 16, 64];
/// What a student may paste: 200 characters.
const PARAGRAPH: &str = "Light is refracted when it passes from one medium into another in which it travels at another \
    speed. How much it bends depends on the angle at which it arrives and on the two media; Snell found the law.";

#[tokio::main]
async fn main() {
    let engine = TestEngine::start().await;
    let lms = Lms::start().await;
    calls(&engine, &lms).await;
    page(&engine, &lms).await;
}

/// A server that translates with the engine, and the bearer of somebody who launched it.
struct Running {
    server: Server,
    bearer: String,
    _folder: tempfile::TempDir,
}

async fn start(engine: &TestEngine, lms: &Lms) -> Running {
    let folder = workplace();
    let add = ["platform", "add"].into_iter().map(str::to_owned).chain(lms.registration());
    let add: Vec<_> = add.collect();
    assert!(run(folder.path(), &add.iter().map(String::as_str).collect::<Vec<_>>()).status.success());
    let url = engine.url();
    let many = "1000000000";
    let options = [
        ["--log", "error"],
        ["--translate-url", &url],
        ["--translate-model", "echo"],
        ["--user-requests-per-hour", many],
        ["--user-characters-per-day", many],
        ["--site-characters-per-day", many],
        ["--site-requests-per-hour", many],
    ];
    let server = Server::start(folder.path(), free_port(), &options.concat());
    let http = http();
    let (posted, launched) = lms.launch(&http, &server.url).await.unwrap();
    let bearer = posted.exchange(&http, &server.url, &launched).await.unwrap();
    Running { server, bearer, _folder: folder }
}

impl Running {
    fn call(&self, http: &Client, body: &Value) -> RequestBuilder {
        http.post(format!("{}/api/translate", self.server.url)).bearer_auth(&self.bearer).json(body)
    }
}

async fn calls(engine: &TestEngine, lms: &Lms) {
    println!("\nCalls of {} characters over HTTP on SQLite, {CALLS} calls:", PARAGRAPH.chars().count());
    println!("  clients   what                calls/s    p50 ms    p99 ms   peak memory of the server");
    for clients in CLIENTS {
        let url = engine.url();
        let direct = many(clients, move |http, number| {
            http.post(format!("{url}/chat/completions")).json(&completion(&text(number)))
        });
        let direct = direct.await;
        println!("  {clients:>7}   the engine alone {direct}");
        let running = Arc::new(start(engine, lms).await);
        for (what, cached) in [("not cached      ", false), ("cached          ", true)] {
            let asked = Arc::clone(&running);
            let times = many(clients, move |http, number| {
                let text = if cached { PARAGRAPH.to_owned() } else { text(number) };
                asked.call(http, &json!({"texts": [text], "target": "fr", "source": "en"}))
            });
            let times = times.await;
            let memory = peak_memory(&running.server);
            let ratio = times.rate() / direct.rate();
            println!("  {clients:>7}   {what} {times}   {memory}, {ratio:.2} of the engine alone");
        }
    }
}

/// A text that no other call has.
fn text(number: usize) -> String {
    format!("Page {number}. {PARAGRAPH}")
}

/// The request that the server makes of such a text, without its instructions.
fn completion(text: &str) -> Value {
    json!({
        "model": "echo",
        "messages": [
            {"role": "system", "content": "Translate the document."},
            {"role": "user", "content": format!("<document lang=\"en\">\n<s1>{text}</s1>\n</document>")},
        ],
        "temperature": 0,
        "stream": true,
    })
}

async fn many(
    clients: usize,
    request: impl Fn(&Client, usize) -> RequestBuilder + Send + Sync + 'static,
) -> Times {
    let (count, request) = (Arc::new(AtomicUsize::new(0)), Arc::new(request));
    let began = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|_| {
            let (count, request) = (Arc::clone(&count), Arc::clone(&request));
            tokio::spawn(async move {
                let (http, mut times) = (http(), Vec::new());
                loop {
                    let number = count.fetch_add(1, Ordering::Relaxed);
                    if number >= CALLS {
                        return times;
                    }
                    let began = Instant::now();
                    let answer = request(&http, number).send().await.unwrap().error_for_status().unwrap();
                    answer.bytes().await.unwrap();
                    times.push(began.elapsed());
                }
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.unwrap());
    }
    Times::of(times, began.elapsed())
}

/// A page of 30,000 characters of HTML, in three texts as a caller cuts it.
async fn page(engine: &TestEngine, lms: &Lms) {
    let running = start(engine, lms).await;
    let http = http();
    let block = format!(
        "<p>{PARAGRAPH} See <a href=\"/mod/page/view.php?id=7&amp;x=1\">the <b>next</b> page</a>.</p>\n"
    );
    let text = |part: usize| -> String {
        let blocks: Vec<_> = (0..100).map(|number| format!("<h3>Part {part}.{number}</h3>{block}")).collect();
        let mut text = String::new();
        for block in blocks {
            if text.chars().count() + block.chars().count() > 10_000 {
                break;
            }
            text.push_str(&block);
        }
        text
    };
    let texts: Vec<_> = (0..3).map(text).collect();
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let body = json!({"texts": texts, "target": "fr", "source": "en", "format": "html"});
    println!("\nA page of {characters} characters of HTML in one call:");
    for what in ["not cached", "cached"] {
        let began = Instant::now();
        let answer: Value = running.call(&http, &body).send().await.unwrap().json().await.unwrap();
        let took = milliseconds(began.elapsed());
        let whole = answer["translations"].as_array().unwrap().iter().all(|text| text["in_pieces"] == false);
        assert!(whole, "the engine keeps the markup");
        println!("  {what:<12} {took:>8.1} ms");
    }
    let fresh = json!({"texts": texts, "target": "de", "source": "en", "format": "html"});
    let began = Instant::now();
    let streamed = running.call(&http, &fresh).header(header::ACCEPT, "text/event-stream");
    let mut answer = streamed.send().await.unwrap().error_for_status().unwrap();
    answer.chunk().await.unwrap().unwrap();
    let first = milliseconds(began.elapsed());
    while answer.chunk().await.unwrap().is_some() {}
    println!("  streamed     {:>8.1} ms, the first words after {first:.1} ms", milliseconds(began.elapsed()));
    println!("  peak memory of the server: {}", peak_memory(&running.server));
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
