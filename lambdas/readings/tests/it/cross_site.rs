//! What another site's page can make a browser do.

use serde_json::Value;

use crate::access::{CALLS, ask};
use crate::harness::World;
use crate::harness::send_as_browser;

const EVIL: &str = "https://evil.example";

/// Attack 42: another site reads an answer, or makes the browser change something.
#[tokio::test]
async fn another_site_can_neither_read_an_answer_nor_change_anything() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    for call in CALLS {
        let (method, path) = call;
        let url = format!("{}{path}", world.tool.origin);
        // What a browser may send without asking: cookies, which say nothing, and forms.
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let cookie = ("cookie", "session=x; bearer=x; __Host-lti-attackersattempt=x");
            let headers = [("origin", EVIL), ("content-type", kind), cookie];
            send_as_browser(method, &url, &headers).await.assert_refused(401, "session_expired");
        }
        // What it asks first is not allowed.
        let asks = [
            ("origin", EVIL),
            ("access-control-request-method", method),
            ("access-control-request-headers", "authorization, content-type"),
        ];
        let preflight = send_as_browser("OPTIONS", &url, &asks).await;
        assert!(preflight.status >= 400, "{path}: {}", preflight.status);
        for answer in [preflight, ask(&student, call, &activity.reading).await] {
            let cors = |name: &str| name.starts_with("access-control-");
            assert!(!answer.headers.keys().any(|name| cors(name.as_str())), "{path}: {:?}", answer.headers);
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
    assert!(student.get("/api/reading").await.ok()["progress"]["done_at"] != Value::Null, "asked by itself");
}

#[tokio::test]
async fn what_changes_something_takes_its_own_method_only() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let teacher = world.open("teacher", &activity).await;
    for path in ["/api/reading/done", "/api/reading/progress/send", "/api/privacy/erase"] {
        for method in ["GET", "PUT", "DELETE", "PATCH"] {
            let answer = teacher.call(method, path, None).await;
            answer.assert_refused(405, "method_not_allowed");
            assert_eq!(answer.header("allow"), "POST", "{method} {path}");
        }
    }
    for (method, path) in [("POST", "/api/reading"), ("DELETE", "/api/reading"), ("PUT", "/api/readings")] {
        teacher.call(method, path, None).await.assert_refused(405, "method_not_allowed");
    }
}
