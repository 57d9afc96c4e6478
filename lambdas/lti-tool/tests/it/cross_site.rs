//! What another site's page can make a browser do.

use crate::harness::{Answer, Browser, TOOL, Tool, form};

const EVIL: &str = "https://evil.example";
const ROUTES: [&str; 19] = [
    "/lti/login",
    "/lti/login/continue",
    "/lti/launch",
    "/lti/launch/storage",
    "/lti/jwks",
    "/.well-known/jwks.json",
    "/lti/page.css",
    "/lti/storage.js",
    "/lti/storage-login.js",
    "/lti/storage-launch.js",
    "/lti/close.js",
    "/lti/once.js",
    "/lti/logo.svg",
    "/lti/register",
    "/app",
    "/healthz",
    "/api/session",
    "/api/me",
    "/api/connection",
];

#[track_caller]
fn assert_no_cors(answer: &Answer) {
    for name in answer.headers.keys() {
        assert!(!name.as_str().starts_with("access-control-"), "{name}: {:?}", answer.headers);
    }
}

/// A launch's code in this browser.
async fn launch(tool: &Tool, browser: &Browser) -> String {
    let login = tool.a.login(browser).await;
    browser.launch(&login.state, &tool.a.token(&login)).await.accepted()
}

/// Attack 42: another site reads an answer, or makes the browser change something.
#[tokio::test]
async fn another_site_can_neither_read_an_answer_nor_begin_a_session() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let code = launch(&tool, &browser).await;
    let json = format!("{{\"code\":\"{code}\"}}");
    for (name, value) in [
        ("origin", EVIL),
        ("origin", "null"),
        ("origin", "http://tool.example"),
        ("origin", "https://tool.example.evil.example"),
        ("origin", "https://tool.example:8443"),
        ("origin", "https://a.example"),
        ("origin", ""),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "none"),
    ] {
        let answer = browser.post("/api/session").header(name, value).json(&json).await;
        answer.assert_refused(403, "cross_site_request");
        assert_no_cors(&answer);
    }
    let both = browser.post("/api/session").header("origin", TOOL).header("sec-fetch-site", "cross-site");
    both.json(&json).await.assert_refused(403, "cross_site_request");

    // What a form can post without asking the browser's leave first.
    let encoded = form(&[("code", &code)]);
    for (kind, body) in [
        ("text/plain", json.clone()),
        ("application/x-www-form-urlencoded", encoded.clone()),
        ("multipart/form-data; boundary=x", json.clone()),
    ] {
        let answer = browser.post("/api/session").body(kind, body).await;
        answer.assert_refused(415, "request_malformed");
    }
    for path in ["/api/session".to_owned(), format!("/api/session?{encoded}")] {
        browser.get(&path).await.assert_refused(405, "method_not_allowed");
    }
    let bearer = browser.exchange(&code).await.json()["token"].as_str().unwrap().to_owned();
    let read = browser.api("/api/me", &bearer).header("origin", EVIL).await;
    assert_no_cors(&read);
}

#[tokio::test]
async fn no_answer_ever_has_a_cors_header() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    for path in ROUTES.into_iter().chain(["/", "/no-such-page", "/api/no-such-call"]) {
        for method in ["GET", "POST", "HEAD", "PUT", "DELETE"] {
            assert_no_cors(&browser.call(method, path).header("origin", EVIL).await);
        }
        let preflight = browser.call("OPTIONS", path).header("origin", EVIL);
        let preflight = preflight.header("access-control-request-method", "POST");
        let preflight = preflight.header("access-control-request-headers", "authorization, content-type");
        let answer = preflight.header("access-control-request-private-network", "true").await;
        assert!(answer.status >= 400, "{path}: {}", answer.status);
        assert_no_cors(&answer);
    }
}

#[tokio::test]
async fn what_changes_something_takes_posts_only() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let code = launch(&tool, &browser).await;
    let before = tool.written();
    for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH"] {
        for path in ["/lti/launch", "/api/session"] {
            let answer = browser.call(method, path).json(&format!("{{\"code\":\"{code}\"}}")).await;
            assert_eq!(answer.status, 405, "{method} {path}");
        }
    }
    for path in ["/app", "/api/me", "/api/connection", "/lti/login/continue", "/lti/jwks", "/healthz"] {
        assert_eq!(browser.post(path).json("{}").await.status, 405, "{path}");
    }
    assert_eq!(tool.written(), before);
}

/// RFC 9110 §15.5.6: an answer 405 names what is allowed.
#[tokio::test]
async fn a_method_that_is_not_allowed_is_answered_with_those_that_are() {
    let tool = Tool::start().await;
    for (method, path) in
        [("PUT", "/lti/login"), ("GET", "/api/session"), ("POST", "/api/me"), ("GET", "/lti/launch")]
    {
        let answer = tool.browser().call(method, path).await;
        assert_eq!(answer.status, 405, "{method} {path}");
        let allowed = answer.header("allow").unwrap_or_else(|| panic!("{method} {path}: no Allow"));
        assert!(!allowed.split(',').any(|allowed| allowed == method), "{method} {path}: {allowed}");
    }
}

#[tokio::test]
async fn a_session_request_that_is_not_what_is_expected_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let code = launch(&tool, &browser).await;
    for (status, body) in [
        (400, String::new()),
        (400, "{".to_owned()),
        (422, "{}".to_owned()),
        (422, "[]".to_owned()),
        (422, r#"{"code":1}"#.to_owned()),
        (422, format!(r#"{{"code":["{code}"]}}"#)),
        (422, format!(r#"{{"code":"{code}","role":"instructor"}}"#)),
        (422, format!(r#"{{"code":"x","code":"{code}"}}"#)),
        (422, format!("{{\"code\":{}", "[".repeat(50_000))),
    ] {
        let answer = browser.post("/api/session").header("origin", TOOL).json(&body).await;
        answer.assert_refused(status, "request_malformed");
    }
    assert_eq!(browser.exchange(&code).await.status, 200);
}

/// Neither in the answer nor, with it, in the log: the code still opens the session.
#[tokio::test]
async fn a_code_at_the_wrong_place_of_a_request_is_not_repeated() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let code = launch(&tool, &browser).await;
    for body in
        [format!("\"{code}\""), format!("{{\"code\":\"{code}\""), format!("{{\"{code}\":1}}"), code.clone()]
    {
        let answer = browser.post("/api/session").header("origin", TOOL).json(&body).await;
        assert_eq!(answer.code().as_deref(), Some("request_malformed"));
        assert!(!answer.body.contains(&code), "{}", answer.body);
    }
}
