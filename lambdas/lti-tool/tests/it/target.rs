//! What the launch opens, and where the browser may be sent.

use serde_json::Value;
use test_platform::claims::name;

use crate::harness::{Answer, Login, TARGET, TOOL, Tool, form};

/// Attack 21: the login or the launch names a target elsewhere.
#[tokio::test]
async fn a_target_off_the_tool_or_other_than_the_logins_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    for target in [
        "https://evil.example/app",
        "https://tool.example.evil.example/app",
        "https://tool.example@evil.example/app",
        "https://tool.example:pass@evil.example/app",
        "https://eviltool.example/app",
        "https://tool.example./app",
        "https://tool.example:8443/app",
        "http://tool.example/app",
        "ftp://tool.example/app",
        "javascript://tool.example/%0aalert(1)",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//tool.example/app",
        "/app",
        "app",
        "https:\\\\evil.example\\app",
        "https://evil.example\\@tool.example/app",
        "https://evil.example#@tool.example/app",
        "https://evil.example?@tool.example/app",
        "blob:https://tool.example/x",
    ] {
        let fields = tool.a.login_fields_with("target_link_uri", target);
        let query = format!("/lti/login?{}", form(&fields));
        for call in [browser.get(&query), browser.post("/lti/login").form(&fields)] {
            let answer = call.top_level().await;
            assert_eq!(answer.code().as_deref(), Some("foreign_target"), "{target}");
            answer.assert_refused(400, "foreign_target");
        }
    }
    for target in [
        "https://evil.example/app",
        "https://tool.example/other",
        "https://tool.example/app/",
        "https://tool.example/app?x=1",
        "HTTPS://tool.example/app",
        "",
    ] {
        tool.refuses(401, "target_mismatch", |launch| launch.target_link_uri(target)).await;
    }
    tool.refuses(401, "target_mismatch", |launch| launch.without(name::TARGET_LINK_URI)).await;
    tool.refuses(401, "target_mismatch", |launch| launch.claim(name::TARGET_LINK_URI, Value::Null)).await;
}

#[tokio::test]
async fn no_target_of_the_tools_own_leads_the_browser_anywhere_but_to_the_front_end() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    for path in [
        "",
        "/",
        "//evil.example/",
        "/\\evil.example",
        "/app?next=https://evil.example",
        "/lti/login",
        "/%0d%0aset-cookie:a=b",
    ] {
        let target = format!("{TOOL}{path}");
        let login = tool.a.login_as(&browser, &tool.a.login_fields_with("target_link_uri", &target)).await;
        let token = tool.a.claims(&login).target_link_uri(&target).sign(&tool.a.key);
        browser.launch(&login.state, &token).await.accepted();
    }
}

/// `redirect_uri` and the way to the platform come from the configuration and the registration only.
#[tokio::test]
async fn neither_the_host_header_nor_a_parameter_changes_where_the_browser_goes() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let mut fields = tool.a.login_fields().to_vec();
    let evil = "https://evil.example/auth";
    fields.extend([("redirect_uri", evil), ("auth_url", evil), ("state", "mine"), ("nonce", "mine")]);
    let path = format!("/lti/login?{}", form(&fields));
    let forwarded = browser.get(&path).top_level().header("x-forwarded-host", "evil.example").await;
    let moved = sent_on(&forwarded, &path);
    let call = browser.get(&moved).top_level().header("x-forwarded-host", "evil.example");
    let login = Login::read(&call.header("x-forwarded-proto", "http").await);
    assert!(login.location.starts_with(&format!("{}/auth?", tool.a.issuer)), "{}", login.location);
    assert_eq!(login.param("redirect_uri"), format!("{TOOL}/lti/launch").into_bytes());
    for (name, value) in [
        ("scope", "openid"),
        ("response_type", "id_token"),
        ("response_mode", "form_post"),
        ("prompt", "none"),
        ("client_id", &tool.a.client_id),
    ] {
        assert_eq!(login.param(name), value.as_bytes(), "{name}");
    }
    assert!(login.state.len() > 43 && login.nonce.len() == 43);
    assert!(!login.location.contains("evil.example"), "{}", login.location);
    assert_eq!(tool.a.claims(&login).build()[name::TARGET_LINK_URI], TARGET);
}

/// The path to which a login under another host is sent on: the public URL, the same login, no cookie yet.
#[track_caller]
fn sent_on(answer: &Answer, path: &str) -> String {
    assert_eq!((answer.status, answer.header("set-cookie")), (307, None), "{}", answer.body);
    let moved = answer.location().strip_prefix(TOOL).expect("the public URL");
    assert_eq!(moved.trim_end_matches("moved=1").trim_end_matches(['?', '&']), path);
    moved.to_owned()
}

#[tokio::test]
async fn a_login_under_another_host_is_sent_on_to_the_public_url_once() {
    let tool = Tool::start().await;
    for host in
        ["evil.example", "www.tool.example", "127.0.0.1", "tool.example:8443", "tool.example.evil.example"]
    {
        let browser = tool.browser().at_host(host);
        let query = format!("{}&odd=%0d%0aset-cookie:a=b", form(&tool.a.login_fields()));
        let path = format!("/lti/login?{query}");
        let moved = sent_on(&browser.get(&path).await, &path);
        Login::read(&browser.get(&moved).top_level().await);

        let posted = browser.post("/lti/login").form(&tool.a.login_fields()).await;
        let moved = sent_on(&posted, "/lti/login");
        let login = Login::read(&tool.browser().post(&moved).form(&tool.a.login_fields()).top_level().await);
        assert_eq!(login.param("redirect_uri"), format!("{TOOL}/lti/launch").into_bytes());
    }
    let browser = tool.browser().at_host("TOOL.example:443");
    Login::read(&browser.post("/lti/login").form(&tool.a.login_fields()).top_level().await);
}
