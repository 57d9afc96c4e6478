//! Calls on behalf of Moodle sites. Who calls is told by the authorizer, which stands before the route.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use http_api::SiteCaller;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::harness::{NOW, PairsEngine, Service, Setup, Watched, begin_log, echo, model, parse};

fn caller(site: &str, user_id: &str) -> SiteCaller {
    SiteCaller { site: site.into(), user_id: user_id.into() }
}

fn student() -> SiteCaller {
    caller("https://moodle.example", "4")
}

async fn send(router: &Router, caller: Option<SiteCaller>, mut request: Request<Body>) -> Response<Body> {
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller);
    }
    router.clone().oneshot(request).await.unwrap()
}

async fn call(router: &Router, caller: Option<SiteCaller>, accept: &str, body: &Value) -> Response<Body> {
    let request = Request::post("/v1/translate")
        .header("content-type", "application/json")
        .header("accept", accept)
        .body(Body::from(body.to_string()))
        .unwrap();
    send(router, caller, request).await
}

async fn languages(router: &Router, caller: Option<SiteCaller>, method: &str) -> (u16, Value) {
    let request = Request::builder().method(method).uri("/v1/languages").body(Body::empty()).unwrap();
    let response = send(router, caller, request).await;
    (response.status().as_u16(), serde_json::from_str(&text(response).await).unwrap_or_default())
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
async fn a_plugin_can_tell_the_allowance_of_a_person_from_that_of_the_site_and_when_it_is_new() {
    let body = json!({ "texts": ["Hello"], "target": "fr" });
    for (limits, code, whose) in
        [((1, 9), "quota_exceeded", "You have"), ((9, 1), "site_quota_exceeded", "Your site has")]
    {
        let (router, _) = setup(|all| {
            (all.user.requests_per_hour, all.site.requests_per_hour) = limits;
        });
        assert_eq!(translate(&router, student(), &body).await.0, 200);
        let response = call(&router, Some(student()), "application/json", &body).await;
        assert_eq!(response.status(), 429);
        let wait: i64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
        assert_eq!(wait, 3600 - NOW % 3600);
        let answer: Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(answer["error"]["code"], code);
        assert!(answer["error"]["message"].as_str().unwrap().starts_with(whose), "{answer}");
    }
}

#[tokio::test]
async fn a_site_is_told_the_languages_that_those_who_launched_are_told() {
    let service = Service::start(Arc::new(PairsEngine::default())).await;
    let (router, _, watched) = Setup::new(Arc::new(PairsEngine::default())).router();
    let (status, answer) = languages(&router, Some(student()), "GET").await;
    assert_eq!((status, &answer), (200, &service.languages().await.ok()));
    assert_eq!((&answer["model"], &answer["glossary"]), (&json!("pairs 1.0"), &json!(false)));
    assert_eq!(answer["limits"]["texts"], 50);
    assert_eq!(watched.allowances(), [""; 0], "it takes nothing from an allowance");
}

#[tokio::test]
async fn the_languages_are_told_to_nobody_without_the_authorizer_and_by_no_other_method() {
    let (router, _) = setup(|_| {});
    let (status, answer) = languages(&router, None, "GET").await;
    assert_eq!((status, &answer["error"]["code"]), (401, &json!("not_authorized")));
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        assert_eq!(languages(&router, Some(student()), method).await.0, 405, "{method}");
    }
}

#[tokio::test]
async fn a_site_is_told_when_no_engine_is_set_up() {
    let (router, _, _) = Setup::without_engine().router();
    let (status, answer) = languages(&router, Some(student()), "GET").await;
    assert_eq!((status, &answer["error"]["code"]), (503, &json!("no_engine")));
}

#[tokio::test]
async fn a_site_is_told_where_the_pairs_are_listed() {
    let (router, _, _) = Setup::new(Arc::new(PairsEngine::default())).router();
    let body = json!({ "texts": ["Hello"], "source": "en", "target": "de" });
    let (status, answer) = translate(&router, student(), &body).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!("pair_unsupported")));
    assert!(answer["error"]["message"].as_str().unwrap().contains("GET /v1/languages"), "{answer}");
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
