//! The switches that make the services fail.

use std::time::Instant;

use axum::http::{Method, StatusCode, header};
use serde_json::json;
use test_platform::claims::name;
use test_platform::{Faults, TokenFault, jwks};

use crate::support::Demo;
use crate::tool::{MEMBERS, SCORE, Tool, launched, token_form};

const MEMBERSHIPS: &str = "/services/CourseSection/3/bindings/3/memberships";

async fn faulty(tool: &Tool, faults: serde_json::Value) {
    let answer = tool.control(Method::PUT, "/control/faults", &faults.to_string()).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.body);
}

#[tokio::test]
async fn without_the_configuration_there_are_no_switches() {
    let demo = Demo::new();
    for path in ["/control", "/control/faults"] {
        assert_eq!(demo.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_token_endpoint_fails_and_recovers() {
    let tool = Tool::start().await;
    let form = token_form(&tool.sign(tool.assertion("1")), SCORE);
    faulty(&tool, json!({ "token": "error" })).await;
    assert_eq!(tool.ask(&form).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    faulty(&tool, json!({ "token": "invalid-json" })).await;
    let broken = tool.ask(&form).await;
    assert_eq!(broken.status, StatusCode::OK);
    assert!(serde_json::from_str::<serde_json::Value>(&broken.body).is_err());
    faulty(&tool, json!({ "token_delay_ms": 40 })).await;
    let asked = Instant::now();
    assert_eq!(tool.ask(&form).await.status, StatusCode::OK);
    assert!(asked.elapsed().as_millis() >= 40);
    assert_eq!(tool.demo.platform().counts().token_requests, 3);

    tool.demo.platform().set_faults(Faults { token: Some(TokenFault::Error), ..Faults::default() });
    let shown = tool.control(Method::GET, "/control", "").await.json();
    assert_eq!((&shown["faults"]["token"], &shown["counts"]["tokens"]), (&json!("error"), &json!(1)));
    tool.control(Method::DELETE, "/control/counts", "").await;
    assert_eq!(tool.demo.platform().counts().token_requests, 0);
}

#[tokio::test]
async fn an_unknown_fault_is_refused() {
    let tool = Tool::start().await;
    let answer = tool.control(Method::PUT, "/control/faults", "{\"tokens\":1}").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_token_wears_out_after_so_many_uses() {
    let tool = Tool::start().await;
    let token = tool.token(MEMBERS).await;
    faulty(&tool, json!({ "token_uses": 2 })).await;
    for expected in [200, 200, 401, 401] {
        assert_eq!(tool.get(MEMBERSHIPS, &token, "*/*").await.status, expected);
    }
    assert_eq!(tool.get(MEMBERSHIPS, &tool.token(MEMBERS).await, "*/*").await.status, 200);
}

#[tokio::test]
async fn scores_conflict_once_or_always() {
    let tool = Tool::start().await;
    let token = tool.token(SCORE).await;
    let score = json!({
        "userId": "4", "activityProgress": "Completed", "gradingProgress": "Pending",
        "timestamp": "2026-11-21T22:05:32Z",
    });
    let score = score.to_string();
    let path = "/services/3/lineitems/203/lineitem/scores?type_id=3";
    let format = (header::CONTENT_TYPE, "application/vnd.ims.lis.v1.score+json");
    let post = || tool.call(Method::POST, path, &token, format.clone(), &score);
    faulty(&tool, json!({ "scores": "always" })).await;
    assert_eq!(post().await.status, StatusCode::CONFLICT);
    assert_eq!(post().await.status, StatusCode::CONFLICT);
    faulty(&tool, json!({ "scores": "once" })).await;
    assert_eq!(post().await.status, StatusCode::CONFLICT);
    assert_eq!(post().await.status, StatusCode::OK);
}

#[tokio::test]
async fn services_ask_for_patience_and_say_how_much() {
    let tool = Tool::start().await;
    let token = tool.token(MEMBERS).await;
    faulty(&tool, json!({ "retry_after": 7 })).await;
    let answer = tool.get(MEMBERSHIPS, &token, "*/*").await;
    assert_eq!((answer.status, answer.header(header::RETRY_AFTER)), (StatusCode::TOO_MANY_REQUESTS, "7"));
}

#[tokio::test]
async fn the_next_link_leads_elsewhere() {
    let tool = Tool::start().await;
    let token = tool.token(MEMBERS).await;
    faulty(&tool, json!({ "next_link_origin": "https://elsewhere.example" })).await;
    let answer = tool.get(&format!("{MEMBERSHIPS}?limit=2"), &token, "*/*").await;
    assert!(answer.header(header::LINK).starts_with("<https://elsewhere.example/services/"));
}

#[tokio::test]
async fn a_page_of_members_is_shorter_than_the_tool_asked_for() {
    let tool = Tool::start().await;
    let token = tool.token(MEMBERS).await;
    faulty(&tool, json!({ "members_per_page": 2 })).await;
    for (asked, on_page) in [("", 2), ("?limit=50", 2), ("?limit=1", 1)] {
        let answer = tool.get(&format!("{MEMBERSHIPS}{asked}"), &token, "*/*").await;
        assert_eq!(answer.json()["members"].as_array().unwrap().len(), on_page, "{asked}");
        let next = format!("?limit={on_page}&from={on_page}>; rel=\"next\"");
        assert!(answer.header(header::LINK).ends_with(&next), "{asked}");
    }
}

#[tokio::test]
async fn a_line_item_disappears() {
    let tool = Tool::start().await;
    assert_eq!(
        tool.control(Method::DELETE, "/control/lineitems/203", "").await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        tool.control(Method::DELETE, "/control/lineitems/203", "").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(launched(&tool.demo, "").await[name::AGS_ENDPOINT].get("lineitem"), None);
}

#[tokio::test]
async fn the_key_is_replaced_with_or_without_a_while_for_the_old_one() {
    let tool = Tool::start().await;
    let old = tool.demo.platform().key();
    let replaced = tool.control(Method::POST, "/control/key", "{\"keep_old_seconds\":60}").await.json();
    let new = tool.demo.platform().key();
    assert_eq!(replaced["kid"], new.kid());
    assert_eq!(tool.demo.get("/jwks").await.json(), jwks(&[&new, &old]));
    tool.demo.pass(60);
    assert_eq!(tool.demo.get("/jwks").await.json(), jwks(&[&new]));
    let launch = tool.demo.launch("").await;
    assert!(crate::support::verify(&launch.fields["id_token"], &[&new]).is_ok());

    tool.control(Method::POST, "/control/key", "{}").await;
    assert_eq!(tool.demo.get("/jwks").await.json(), jwks(&[&tool.demo.platform().key()]));
}
