//! Who may ask, and who sees the index.

use std::time::Duration;

use lti::registration::Status;
use lti::roles::CourseRole;
use ports::RegistrationAdmin as _;
use ports::conformance::samples;
use serde_json::json;

use crate::harness::{Part, Service, course, course_at, quotes, session_in};

const CALLS: [(&str, &str); 6] = [
    ("GET", "/api/assistant"),
    ("POST", "/api/ask"),
    ("GET", "/api/index"),
    ("POST", "/api/index"),
    ("GET", "/api/index/questions"),
    ("DELETE", "/api/index/questions"),
];

#[tokio::test]
async fn without_a_bearer_of_a_running_session_nothing_is_told() {
    let model = quotes();
    let service = Service::start(&model).await;
    let foreign = Service::start(&quotes()).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is on Monday."]).await;
    for bearer in ["", "x", &format!("{}x", service.bearer), &foreign.bearer, &"a".repeat(43)] {
        for (method, path) in CALLS {
            let answer = service.call(method, path, bearer).await;
            answer.refused(401, "session_expired");
        }
    }
    service.world.clock.pass(lti::session::SESSION_LIFETIME);
    service.ask("exam").await.refused(401, "session_expired");
    assert_eq!((model.prompts(), service.world.watched.searched()), (vec![], vec![]));
}

#[tokio::test]
async fn a_platform_that_is_suspended_or_removed_is_told_nothing() {
    let service = Service::start(&quotes()).await;
    service.shelf().put(&course(), 1, "a.pptx", &["The exam is on Monday."]).await;
    let id = session_in(&course(), CourseRole::Learner, "4").launch.platform_id;
    service.ask("exam").await.answered("generated");
    assert!(service.shelf().store.set_status(&id, Status::Suspended).await.unwrap());
    service.ask("exam").await.refused(403, "registration_inactive");
    service.shelf().store.remove(&id).await.unwrap();
    service.ask("exam").await.refused(403, "registration_inactive");
}

#[tokio::test]
async fn the_index_is_for_teachers_only() {
    let service = Service::start(&quotes()).await;
    for role in [CourseRole::None, CourseRole::Learner] {
        let bearer = service.world.enter(&session_in(&course(), role, "5")).await;
        for (method, path) in &CALLS[2..] {
            service.call(method, path, &bearer).await.refused(403, "instructor_only");
        }
    }
    for role in [CourseRole::Instructor, CourseRole::Administrator] {
        let bearer = service.world.enter(&session_in(&course(), role, "2")).await;
        service.call("GET", "/api/index", &bearer).await.ok();
    }
}

/// A session that names no course of a Moodle site asks about none, whatever it sends.
#[tokio::test]
async fn other_platforms_have_no_course_to_ask_about() {
    let service = Service::start(&quotes()).await;
    service.shelf().put(&course(), 8, "a.pptx", &["The exam is on Monday."]).await;
    let mut no_context = session_in(&course(), CourseRole::Instructor, "2");
    no_context.launch.context = None;
    let mut opaque = session_in(&course(), CourseRole::Instructor, "2");
    opaque.launch.context.as_mut().unwrap().id = "d3a2504bba5184799a38f141e8df2335cfa8206d".into();
    for session in [no_context, opaque] {
        let bearer = service.world.enter(&session).await;
        for (method, path) in &CALLS[2..] {
            service.call(method, path, &bearer).await.refused(404, "no_course");
        }
        service.ask_as(&bearer, "exam").await.refused(404, "no_course");
        let status = service.call("GET", "/api/assistant", &bearer).await.ok();
        assert_eq!((&status["available"], &status["reason"]), (&json!(false), &json!("no_course")));
    }
    assert_eq!(service.world.watched.searched(), Vec::<String>::new());
    assert_eq!(service.world.watched.charged(), 0);
}

/// Another product may have numbers for courses too; they are no courses of the Moodle site.
#[tokio::test]
async fn a_number_of_another_platforms_course_opens_nothing_of_moodle() {
    let service = Service::start(&quotes()).await;
    service.shelf().put(&course(), 8, "a.pptx", &["The exam is on Monday."]).await;
    let bearer = service.world.enter(&samples::session()).await;
    service.ask_as(&bearer, "exam").await.refused(409, "not_indexed_yet");
    let other = session_in(&course_at("https://canvas.example", 8), CourseRole::Learner, "4");
    let bearer = service.world.enter(&other).await;
    service.ask_as(&bearer, "exam").await.refused(409, "not_indexed_yet");
}

#[tokio::test]
async fn the_status_tells_what_there_is_to_ask_about() {
    let service = Service::start(&quotes()).await;
    let status = async || {
        service.world.clock.pass(Duration::from_secs(10));
        service.call("GET", "/api/assistant", &service.bearer).await.ok()
    };
    let expected = |available, reason: Option<&str>, files, visible| {
        json!({
            "available": available, "model": "scripted", "reason": reason,
            "indexed_files": files, "course_visible": visible,
        })
    };
    assert_eq!(status().await, expected(false, Some("not_indexed"), 0, true));
    service.shelf().put(&course(), 1, "a.pptx", &["One."]).await;
    service.shelf().put(&course(), 2, "b.pptx", &["Two."]).await;
    assert_eq!(status().await, expected(true, None, 2, true));
    service
        .shelf()
        .change(&course(), 2, |module| module.barriers = vec![moodle::content::Barrier::Hidden])
        .await;
    assert_eq!(status().await, expected(true, None, 1, true));
    let without = Service::without_model().await;
    let status = without.call("GET", "/api/assistant", &without.bearer).await.ok();
    assert_eq!(status["model"], json!(null));
}

/// Nobody is charged for the status, and it costs the whole manifest of the course.
#[tokio::test]
async fn the_status_of_a_course_is_found_out_once_in_ten_seconds() {
    let service = Service::start(&quotes()).await;
    service.shelf().put(&course(), 1, "a.pptx", &["One."]).await;
    let files = async |bearer: &str| {
        service.call("GET", "/api/assistant", bearer).await.ok()["indexed_files"].as_u64().unwrap()
    };
    assert_eq!(files(&service.bearer).await, 1);
    service.shelf().put(&course(), 2, "b.pptx", &["Two."]).await;
    service.world.watched.break_part(Part::Manifest);
    service.world.clock.pass(Duration::from_secs(9));
    assert_eq!(files(&service.enter_teacher().await).await, 1);
    let elsewhere = course_at("https://other.example", 8);
    let other = service.world.enter(&session_in(&elsewhere, CourseRole::Learner, "4")).await;
    service.call("GET", "/api/assistant", &other).await.refused(503, "store_unavailable");
    service.world.clock.pass(Duration::from_secs(1));
    service.call("GET", "/api/assistant", &service.bearer).await.refused(503, "store_unavailable");
    service.world.watched.mend();
    assert_eq!(files(&service.bearer).await, 2);
}

#[tokio::test]
async fn other_methods_are_not_allowed() {
    let service = Service::start(&quotes()).await;
    for (method, path) in [("GET", "/api/ask"), ("DELETE", "/api/index"), ("PUT", "/api/assistant")] {
        assert_eq!(service.call(method, path, &service.bearer).await.status, 405, "{method} {path}");
    }
}

#[test]
fn every_call_is_described() {
    let description: serde_json::Value =
        serde_json::from_str(&course_assistant::openapi().to_json().unwrap()).unwrap();
    for (method, path) in CALLS {
        let call = &description["paths"][path][method.to_lowercase()];
        assert_eq!(call["security"], json!([{ "bearer": [] }]), "{method} {path}");
        assert!(call["responses"]["401"].is_object(), "{method} {path}");
    }
    let schemas = description["components"]["schemas"].as_object().unwrap();
    for event in ["SourcesEvent", "AskDeltaEvent", "Answer", "ErrorBody"] {
        assert!(schemas.contains_key(event), "{event}");
    }
}
