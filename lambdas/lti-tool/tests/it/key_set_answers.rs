//! What the platform's key set URL may answer.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use test_platform::{JwksReply, JwksServer, SigningKey, jwks, token};

use crate::harness::Tool;

/// The seconds after which the tool asks again when a first fetch has failed.
const RETRY: i64 = 5;

/// A's launch is refused while its key set URL answers so, and the same login works once it is mended.
async fn refused_until_mended(reply: JwksReply, status: u16, code: &str) {
    let tool = Tool::start().await;
    tool.a.key_set.set(reply);
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let answer = browser.launch(&login.state, &tool.a.token(&login)).await;
    answer.assert_refused(status, code);
    assert!(!answer.body.contains(&tool.a.key_set.origin()), "an address inside: {}", answer.body);
    assert_eq!(tool.written(), [""; 0]);

    tool.a.key_set.set_keys(&[&tool.a.key]);
    // A set that did come is asked for again when its key is unknown; a set that did not, a little later.
    tool.pass(RETRY);
    browser.launch(&login.state, &tool.a.token(&login)).await.accepted();
}

/// Good keys, and so many of them that the set is larger than 256 KiB.
fn huge(key: &SigningKey) -> Value {
    let padding = "x".repeat(256 * 1024);
    let mut set = jwks(&[key]);
    set["padding"] = json!(padding);
    set
}

/// Attack 27: the key set URL answers badly, hugely, with an error, from elsewhere, or with keys that
/// no launch may be signed with. (The slow one has a test of its own.)
#[tokio::test]
async fn a_key_set_that_cannot_be_used_lets_nobody_in() {
    let key = SigningKey::rsa();
    let deep = "[".repeat(100_000);
    for body in ["", "{", "null", "[]", r#"{"keys":{}}"#, "<!doctype html><p>Sign in", &deep] {
        refused_until_mended(JwksReply::body(body.to_owned()), 502, "key_set_unusable").await;
    }
    let html = JwksReply::body("<html>").with_header("content-type", "text/html");
    refused_until_mended(html, 502, "key_set_unusable").await;
    refused_until_mended(JwksReply::json(&huge(&key)), 502, "key_set_unavailable").await;
    for (statuses, code) in
        [(&[201, 204, 304, 500, 503][..], "key_set_unavailable"), (&[400, 403, 404], "key_set_unusable")]
    {
        for status in statuses {
            let failed = JwksReply::json(&jwks(&[&key])).with_status(*status);
            refused_until_mended(failed, 502, code).await;
        }
    }
    refused_until_mended(JwksReply::keys(&[]), 401, "unknown_key").await;
}

#[tokio::test]
async fn a_key_set_is_not_fetched_from_the_origin_that_a_redirect_names() {
    let tool = Tool::start().await;
    let elsewhere = JwksServer::start(&[&tool.a.key]).await;
    refused_until_mended(JwksReply::redirect(&elsewhere.url()), 502, "key_set_unavailable").await;
    assert_eq!(elsewhere.fetches(), 0);
}

#[tokio::test]
async fn weak_symmetric_and_encryption_keys_verify_nothing() {
    let weak = SigningKey::weak_rsa();
    let tool = Tool::start().await;
    tool.a.key_set.set_keys(&[&tool.a.key, &weak]);
    let signed = |login: &_| tool.a.claims(login).sign(&weak);
    tool.refuses_token(401, "unknown_key", signed).await;

    let secret = b"0123456789abcdef0123456789abcdef";
    let oct = json!({ "kty": "oct", "kid": "s", "alg": "HS256", "use": "sig", "k": token::encode(secret) });
    let mut encryption = tool.b.key.clone().with_kid("enc").jwk();
    encryption["use"] = json!("enc");
    let tool = Tool::start().await;
    tool.a.key_set.set(JwksReply::json(&json!({ "keys": [oct, encryption, tool.a.key.jwk()] })));
    for (alg, code) in [("HS256", "algorithm_not_allowed"), ("RS256", "unknown_key")] {
        let header = json!({ "typ": "JWT", "alg": alg, "kid": "s" });
        let signed = |login: &_| token::hs256(secret, header, tool.a.claims(login).build());
        tool.refuses_token(401, code, signed).await;
    }
    let signed = |login: &_| tool.a.claims(login).sign(&tool.b.key.clone().with_kid("enc"));
    tool.refuses_token(401, "unknown_key", signed).await;
}

#[tokio::test]
async fn a_key_set_that_does_not_come_in_time_is_given_up() {
    let tool = Tool::start().await;
    tool.a.key_set.set(JwksReply::keys(&[&tool.a.key]).with_delay(Duration::from_secs(30)));
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let begun = Instant::now();
    let answer = browser.launch(&login.state, &tool.a.token(&login)).await;
    answer.assert_refused(502, "key_set_unavailable");
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_key_set_that_fails_is_not_asked_for_with_every_launch() {
    let tool = Tool::start().await;
    tool.a.key_set.set(JwksReply::body("").with_status(500));
    let browser = tool.browser();
    for _ in 0..5 {
        let login = tool.a.login(&browser).await;
        let answer = browser.launch(&login.state, &tool.a.token(&login)).await;
        answer.assert_refused(502, "key_set_unavailable");
    }
    assert_eq!(tool.a.key_set.fetches(), 1);
    tool.a.key_set.set_keys(&[&tool.a.key]);
    tool.pass(RETRY);
    tool.accepts(|launch| launch).await;

    tool.a.key_set.set(JwksReply::body("").with_status(500));
    tool.a.key_set.reset_counts();
    tool.pass(3600);
    for _ in 0..5 {
        tool.accepts(|launch| launch).await;
    }
    assert_eq!(tool.a.key_set.fetches(), 1);
}

#[tokio::test]
async fn a_known_key_set_outlives_failing_refetches_for_a_day_and_no_longer() {
    let tool = Tool::start().await;
    tool.accepts(|launch| launch).await;
    tool.a.key_set.set(JwksReply::body("").with_status(500));
    tool.pass(2 * 3600);
    tool.accepts(|launch| launch).await;
    assert_eq!(tool.a.key_set.fetches(), 2, "it was asked again");
    tool.pass(24 * 3600);
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let answer = browser.launch(&login.state, &tool.a.token(&login)).await;
    answer.assert_refused(502, "key_set_unavailable");
}

#[tokio::test]
async fn a_withdrawn_key_is_trusted_no_longer_than_the_platform_says() {
    for (age, kept, gone) in [("max-age=1", 299, 1), ("no-store", 299, 1), ("max-age=31536000", 86_399, 1)] {
        let tool = Tool::start().await;
        tool.a.key_set.set(JwksReply::keys(&[&tool.a.key]).with_header("cache-control", age));
        tool.accepts(|launch| launch).await;
        tool.a.key_set.set_keys(&[&tool.b.key]);
        tool.pass(kept);
        tool.accepts(|launch| launch).await;
        tool.pass(gone);
        let browser = tool.browser();
        let login = tool.a.login(&browser).await;
        let answer = browser.launch(&login.state, &tool.a.token(&login)).await;
        answer.assert_refused(401, "unknown_key");
    }
}

/// The operator may register a Moodle in a private network, over plain http.
#[tokio::test]
async fn a_platform_at_a_private_address_is_legal() {
    let mut tool = Tool::start().await;
    tool.a.issuer = "http://127.0.0.1:8080/moodle".to_owned();
    tool.admin.save(&tool.a.registration()).await.unwrap();
    assert!(tool.a.key_set.url().starts_with("http://127.0.0.1:"));
    tool.accepts(|launch| launch).await;
}
