//! Who may translate.

use std::sync::Arc;
use std::time::Duration;

use lti::registration::Status;
use ports::conformance::samples;
use serde_json::json;

use crate::harness::{Answer, PairsEngine, Service, Setup, echo, model};

const SECOND: Duration = Duration::from_secs(1);

async fn both(service: &Service, authorization: Option<&str>) -> [Answer; 2] {
    let body = json!({ "texts": ["Hello"], "target": "fr" });
    let calls =
        [service.request("POST", "/api/translate").json(&body), service.request("GET", "/api/languages")];
    let answers = calls.map(async |call| {
        let call = match authorization {
            Some(value) => call.header("authorization", value),
            None => call,
        };
        Answer::read(call.send().await.unwrap()).await
    });
    let [translate, languages] = answers;
    [translate.await, languages.await]
}

#[tokio::test]
async fn without_a_bearer_of_a_running_session_nothing_is_told() {
    let asked = echo();
    let service = Service::start(model(&asked)).await;
    let foreign = Service::start(model(&echo())).await;
    for authorization in [
        None,
        Some(String::new()),
        Some("Bearer".into()),
        Some("Bearer ".into()),
        Some(service.bearer.clone()),
        Some(format!("Basic {}", service.bearer)),
        Some(format!("Bearer {}x", service.bearer)),
        Some(format!("Bearer {}", foreign.bearer)),
        Some(format!("Bearer {}", "a".repeat(43))),
    ] {
        for answer in both(&service, authorization.as_deref()).await {
            answer.refused(401, "session_expired");
            assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        }
    }
    assert_eq!(asked.prompts(), []);
    for answer in both(&service, Some(&format!("bearer {}", service.bearer))).await {
        answer.ok();
    }
}

#[tokio::test]
async fn a_session_that_has_ended_opens_nothing() {
    let service = Service::start(model(&echo())).await;
    let bearer = format!("Bearer {}", service.bearer);
    service.clock.pass(lti::session::SESSION_LIFETIME.saturating_sub(SECOND));
    for answer in both(&service, Some(&bearer)).await {
        answer.ok();
    }
    service.clock.pass(SECOND);
    for answer in both(&service, Some(&bearer)).await {
        answer.refused(401, "session_expired");
    }
}

#[tokio::test]
async fn a_platform_that_is_suspended_or_removed_translates_nothing() {
    let service = Service::start(model(&echo())).await;
    let session = samples::session();
    let id = session.launch.platform_id.clone();
    let bearer = format!("Bearer {}", service.enter(&session).await);
    for answer in both(&service, Some(&bearer)).await {
        answer.ok();
    }
    assert!(service.store.set_status(&id, Status::Suspended).await.unwrap());
    for answer in both(&service, Some(&bearer)).await {
        answer.refused(403, "registration_inactive");
    }
    assert!(service.store.set_status(&id, Status::Active).await.unwrap());
    for answer in both(&service, Some(&bearer)).await {
        answer.ok();
    }
    service.store.remove(&id).await.unwrap();
    for answer in both(&service, Some(&bearer)).await {
        answer.refused(403, "registration_inactive");
    }
    service.texts(&["Hello"]).await.ok();
}

#[tokio::test]
async fn without_an_engine_both_calls_say_how_to_set_one_up() {
    let service = Setup::without_engine().start().await;
    for answer in both(&service, Some(&format!("Bearer {}", service.bearer))).await {
        let message = answer.refused(503, "no_engine");
        assert!(message.contains("--translate-url") && message.contains("apertium"), "{message}");
    }
    for answer in both(&service, None).await {
        answer.refused(401, "session_expired");
    }
}

#[tokio::test]
async fn other_methods_are_not_allowed() {
    let service = Service::start(Arc::new(PairsEngine::default())).await;
    let status = async |method: &str, path: &str| {
        let response = service.request(method, path).bearer_auth(&service.bearer).send().await.unwrap();
        (response.status().as_u16(), response.headers()["x-content-type-options"].clone())
    };
    for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        assert_eq!(status(method, "/api/translate").await.0, 405, "{method}");
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        assert_eq!(status(method, "/api/languages").await, (405, "nosniff".parse().unwrap()), "{method}");
    }
    assert_eq!(status("GET", "/api/translate/").await.0, 404);
}

#[tokio::test]
async fn any_language_is_offered_where_the_engine_has_no_pairs() {
    let service = Service::start(model(&echo())).await;
    let answer = service.languages().await.ok();
    assert_eq!(
        (&answer["pairs"], &answer["glossary"], &answer["model"]),
        (&json!(null), &json!(true), &json!("scripted"))
    );
    let languages: Vec<_> =
        answer["languages"].as_array().unwrap().iter().map(|tag| tag.as_str().unwrap()).collect();
    assert!(languages.is_sorted() && languages.contains(&"ar") && languages.contains(&"pt-BR"));
}
