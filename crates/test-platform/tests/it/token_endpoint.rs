//! The token endpoint, held against Moodle's recorded answers.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use test_platform::{JwksReply, SigningKey, token};

use crate::support::{NOW, Page};
use crate::tool::{LINE_ITEM, MEMBERS, RESULT, SCORE, Tool, recorded, token_form};

/// Status, type and body are Moodle's, but for the token.
fn is_moodles(answer: &Page, name: &str) {
    let theirs = recorded(name);
    assert_eq!(answer.status.as_u16(), theirs["status"], "{name}: {}", answer.body);
    assert_eq!(answer.header(header::CONTENT_TYPE), theirs["content_type"], "{name}");
    let without_token = |body: &str| match body.split_once("access_token\" : \"") {
        Some((before, after)) => format!("{before}{}", &after[32..]),
        None => body.to_owned(),
    };
    assert_eq!(without_token(&answer.body), without_token(theirs["body"].as_str().unwrap()), "{name}");
}

#[tokio::test]
async fn a_good_assertion_gets_a_token_in_moodles_shape() {
    let tool = Tool::start().await;
    let scope = [LINE_ITEM, SCORE, RESULT, MEMBERS].join(" ");
    let form = token_form(&tool.sign(tool.assertion("1")), &scope);
    is_moodles(&tool.ask(&form).await, "token-200");
    assert_eq!(tool.demo.platform().counts().tokens, 1);
}

#[tokio::test]
async fn refusals_are_moodles_word_for_word() {
    let tool = Tool::start().await;
    let good = tool.assertion("1");
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        tool.sign(claims)
    };
    let mut unknown_client = good.clone();
    unknown_client["sub"] = json!("nobody");
    let mut unknown_kid = tool.key.header();
    unknown_kid["kid"] = json!("nokid");
    let expired = {
        let mut claims = good.clone();
        claims["iat"] = json!(NOW - 700);
        claims["exp"] = json!(NOW);
        tool.sign(claims)
    };
    for (name, assertion) in [
        ("token-400-alg-none", token::unsigned(json!({ "alg": "none", "kid": "x" }), good.clone())),
        ("token-400-bad-signature", token::with_broken_signature(&tool.sign(good.clone()))),
        ("token-400-expired", expired),
        ("token-400-no-sub", with("sub", json!(""))),
        ("token-400-not-a-jwt", "abc".to_owned()),
        ("token-400-unknown-client", tool.sign(unknown_client)),
        ("token-400-unknown-kid", tool.key.sign(unknown_kid, good.clone())),
    ] {
        is_moodles(&tool.ask(&token_form(&assertion, SCORE)).await, name);
    }
    let good = tool.sign(good.clone());
    is_moodles(&tool.ask(&token_form(&good, "urn:x")).await, "token-400-invalid-scope");
    for (name, field, value) in [
        ("token-400-no-assertion", "client_assertion", ""),
        ("token-400-no-scope", "scope", ""),
        ("token-400-unsupported-grant-type", "grant_type", "password"),
    ] {
        let mut form = token_form(&good, SCORE);
        form.insert(field.to_owned(), value.to_owned());
        is_moodles(&tool.ask(&form).await, name);
    }
    let json =
        Request::post("/token").header(header::CONTENT_TYPE, "application/json").body(Body::from("{}"));
    is_moodles(&tool.demo.send(json.unwrap()).await, "token-400-json-content-type");
}

#[tokio::test]
async fn times_have_no_leeway() {
    let tool = Tool::start().await;
    // The recorded assertion was thirty seconds early.
    let mut early = tool.assertion("1");
    early["iat"] = json!(NOW + 1);
    let answer = tool.ask(&token_form(&tool.sign(early), SCORE)).await;
    let theirs = recorded("token-400-iat-in-future")["body"].as_str().unwrap().to_owned();
    assert_eq!(answer.body, theirs.replace("22:05:53", "22:05:23"));

    let form = token_form(&tool.sign(tool.assertion("2")), SCORE);
    tool.demo.pass(60);
    assert!(tool.ask(&form).await.body.contains("Expired token"));
}

#[tokio::test]
async fn an_assertion_is_for_this_platform_by_this_tool_and_good_once() {
    let tool = Tool::start().await;
    for (name, value) in [
        ("iss", json!("another")),
        ("aud", json!("http://127.0.0.1:8788")),
        ("jti", json!("")),
        ("jti", Value::Null),
        ("exp", Value::Null),
        ("exp", json!(NOW + 3601)),
        ("iat", Value::Null),
    ] {
        let mut claims = tool.assertion("1");
        claims[name] = value;
        let answer = tool.ask(&token_form(&tool.sign(claims), SCORE)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}");
        assert_eq!(answer.json()["error"], "invalid_client", "{name}");
        assert!(answer.body.contains(name), "{name}: {}", answer.body);
    }
    let form = token_form(&tool.sign(tool.assertion("1")), SCORE);
    assert_eq!(tool.ask(&form).await.status, StatusCode::OK);
    assert!(tool.ask(&form).await.body.contains("used before"));
}

#[tokio::test]
async fn only_what_was_asked_and_is_offered_is_granted() {
    let tool = Tool::with(|config| config.services.memberships = false).await;
    let form = token_form(&tool.sign(tool.assertion("1")), &format!("{SCORE} urn:x {MEMBERS}"));
    assert_eq!(tool.ask(&form).await.json()["scope"], SCORE);
}

#[tokio::test]
async fn an_unknown_key_id_makes_the_platform_look_at_the_key_set_again() {
    let tool = Tool::start().await;
    tool.token(SCORE).await;
    tool.token(SCORE).await;
    assert_eq!(tool.keys.fetches(), 1);

    let new = SigningKey::rsa().with_kid("new");
    tool.keys.set_keys(&[&new]);
    let form = token_form(&new.sign(new.header(), tool.assertion("new")), SCORE);
    assert_eq!(tool.ask(&form).await.status, StatusCode::OK);
    assert_eq!(tool.keys.fetches(), 2);
}

#[tokio::test]
async fn a_key_set_that_cannot_be_read_ends_in_a_page_that_names_it() {
    for reply in
        [JwksReply::body("no").with_status(500), JwksReply::body("no"), JwksReply::redirect("/other")]
    {
        let tool = Tool::start().await;
        tool.keys.set(reply);
        let answer = tool.ask(&token_form(&tool.sign(tool.assertion("1")), SCORE)).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/html; charset=utf-8");
        assert!(answer.body.contains(&tool.keys.url()));
    }
}

#[tokio::test]
async fn a_token_lives_as_long_as_it_says() {
    let tool = Tool::with(|config| config.token_lifetime = 10).await;
    let token = tool.token(MEMBERS).await;
    let path = "/services/CourseSection/3/bindings/3/memberships";
    assert_eq!(tool.get(path, &token, "*/*").await.status, StatusCode::OK);
    tool.demo.pass(10);
    assert_eq!(tool.get(path, &token, "*/*").await.status, StatusCode::UNAUTHORIZED);
}
