use std::time::Duration;

use reqwest::{Client, Response};
use serde_json::{Value, json};
use test_engine::TestEngine;

/// Longer than anything takes that ends at all.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

pub fn request(model: &str, message: &str) -> Value {
    json!({
        "model": model,
        "messages": [{ "role": "system", "content": "Translate." }, { "role": "user", "content": message }],
        "max_tokens": 4096,
        "stream": true,
        "stream_options": { "include_usage": true },
    })
}

pub async fn post(engine: &TestEngine, body: &Value) -> Response {
    client().post(format!("{}/chat/completions", engine.url())).json(body).send().await.unwrap()
}

/// An answer that was streamed.
#[derive(Debug, Default)]
pub struct Answer {
    pub text: String,
    pub reason: Option<String>,
    pub usage: Value,
    pub deltas: usize,
    pub done: bool,
    /// The connection was lost.
    pub lost: bool,
    pub malformed: bool,
}

pub async fn ask(engine: &TestEngine, model: &str, message: &str) -> Answer {
    read(post(engine, &request(model, message)).await).await
}

pub async fn read(mut response: Response) -> Answer {
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream; charset=utf-8");
    let mut answer = Answer::default();
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            Err(_) => {
                answer.lost = true;
                break;
            }
        }
    }
    for event in String::from_utf8(bytes).unwrap().split_terminator("\n\n") {
        let data = event.strip_prefix("data: ").unwrap();
        if data == "[DONE]" {
            answer.done = true;
            continue;
        }
        let Ok(event) = serde_json::from_str::<Value>(data) else {
            answer.malformed = true;
            continue;
        };
        let choice = &event["choices"][0];
        answer.text += choice["delta"]["content"].as_str().unwrap_or_default();
        answer.deltas += usize::from(choice["delta"]["content"].is_string());
        if let Some(reason) = choice["finish_reason"].as_str() {
            answer.reason = Some(reason.to_owned());
        }
        if !event["usage"].is_null() {
            answer.usage = event["usage"].clone();
        }
    }
    answer
}
