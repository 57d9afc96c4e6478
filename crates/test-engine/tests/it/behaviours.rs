use serde_json::{Value, json};
use test_engine::{Behaviour, TestEngine, translate};

use crate::support::{PATIENCE, ask, client, post, read, request};

const MESSAGE: &str = "<s1>Hello <x1>wide</x1> world, été 日本語</s1>\n<s2>Fish &amp; chips<x2/></s2>";

#[tokio::test]
async fn a_good_answer_comes_in_small_pieces_with_reason_and_cost() {
    let engine = TestEngine::start().await;
    for model in ["echo", "echo:with-an-ending", "lost-mark-once:later", "cut-long"] {
        let _ = ask(&engine, "lost-mark-once:later", MESSAGE).await;
        let answer = ask(&engine, model, MESSAGE).await;
        assert_eq!(answer.text, translate(MESSAGE));
        assert!(answer.done && answer.deltas > 10);
        assert_eq!(answer.reason.as_deref(), Some("stop"));
        assert!(answer.usage["prompt_tokens"].as_u64() > Some(0));
        assert_eq!(answer.usage["completion_tokens"], answer.deltas - 1, "the first delta is empty");
    }
}

#[tokio::test]
async fn cost_is_told_only_when_it_is_asked_for_and_the_limit_of_tokens_is_kept() {
    let engine = TestEngine::start().await;
    let mut asked = request("echo", MESSAGE);
    asked["stream_options"] = Value::Null;
    asked["max_tokens"] = json!(3);
    let answer = read(post(&engine, &asked).await).await;
    assert_eq!((answer.reason.as_deref(), answer.deltas), (Some("length"), 4));
    assert!(answer.usage.is_null());
}

#[tokio::test]
async fn answers_that_are_cut_end_with_their_reason() {
    let engine = TestEngine::start().await;
    let long = format!("<s1>{}</s1>", "word ".repeat(200));
    for (model, message, reason) in
        [("cut", MESSAGE, "length"), ("cut-long", &*long, "length"), ("refuses", MESSAGE, "content_filter")]
    {
        let answer = ask(&engine, model, message).await;
        assert!(translate(message).starts_with(&answer.text) && answer.text.len() < message.len());
        assert_eq!((answer.reason.as_deref(), answer.done), (Some(reason), true));
    }
}

#[tokio::test]
async fn answers_break_in_the_middle_in_every_way() {
    let engine = TestEngine::start().await;
    let malformed = ask(&engine, "malformed", MESSAGE).await;
    assert!(malformed.malformed && malformed.reason.is_none() && !malformed.text.is_empty());
    engine.reset();
    let killed = ask(&engine, "killed", MESSAGE).await;
    assert!(killed.lost && !killed.done && !killed.text.is_empty());
    assert_eq!(engine.stats().tokens, killed.deltas as u64 - 1, "what was said before came before");
    let mut silent = post(&engine, &request("silent", MESSAGE)).await;
    assert_eq!(silent.status(), 200);
    assert!(silent.chunk().await.unwrap().is_some(), "the first event names the role");
    assert_eq!(engine.stats().in_flight, 1);
}

#[tokio::test]
async fn wrong_answers_are_whole_answers() {
    let engine = TestEngine::start().await;
    for model in
        ["chatty", "lost-mark", "doubled-mark", "obeys", "wrong-segments", "unescaped", "lost-mark-once"]
    {
        let answer = ask(&engine, model, MESSAGE).await;
        assert_ne!(answer.text, translate(MESSAGE), "{model}");
        assert_eq!((answer.reason.as_deref(), answer.done), (Some("stop"), true), "{model}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_stream_gets_one_object_and_so_does_the_other() {
    let engine = TestEngine::start().await;
    let mut asked = request("echo", MESSAGE);
    asked["stream"] = json!(false);
    for body in [asked, request("whole-json", MESSAGE)] {
        let response = post(&engine, &body).await;
        assert_eq!(response.headers()["content-type"], "application/json");
        let answer: Value = response.json().await.unwrap();
        assert_eq!(answer["choices"][0]["message"]["content"], translate(MESSAGE));
        assert_eq!(answer["choices"][0]["finish_reason"], "stop");
        assert!(answer["usage"]["completion_tokens"].as_u64() > Some(0));
    }
}

#[tokio::test]
async fn refusals_have_their_status_a_message_and_when_to_come_again() {
    let engine = TestEngine::start().await;
    for (model, status) in [
        ("always-429", 429),
        ("always-429", 429),
        ("500", 500),
        ("503", 503),
        ("401", 401),
        ("404", 404),
        ("gpt-7", 404),
    ] {
        let response = post(&engine, &request(model, MESSAGE)).await;
        assert_eq!(response.status(), status, "{model}");
        assert_eq!(response.headers().contains_key("retry-after"), status == 429);
        let body: Value = response.json().await.unwrap();
        assert!(body["error"]["message"].is_string(), "{body}");
    }
    let body = client().post(format!("{}/chat/completions", engine.url())).body("{").send().await.unwrap();
    assert_eq!(body.status(), 400);
    assert_eq!(engine.stats().refused, 8);
}

#[tokio::test]
async fn what_happens_once_happens_once_for_each_name() {
    let engine = TestEngine::start().await;
    for (model, status) in [("once-429", 429), ("once-500", 500), ("once-429:other", 429)] {
        assert_eq!(post(&engine, &request(model, MESSAGE)).await.status(), status);
        assert_eq!(post(&engine, &request(model, MESSAGE)).await.status(), 200);
    }
    engine.reset();
    assert_eq!(post(&engine, &request("once-429", MESSAGE)).await.status(), 429);
}

#[tokio::test]
async fn every_behaviour_is_listed_as_a_model() {
    let engine = TestEngine::start().await;
    let response = client().get(format!("{}/models", engine.url())).send().await.unwrap();
    let list: Value = response.json().await.unwrap();
    let ids: Vec<_> =
        list["data"].as_array().unwrap().iter().map(|model| model["id"].as_str().unwrap()).collect();
    assert_eq!(ids, Behaviour::ALL.iter().map(|behaviour| behaviour.name()).collect::<Vec<_>>());
    assert!(ids.iter().all(|id| Behaviour::of_model(id).is_some_and(|behaviour| behaviour.name() == *id)));
}

#[tokio::test]
async fn the_slow_model_says_one_token_after_the_other() {
    let engine = TestEngine::start().await;
    let mut response = post(&engine, &request("slow", MESSAGE)).await;
    let first = response.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: "));
    let stats = tokio::time::timeout(PATIENCE, engine.until(|stats| stats.tokens >= 2)).await.unwrap();
    assert_eq!(stats.in_flight, 1, "it has not said everything yet");
}
