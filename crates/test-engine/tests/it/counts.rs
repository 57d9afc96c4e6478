use serde_json::{Value, json};
use test_engine::{REQUESTS_KEPT, TestEngine};

use crate::support::{PATIENCE, ask, client, post, request};

#[tokio::test]
async fn a_client_that_goes_away_stops_the_work_and_is_counted() {
    let engine = TestEngine::start().await;
    let long = format!("<s1>{}</s1>", "word ".repeat(2000));
    for model in ["slow", "silent"] {
        engine.reset();
        let mut response = post(&engine, &request(model, &long)).await;
        response.chunk().await.unwrap();
        drop(response);
        let stats = tokio::time::timeout(PATIENCE, engine.until(|stats| stats.cancelled == 1)).await.unwrap();
        assert_eq!((stats.requests, stats.in_flight, stats.finished), (1, 0, 0));
        assert!(stats.tokens < 1000, "{model}: {stats:?}");
    }
}

#[tokio::test]
async fn a_client_that_goes_away_before_an_answer_as_one_object_is_counted() {
    let engine = TestEngine::start().await;
    let mut body = request("slow", &"word ".repeat(2000));
    body["stream"] = json!(false);
    let request =
        tokio::spawn(client().post(format!("{}/chat/completions", engine.url())).json(&body).send());
    tokio::time::timeout(PATIENCE, engine.until(|stats| stats.in_flight == 1)).await.unwrap();
    request.abort();
    tokio::time::timeout(PATIENCE, engine.until(|stats| stats.cancelled == 1)).await.unwrap();
}

#[tokio::test]
async fn every_request_is_counted_once_and_told_over_http() {
    let engine = TestEngine::start().await;
    for model in ["echo", "killed", "malformed", "whole-json"] {
        let _ = post(&engine, &request(model, "a b c d e f g h")).await.bytes().await;
    }
    post(&engine, &request("500", "a")).await;
    let origin = engine.url().replace("/v1", "");
    let stats: Value = client().get(format!("{origin}/stats")).send().await.unwrap().json().await.unwrap();
    let tokens = engine.stats().tokens;
    assert!(tokens > 0);
    assert_eq!(
        stats,
        json!({ "requests": 5, "in_flight": 0, "refused": 1, "finished": 4, "cancelled": 0, "tokens": tokens })
    );
    let reset = client().post(format!("{origin}/reset")).send().await.unwrap();
    assert_eq!((reset.status().as_u16(), engine.stats().requests), (204, 0));
}

#[tokio::test]
async fn the_latest_requests_are_kept_as_they_came() {
    let engine = TestEngine::start().await;
    let first = request("echo", "the first 日本");
    post(&engine, &first).await;
    let origin = engine.url().replace("/v1", "");
    let kept: Value = client().get(format!("{origin}/requests")).send().await.unwrap().json().await.unwrap();
    assert_eq!(kept, json!([first]));
    for i in 0..REQUESTS_KEPT {
        ask(&engine, "echo", &i.to_string()).await;
    }
    let kept = engine.requests();
    assert_eq!(kept.len(), REQUESTS_KEPT);
    assert_eq!(kept[0], request("echo", "0"));
}
