//! HTML and JavaScript in whatever comes from outside.

use serde_json::{Value, json};
use test_platform::claims::name;
use test_platform::{JwksReply, LaunchClaims, SigningKey};

use crate::harness::{Answer, TOOL, Tool};

const EVIL: &str = "</p><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}";

/// A refusal that repeats what came from outside does it as text, under a policy that lets no script run.
#[track_caller]
fn assert_harmless(answer: &Answer, code: &str) {
    assert_eq!(answer.code().as_deref(), Some(code), "{}", answer.body);
    assert!(
        answer.body.contains("script&#62;alert(1)") || answer.body.contains("script&gt;alert(1)"),
        "{}",
        answer.body
    );
    for tag in ["<script", "<img"] {
        assert!(!answer.body.contains(tag), "{tag} in {}", answer.body);
    }
    assert_page_is_safe(answer);
}

#[track_caller]
fn assert_page_is_safe(answer: &Answer) {
    assert!(answer.is_page(), "{answer:?}");
    let policy = answer.header("content-security-policy").expect("a policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("base-uri 'none'"), "{policy}");
    for word in ["script-src", "unsafe", "'self' 'unsafe", "data:"] {
        assert!(!policy.contains(word), "{word} in {policy}");
    }
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
}

/// Attack 35: markup in every claim, and in the platform's own error texts.
#[tokio::test]
async fn markup_in_claims_and_errors_is_never_more_than_text() {
    let tool = Tool::start().await;
    let evil = |launch: LaunchClaims| {
        ["name", "given_name", "family_name", "email", "sub"]
            .iter()
            .fold(launch, |launch, name| launch.claim(*name, EVIL))
            .claim(name::CONTEXT, json!({ "id": EVIL, "label": EVIL, "title": EVIL, "type": [EVIL] }))
            .claim(name::RESOURCE_LINK, json!({ "id": EVIL, "title": EVIL, "description": EVIL }))
            .claim(name::TOOL_PLATFORM, json!({ "name": EVIL, "product_family_code": EVIL, "version": EVIL }))
            .claim(name::LAUNCH_PRESENTATION, json!({ "locale": EVIL, "return_url": "javascript:alert(1)" }))
            .roles([name::ROLE_INSTRUCTOR, EVIL])
            .custom(EVIL, EVIL)
    };
    let bearer = tool.accepts(evil).await;
    let browser = tool.browser();
    let me = browser.api("/api/me", &bearer).await;
    let connection = browser.api("/api/connection", &bearer).await;
    for answer in [&me, &connection] {
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert!(answer.header("content-security-policy").unwrap().contains("default-src 'none'"));
    }
    let (me, connection) = (me.json(), connection.json());
    let user = json!({ "id": EVIL, "name": EVIL, "given_name": EVIL, "family_name": EVIL, "email": EVIL });
    assert_eq!(me["user"], user);
    assert_eq!(me["context"], json!({ "id": EVIL, "label": EVIL, "title": EVIL }));
    assert_eq!(me["resource_link"], json!({ "id": EVIL, "title": EVIL }));
    assert_eq!((&me["platform"]["name"], &me["platform"]["product"]), (&json!(EVIL), &json!(EVIL)));
    assert_eq!((&me["return_url"], &me["locale"]), (&Value::Null, &Value::Null));
    assert_eq!(connection["roles"], json!([name::ROLE_INSTRUCTOR, EVIL]));
    assert!(connection["custom_parameters"].as_array().unwrap().contains(&json!(EVIL)));

    let state = tool.a.login(&browser).await.state;
    for (error, description) in [(EVIL, ""), ("e", EVIL)] {
        let fields = [("error", error), ("error_description", description), ("state", &state)];
        assert_harmless(&browser.post("/lti/launch").form(&fields).await, "platform_error");
    }
}

#[tokio::test]
async fn markup_in_a_login_or_a_token_is_text_in_the_refusal() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    for (name, code) in
        [("iss", "unknown_issuer"), ("client_id", "unknown_client"), ("target_link_uri", "foreign_target")]
    {
        let answer = browser.post("/lti/login").form(&tool.a.login_fields_with(name, EVIL)).await;
        assert_harmless(&answer, code);
    }
    let claim = |name: &'static str, value: Value| move |launch: LaunchClaims| launch.claim(name, value);
    for (status, code, name, value) in [
        (401, "issuer_mismatch", "iss", json!(EVIL)),
        (401, "azp_mismatch", "azp", json!(EVIL)),
        (401, "untrusted_audience", "aud", json!([tool.a.client_id, EVIL])),
        (400, "unsupported_version", name::VERSION, json!(EVIL)),
        (400, "unsupported_message_type", name::MESSAGE_TYPE, json!(EVIL)),
        (401, "deployment_mismatch", name::DEPLOYMENT_ID, json!(EVIL)),
        (401, "target_mismatch", name::TARGET_LINK_URI, json!(EVIL)),
    ] {
        assert_harmless(&tool.refuses(status, code, claim(name, value)).await, code);
    }
    let (key, named) = (&tool.a.key, SigningKey::rsa().with_kid(EVIL));
    let unknown = |login: &_| tool.a.claims(login).sign(&named);
    assert_harmless(&tool.refuses_token(401, "unknown_key", unknown).await, "unknown_key");
    let header = json!({ "alg": "<script>alert(1)</script>", "kid": key.kid() });
    let odd = |login: &_| key.sign(header, tool.a.claims(login).build());
    let code = "algorithm_not_allowed";
    assert_harmless(&tool.refuses_token(401, code, odd).await, code);
    // A key that does not fit is named as well.
    tool.pass(61);
    tool.a.key_set.set(JwksReply::keys(&[key, &SigningKey::p256().with_kid(EVIL)]));
    let misfit = |login: &_| named.sign(named.header(), tool.a.claims(login).build());
    let code = "algorithm_mismatch";
    assert_harmless(&tool.refuses_token(401, code, misfit).await, code);
}

#[tokio::test]
async fn an_unknown_deployment_is_shown_as_text() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login_as(&browser, &tool.a.login_fields_without("lti_deployment_id")).await;
    let token = tool.a.claims(&login).deployment_id(EVIL).sign(&tool.a.key);
    assert_harmless(&browser.launch(&login.state, &token).await, "unknown_deployment");
}

#[tokio::test]
async fn every_page_of_the_tool_has_a_policy_without_scripts_and_the_front_end_runs_its_own_only() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let first = browser.post("/lti/login").form(&tool.a.login_fields()).in_frame().await;
    browser.drop_cookies();
    for answer in [
        browser.get(first.location()).in_frame().await,
        browser.get("/lti/login").await,
        browser.get("/lti/launch").await,
        browser.get("/no-such-page?<script>alert(1)</script>").await,
        browser.get("/<script>alert(1)</script>").await,
        browser.call("DELETE", "/app").await,
    ] {
        assert!(!answer.body.contains("<script"), "{}", answer.body);
        assert_page_is_safe(&answer);
    }
    let app = browser.get("/app?code=%3Cscript%3E").await;
    let policy = app.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self';"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
    let frames = "frame-ancestors 'self' https://a.example https://b.example";
    assert!(policy.ends_with(frames), "registered platforms only: {policy}");
    assert!(!app.body.contains(TOOL), "the page is the same for everybody");
}
