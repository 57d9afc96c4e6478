//! Calls on behalf of Moodle sites. Who calls is told by the authorizer, which stands before the route.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use http_api::SiteCaller;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::harness::{Setup, Watched, begin_log, echo, model, parse};

fn caller(site: &str, user_id: &str) -> SiteCaller {
    SiteCaller { site: site.into(), user_id: user_id.into() }
}

fn student() -> SiteCaller {
    caller("https://moodle.example", "4")
}

async fn call(router: &Router, caller: Option<SiteCaller>, accept: &str, body: &Value) -> Response<Body> {
    let mut request = Request::post("/v1/translate")
        .header("content-type", "application/json")
        .header("accept", accept)
        .body(Body::from(body.to_string()))
        .unwrap();
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller);
    }
    router.clone().oneshot(request).await.unwrap()
}

async fn text(response: Response<Body>) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

async fn translate(router: &Router, caller: SiteCaller, body: &Value) -> (u16, Value) {
    let response = call(router, Some(caller), "application/json", body).await;
    let status = response.status().as_u16();
    (status, serde_json::from_str(&text(response).await).unwrap())
}

fn setup(change: impl FnOnce(&mut translate::Allowances)) -> (Router, Arc<Watched>) {
    let (router, _, watched) = Setup::new(model(&echo())).allowances(change).router();
    (router, watched)
}

#[tokio::test]
async fn a_person_of_a_site_is_translated_for_as_one_who_launched() {
    let (router, watched) = setup(|_| {});
    let body = json!({ "texts": ["Hello <b>world</b>"], "target": "fr", "format": "html" });
    let (status, answer) = translate(&router, student(), &body).await;
    assert_eq!((status, &answer["translations"][0]["text"]), (200, &json!("HELLO <b>WORLD</b>")));
    assert_eq!(watched.charged(), (1, 18));
    let (_, again) = translate(&router, student(), &body).await;
    assert_eq!(again["translations"][0]["cached"], true);
}

#[tokio::test]
async fn a_call_that_passed_no_authorizer_is_refused() {
    let (router, watched) = setup(|_| {});
    let body = json!({ "texts": ["Hello"], "target": "fr" });
    let response = call(&router, None, "application/json", &body).await;
    assert_eq!(response.status(), 401);
    assert!(text(response).await.contains("not_authorized"));
    assert_eq!(watched.allowances(), [""; 0]);
}

#[tokio::test]
async fn a_call_of_a_site_is_streamed_when_it_accepts_events() {
    let (router, _) = setup(|_| {});
    let body = json!({ "texts": ["Hello"], "target": "fr" });
    let response = call(&router, Some(student()), "text/event-stream", &body).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let stream = text(response).await;
    let events: Vec<_> = stream.split_inclusive("\n\n").map(parse).collect();
    let names: Vec<_> = events.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.last(), Some(&"end"), "{names:?}");
    let done = events.iter().find(|(name, _)| name == "translation").unwrap();
    assert_eq!(done.1["text"], "HELLO");
}

#[tokio::test]
async fn the_same_person_number_in_two_sites_has_two_allowances() {
    let (router, _) = setup(|all| all.user.requests_per_hour = 1);
    let body = json!({ "texts": ["Hello"], "target": "fr" });
    assert_eq!(translate(&router, student(), &body).await.0, 200);
    let (status, answer) = translate(&router, student(), &body).await;
    assert_eq!((status, &answer["error"]["code"]), (429, &json!("quota_exceeded")));
    assert_eq!(translate(&router, caller("https://moodle.example", "5"), &body).await.0, 200);
    assert_eq!(translate(&router, caller("https://school.example", "4"), &body).await.0, 200);
}

#[tokio::test]
async fn the_people_of_a_site_share_its_allowance() {
    let (router, _) = setup(|all| all.site.requests_per_hour = 2);
    let body = json!({ "texts": ["Hello"], "target": "fr" });
    for (user_id, expected) in [("4", 200), ("5", 200), ("6", 429)] {
        let (status, answer) = translate(&router, caller("https://moodle.example", user_id), &body).await;
        assert_eq!(status, expected, "{answer}");
    }
    assert_eq!(translate(&router, caller("https://school.example", "4"), &body).await.0, 200);
}

#[tokio::test]
async fn neither_the_store_nor_the_log_learns_who_calls() {
    let (log, guard) = begin_log();
    let (router, watched) = setup(|_| {});
    let body = json!({ "texts": ["A private letter"], "target": "fr" });
    translate(&router, caller("https://moodle.example", "4711"), &body).await;
    translate(&router, caller("https://moodle.example", "4711"), &json!({ "texts": [] })).await;
    drop(guard);
    let names = watched.allowances().concat();
    assert!(!names.is_empty());
    for private in ["4711", "moodle.example", "private letter"] {
        assert!(!names.contains(private), "{private} in {names}");
        assert!(!log.own_lines().contains(private), "{private} in {}", log.own_lines());
    }
}

#[tokio::test]
async fn a_request_of_a_site_is_checked_as_any_other() {
    let (router, _) = setup(|_| {});
    let (status, answer) = translate(&router, student(), &json!({ "texts": ["a"], "target": "??" })).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!("language_invalid")));
    let long = json!({ "texts": ["a".repeat(1 << 20)], "target": "fr" });
    assert_eq!(translate(&router, student(), &long).await.0, 413);
}
