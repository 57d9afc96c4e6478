//! What another site's page can make a browser do.

use crate::access::CALLS;
use crate::harness::{World, send_as_browser};

const EVIL: &str = "https://evil.example";

/// Attack 42: another site reads an answer, or makes the browser change something.
#[tokio::test]
async fn another_site_can_neither_read_an_answer_nor_change_anything() {
    let world = World::start().await;
    let activity = world.placed(true).await;
    let student = world.open("student", &activity).await;
    let before = student.get("/api/reading").await.ok();
    let at = |path: &str| format!("{}{path}", world.tool.origin);
    // What a browser sends without asking: forms, and cookies, which say nothing whatever they hold.
    let bearer = student.bearer();
    let cookie =
        format!("session={bearer}; token={bearer}; bearer={bearer}; __Host-lti-attackersattempt={bearer}");
    for (method, path) in CALLS {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let headers = [("origin", EVIL), ("content-type", kind), ("cookie", &cookie)];
            send_as_browser(method, &at(path), &headers).await.assert_refused(401, "session_expired");
        }
    }
    assert_eq!(student.get("/api/reading").await.ok(), before);

    // What it asks first is not allowed, and no answer may be read.
    let authorization = format!("Bearer {bearer}");
    for (method, path) in CALLS {
        let asks = [
            ("origin", EVIL),
            ("access-control-request-method", method),
            ("access-control-request-headers", "authorization, content-type"),
        ];
        let preflight = send_as_browser("OPTIONS", &at(path), &asks).await;
        assert!(preflight.status >= 400, "{path}: {}", preflight.status);
        let call =
            [("origin", EVIL), ("authorization", &authorization), ("content-type", "application/json")];
        for answer in [preflight, send_as_browser(method, &at(path), &call).await] {
            let cors = |name: &str| name.starts_with("access-control-");
            assert!(!answer.headers.keys().any(|name| cors(name.as_str())), "{path}: {:?}", answer.headers);
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
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
