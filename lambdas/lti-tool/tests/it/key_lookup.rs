//! From the token's header to the platform's key, and nowhere else.

use std::future::IntoFuture as _;
use std::time::Duration;

use serde_json::{Value, json};
use test_platform::{JwksReply, JwksServer, SigningKey, jwks};

use crate::harness::{Login, Tool};

/// A header of platform A with further members.
fn header_with(tool: &Tool, members: &Value) -> Value {
    let mut header = tool.a.key.header();
    for (name, value) in members.as_object().unwrap() {
        header[name] = value.clone();
    }
    header
}

/// A token of A's own key under any header.
fn signed(tool: &Tool, header: Value) -> impl FnOnce(&Login) -> String {
    let (key, claims) = (tool.a.key.clone(), &tool.a);
    let claims = move |login: &Login| claims.claims(login).build();
    move |login| key.sign(header, claims(login))
}

/// Attack 24: the token brings its own key, or says where to fetch it.
#[tokio::test]
async fn keys_that_the_token_itself_offers_are_neither_used_nor_fetched() {
    let tool = Tool::start().await;
    let stranger = SigningKey::generate_rsa("stranger").unwrap();
    let elsewhere = JwksServer::start(&[&stranger, &stranger.clone().with_kid(tool.a.key.kid())]).await;
    let offers = json!({
        "jku": elsewhere.url(),
        "x5u": format!("{}/cert.pem", elsewhere.origin()),
        "jwk": stranger.jwk(),
        "x5c": ["MIIB"],
    });
    for (name, offer) in offers.as_object().unwrap() {
        for (kid, code) in [(stranger.kid(), "unknown_key"), (tool.a.key.kid(), "bad_signature")] {
            let header = header_with(&tool, &json!({ "kid": kid, name: offer }));
            let forged = |login: &Login| stranger.sign(header, tool.a.claims(login).build());
            tool.refuses_token(401, code, forged).await;
        }
        let ignored = header_with(&tool, &json!({ name: offer }));
        tool.accepts_token(signed(&tool, ignored)).await;
    }
    assert_eq!(elsewhere.fetches(), 0);
}

/// Attack 25: the key id is a path, a query, endless, no text, absent, or shared by several keys.
#[tokio::test]
async fn a_key_id_only_ever_names_a_key_of_the_platforms_set() {
    let tool = Tool::start().await;
    let long = "k".repeat(10 * 1024);
    for (kid, status, code) in [
        (json!("../../../../dev/null"), 401, "unknown_key"),
        (json!("/proc/self/environ"), 401, "unknown_key"),
        (json!("' OR '1'='1' --"), 401, "unknown_key"),
        (json!("test-rsa\0"), 401, "unknown_key"),
        (json!("TEST-RSA"), 401, "unknown_key"),
        (json!(long), 400, "token_malformed"),
        (json!(["test-rsa"]), 400, "token_malformed"),
        (json!({ "kid": "test-rsa" }), 400, "token_malformed"),
        (json!(1), 400, "token_malformed"),
        (json!(""), 401, "key_id_missing"),
        (json!(null), 401, "key_id_missing"),
    ] {
        let header = header_with(&tool, &json!({ "kid": kid }));
        tool.refuses_token(status, code, signed(&tool, header)).await;
    }
    let nameless = json!({ "typ": "JWT", "alg": "RS256" });
    tool.refuses_token(401, "key_id_missing", signed(&tool, nameless)).await;
}

#[tokio::test]
async fn among_keys_that_share_an_id_the_right_one_is_found_and_a_wrong_one_is_not_trusted() {
    let tool = Tool::start().await;
    let namesake = |key: SigningKey| key.with_kid(tool.a.key.kid());
    let strangers = [namesake(SigningKey::other_rsa()), namesake(SigningKey::p256())];

    tool.a.key_set.set_keys(&[&strangers[0], &strangers[1], &tool.a.key]);
    tool.accepts(|launch| launch).await;

    tool.pass(86_400);
    tool.a.key_set.set_keys(&[&strangers[0], &strangers[1]]);
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    browser.launch(&login.state, &tool.a.token(&login)).await.assert_refused(401, "bad_signature");
}

/// Attack 26: tokens with made-up key ids make the tool hammer the platform.
#[tokio::test]
async fn twenty_junk_key_ids_cost_the_platform_two_fetches_at_most() {
    let tool = Tool::start().await;
    for number in 0..20 {
        let header = header_with(&tool, &json!({ "kid": format!("junk-{number}") }));
        tool.refuses_token(401, "unknown_key", signed(&tool, header)).await;
    }
    assert!(tool.a.key_set.fetches() <= 2, "{:?}", tool.a.key_set.counts());
    assert_eq!(tool.b.key_set.fetches(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_junk_key_ids_at_once_cost_no_more() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = &tool.a.login(&browser).await;
    let launches = (0..20).map(|number| {
        let header = header_with(&tool, &json!({ "kid": format!("junk-{number}") }));
        let call = browser.launch(&login.state, &signed(&tool, header)(login));
        async move { call.await.assert_refused(401, "unknown_key") }
    });
    futures_util::future::join_all(launches).await;
    assert!(tool.a.key_set.fetches() <= 2, "{:?}", tool.a.key_set.counts());
}

#[tokio::test]
async fn a_fresh_key_is_found_at_once_and_after_junk_within_a_minute() {
    let tool = Tool::start().await;
    tool.accepts(|launch| launch).await;
    let fresh = ["fresh", "fresher"].map(|kid| SigningKey::other_rsa().with_kid(kid));
    tool.a.key_set.set_keys(&[&tool.a.key, &fresh[0]]);
    tool.accepts_token(|login| tool.a.claims(login).sign(&fresh[0])).await;

    tool.pass(3601);
    tool.a.key_set.set_keys(&[&tool.a.key]);
    let junk = header_with(&tool, &json!({ "kid": "junk" }));
    tool.refuses_token(401, "unknown_key", signed(&tool, junk)).await;
    tool.a.key_set.set(JwksReply::json(&jwks(&[&tool.a.key, &fresh[1]])));
    tool.pass(60);
    tool.accepts_token(|login| tool.a.claims(login).sign(&fresh[1])).await;
}

#[tokio::test]
async fn a_key_set_is_fetched_once_for_many_launches() {
    let tool = Tool::start().await;
    for _ in 0..5 {
        tool.accepts(|launch| launch).await;
    }
    assert_eq!(tool.a.key_set.fetches(), 1);
}

/// Somebody with a login and a junk token hangs up while the tool fetches the platform's keys.
#[tokio::test]
async fn a_browser_that_hangs_up_does_not_keep_a_rotated_key_from_being_found() {
    let tool = Tool::start().await;
    tool.accepts(|launch| launch).await;
    let rotated = SigningKey::other_rsa();
    let slow = JwksReply::keys(&[&tool.a.key, &rotated]).with_delay(Duration::from_millis(300));
    tool.a.key_set.set(slow);

    let attacker = tool.browser();
    let login = tool.a.login(&attacker).await;
    let junk = tool.a.key.clone().with_kid("junk");
    let token = tool.a.claims(&login).sign(&junk);
    let hung_up =
        tokio::time::timeout(Duration::from_millis(100), attacker.launch(&login.state, &token).into_future());
    assert!(hung_up.await.is_err());

    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    browser.launch(&login.state, &tool.a.claims(&login).sign(&rotated)).await.accepted();
}
