//! Models and stores that fail: what the person is told, and what is charged.

use std::time::Duration;

use ports::memory::Step;
use test_engine::TestEngine;

use crate::harness::{Answer, Part, Service, Setup, begin_log, course, openai, quotes, scripted};

const QUESTION: &str = "When is the Geheimnis exam?";

/// A service whose questions have no time for long pauses.
async fn hurried(url: &str, name: &str) -> Service {
    let mut setup = Setup { model: Some(openai(url, name)), ..Setup::default() };
    setup.limits.deadline = Duration::from_secs(5);
    setup.limits.streamed_deadline = Duration::from_secs(5);
    let service = setup.start().await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June, says Geheimnis."]).await;
    service
}

/// The safe message tells nothing of the model's address, key or name, and nothing of what was asked or found.
#[track_caller]
fn is_safe(message: &str) {
    for private in ["127.0.0.1", "http", "sk-secret", "Geheimnis", "June", "invalid key"] {
        assert!(!message.contains(private), "{private} in {message}");
    }
}

/// Asks in one piece and streamed; both are refused in the same way.
async fn refused(service: &Service, status: u16, code: &str) -> Answer {
    let whole = service.ask(QUESTION).await;
    is_safe(&whole.refused(status, code));
    let events = service.stream(QUESTION).await.rest().await;
    let (last, error) = events.last().unwrap();
    assert_eq!((last.as_str(), &error["error"]["code"]), ("error", &code.into()));
    is_safe(error["error"]["message"].as_str().unwrap());
    assert_eq!(service.world.watched.charged(), 0, "{code}");
    whole
}

#[tokio::test]
async fn every_fault_of_a_model_has_its_status_and_a_safe_message_streamed_or_not() {
    let (log, guard) = begin_log();
    let engine = TestEngine::start().await;
    for (name, status, code, retry_after) in [
        ("silent", 504, "engine_timeout", None),
        ("malformed", 502, "engine_failed", None),
        ("killed", 502, "engine_failed", None),
        ("500", 502, "engine_failed", None),
        ("503", 503, "engine_not_ready", Some("15")),
        ("401", 502, "engine_misconfigured", None),
        ("404", 502, "engine_misconfigured", None),
        ("refuses", 422, "engine_refused", None),
        ("always-429", 429, "engine_busy", Some("1")),
    ] {
        let service = hurried(&engine.url(), name).await;
        let answer = refused(&service, status, code).await;
        assert_eq!(answer.header("retry-after"), retry_after, "{name}");
    }
    drop(guard);
    let log = log.own_lines();
    assert_eq!(log.matches("code=\"engine_failed\"").count(), 6, "one line a call, streamed or not: {log}");
    for private in ["sk-secret", "Geheimnis"] {
        assert!(!log.contains(private), "{private} in {log}");
    }
}

#[tokio::test]
async fn a_model_that_is_not_there_is_unreachable() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let service = hurried(&format!("http://{address}/v1"), "echo").await;
    refused(&service, 502, "engine_unreachable").await;
}

#[tokio::test]
async fn a_model_without_a_word_has_given_no_answer() {
    let service = Service::start(&scripted(|_| vec![Step::say(" \n")])).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    service.ask("exam").await.refused(502, "answer_unusable");
    let thoughts = scripted(|_| vec![Step::say("<think>"), Step::say("hm ".repeat(100_000))]);
    let service = Service::start(&thoughts).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    service.ask("exam").await.refused(502, "answer_unusable");
    assert_eq!(thoughts.dropped(), 1, "it is stopped");
}

#[tokio::test]
async fn an_index_or_a_store_that_fails_is_told_apart_from_nothing_found() {
    let model = quotes();
    let service = Service::start(&model).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is in June."]).await;
    let teacher = service.enter_teacher().await;
    service.world.watched.break_part(Part::Search);
    let answer = service.ask("exam").await;
    answer.refused(503, "search_failed");
    assert_eq!(answer.header("retry-after"), Some("15"));
    service.world.watched.mend();
    service.world.watched.break_part(Part::Manifest);
    service.ask("exam").await.refused(503, "store_unavailable");
    service.call("GET", "/api/assistant", &service.bearer).await.refused(503, "store_unavailable");
    service.call("GET", "/api/index", &teacher).await.refused(503, "store_unavailable");
    assert_eq!(model.prompts(), []);
    service.world.watched.mend();
    assert_eq!(
        service.call("GET", "/api/index/questions", &teacher).await.ok()["questions"],
        serde_json::json!([])
    );
}
