//! What the operator's log holds of the people who launch, and of those who attack.

use http_api::testing::begin_log;
use serde_json::json;

use crate::harness::{RegisteringPlatform, Tool, form};
use crate::register::{self, invite, register};
use crate::storage::{exchange, prove, stored_login};

#[tokio::test]
async fn the_log_names_the_request_and_no_secret_or_person() {
    let tool = Tool::start().await;
    let (log, guard) = begin_log();
    let browser = tool.browser();
    let hint = r#"{"cmid":3,"launchid":"single-use"}"#;
    let fields = tool.a.login_fields_with("lti_message_hint", hint);
    let login = tool.a.login_as(&browser, &fields).await;
    let token = tool.a.token(&login);
    let launched = browser.launch(&login.state, &token).await;
    let code = launched.accepted();
    let bearer = browser.exchange(&code).await.json()["token"].as_str().unwrap().to_owned();
    browser.api("/api/me", &bearer).await;
    browser.api(&format!("/api/me?token={bearer}"), "none").await.assert_refused(401, "session_expired");
    browser.launch(&login.state, &token).await.assert_refused(409, "state_used");
    let again = form(&[("state", &login.state), ("id_token", &token)]);
    browser.get(&format!("/lti/launch?{again}")).await;
    let stored = stored_login(&tool.a, &browser).await;
    let token = tool.a.token(&stored.login);
    browser.launch(&stored.login.state, &token).await;
    prove(&browser, &stored.login, &token, "x").await.assert_refused(403, "browser_mismatch");
    let stored_code = prove(&browser, &stored.login, &token, &stored.key).await.accepted();
    exchange(&browser, &stored_code, "x").await.assert_refused(403, "browser_mismatch");
    assert_eq!(exchange(&browser, &stored_code, &stored.key).await.status, 200);
    drop(guard);

    let own = log.own_lines();
    assert!(own.contains(launched.header("x-request-id").unwrap()), "{own}");
    let cookie = login.cookie.unwrap().1;
    let stored = [&stored.key, &stored_code, &stored.login.state, &stored.login.nonce];
    for secret in [&bearer, &code, &cookie, &login.nonce, &login.state, &token].into_iter().chain(stored) {
        assert!(!own.contains(secret.as_str()), "{secret} in {own}");
    }
    for private in ["single-use", "login_hint", "Sam", "student1@example.com"] {
        assert!(!own.contains(private), "{private} in {own}");
    }
}

#[tokio::test]
async fn a_registration_is_logged_without_its_invite_and_token() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    let (invite, token) = invite(&tool, |invite| invite).await;
    let (log, guard) = begin_log();
    assert_eq!(register(&tool, &platform.url(), &token).await.status, 200);
    register::press(&tool, &register::fields(&platform.url(), &token))
        .await
        .assert_refused(403, "invite_used");
    platform.answer(400, "bad\r\n2026-11-21T22:05:22Z  INFO lti_tool: forged");
    let (_, other) = register::invite(&tool, |invite| invite).await;
    register(&tool, &platform.url(), &other).await.assert_refused(502, "platform_refused");
    drop(guard);
    let own = log.own_lines();
    assert!(own.contains(&platform.origin) && own.contains(&invite.id.to_string()), "{own}");
    for secret in [token.reveal(), other.reveal(), register::TOKEN] {
        assert!(!own.contains(secret), "{secret} in {own}");
    }
    assert!(own.lines().all(|line| !line.starts_with("2026-11-21T22:05:22Z")), "{own}");
}

/// What an attacker sends stands in the log on the line of its own request, or not at all (CWE-117).
#[tokio::test]
async fn nobody_can_write_a_line_of_their_own_into_the_log() {
    let forged = "x\n2026-11-21T22:05:22Z  INFO lti_tool: forged\r\n\u{1b}[2Jforged\u{85}forged";
    let tool = Tool::start().await;
    let (log, guard) = begin_log();
    let browser = tool.browser();
    let header = json!({ "alg": "RS256", "kid": forged });
    let kid = |login: &_| tool.a.key.sign(header, tool.a.claims(login).build());
    tool.refuses_token(401, "unknown_key", kid).await;
    tool.refuses(401, "azp_mismatch", |launch| launch.claim("azp", forged)).await;
    let aud = json!([tool.a.client_id, forged]);
    tool.refuses(401, "untrusted_audience", |launch| launch.claim("aud", aud)).await;
    tool.refuses(401, "issuer_mismatch", |launch| launch.claim("iss", forged)).await;
    tool.refuses(400, "unsupported_message_type", |launch| launch.message_type(forged)).await;
    let error = [("error", forged), ("error_description", forged)];
    browser.post("/lti/launch").form(&error).await.assert_refused(400, "platform_error");
    for name in ["iss", "client_id", "target_link_uri"] {
        browser.post("/lti/login").form(&tool.a.login_fields_with(name, forged)).await;
    }
    drop(guard);
    let (own, log) = (log.own_lines(), log.read());
    assert!(own.contains(" http_api"), "refusals are logged: {own}");
    for line in own.lines() {
        let target = |name| line.split_once(name);
        let (before, _) = target(" http_api").or_else(|| target(" lti_tool")).expect("a line of ours");
        assert!(line.starts_with("20") && !line.starts_with("2026-11-21T22:05:22Z"), "a forged line: {line}");
        assert!(!before.contains("forged"), "{line}");
    }
    let outside: Vec<_> = log.lines().filter(|line| line.starts_with("forged")).collect();
    assert!(outside.is_empty(), "{outside:?}");
    for control in ['\u{1b}', '\r', '\u{85}'] {
        assert!(!log.contains(control), "{control:?} in the log");
    }
}
