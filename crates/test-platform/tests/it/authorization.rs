//! The authorization endpoint: what it answers, and what it refuses.

use std::collections::BTreeMap;

use axum::http::{StatusCode, header};
use serde_json::Value;
use test_platform::claims::name;
use test_platform::{SigningKey, token};

use crate::support::{Demo, NONCE, NOW, STATE, encode, unescape, verify};

#[tokio::test]
async fn a_good_request_is_answered_with_a_verifiable_launch() {
    let demo = Demo::new();
    let form = demo.launch("person=teacher&course=nihongo&lang=pt_br").await;
    assert_eq!(form.action, demo.config().tool_launch_url);
    let names: Vec<&String> = form.fields.keys().collect();
    assert_eq!(names, ["id_token", "state"]);

    let claims = verify(&form.fields["id_token"], &[&SigningKey::rsa()]).unwrap();
    assert_eq!(claims["iss"], demo.config().issuer.as_str());
    assert_eq!(claims["aud"], demo.config().client_id.as_str());
    assert_eq!(claims["nonce"], NONCE);
    assert_eq!(claims["iat"], NOW);
    assert_eq!(claims["exp"], NOW + 60);
    assert_eq!(claims["name"], "Tina Teacher");
    assert_eq!(claims[name::CONTEXT]["title"], "日本語 101");
    assert_eq!(claims[name::LAUNCH_PRESENTATION]["locale"], "pt_br");
    assert_eq!(claims[name::LAUNCH_PRESENTATION]["document_target"], "window");
    assert_eq!(claims[name::TARGET_LINK_URI], demo.config().target_link_uri.as_str());
}

#[tokio::test]
async fn elliptic_curve_platforms_sign_with_their_own_algorithm() {
    for key in [SigningKey::p256(), SigningKey::p384()] {
        let form = Demo::with_key(key.clone()).launch("").await;
        verify(&form.fields["id_token"], &[&key]).unwrap();
    }
}

#[tokio::test]
async fn the_state_comes_back_byte_for_byte() {
    let form = Demo::new().launch("").await;
    assert_eq!(form.fields["state"], STATE);
}

#[tokio::test]
async fn a_request_without_state_is_answered_without_state() {
    let demo = Demo::new();
    let mut request = demo.authentication_request(&demo.start("").await);
    request.remove("state");
    let form = demo.authorize(&request).await.form();
    assert!(!form.fields.contains_key("state"));
    assert!(form.fields.contains_key("id_token"));
}

#[tokio::test]
async fn the_request_may_come_as_a_query() {
    let demo = Demo::new();
    let request = demo.authentication_request(&demo.start("").await);
    let form = demo.get(&format!("/auth?{}", encode(&request))).await.form();
    assert_eq!(form.fields["state"], STATE);
    verify(&form.fields["id_token"], &[&SigningKey::rsa()]).unwrap();
}

#[tokio::test]
async fn nobody_may_keep_or_frame_or_send_the_answer_elsewhere() {
    let demo = Demo::new();
    let request = demo.authentication_request(&demo.start("").await);
    let page = demo.authorize(&request).await;
    assert_eq!(page.header(header::CACHE_CONTROL), "no-store");
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.contains("form-action 'self' http://localhost:8787;"), "{policy}");
    assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn a_message_hint_works_once() {
    let demo = Demo::new();
    let request = demo.authentication_request(&demo.start("").await);
    assert!(demo.authorize(&request).await.body.contains("id_token"));
    refused_with_a_page(&demo, &request, "belongs to no launch, or was used already").await;
}

#[tokio::test]
async fn a_message_hint_expires_after_ten_minutes() {
    let demo = Demo::new();
    let (early, late) = (demo.start("").await, demo.start("").await);
    demo.pass(599);
    assert!(demo.authorize(&demo.authentication_request(&early)).await.body.contains("id_token"));
    demo.pass(1);
    let request = demo.authentication_request(&late);
    refused_with_a_page(&demo, &request, "belongs to no launch").await;
}

#[tokio::test]
async fn the_oldest_of_too_many_launches_is_forgotten() {
    let demo = Demo::new();
    let first = demo.start("").await;
    let second = demo.start("").await;
    for _ in 0..999 {
        demo.start("").await;
    }
    refused_with_a_page(&demo, &demo.authentication_request(&first), "belongs to no launch").await;
    let request = demo.authentication_request(&second);
    assert!(demo.authorize(&request).await.body.contains("id_token"));
}

#[tokio::test]
async fn a_message_hint_that_was_parsed_and_written_again_is_not_known() {
    let demo = Demo::new();
    let mut request = demo.authentication_request(&demo.start("").await);
    let hint: Value = serde_json::from_str(&request["lti_message_hint"]).unwrap();
    request.insert("lti_message_hint".to_owned(), hint.to_string());
    refused_with_a_page(&demo, &request, "belongs to no launch").await;
}

#[tokio::test]
async fn a_refused_request_leaves_the_hint_unused() {
    let demo = Demo::new();
    let good = demo.authentication_request(&demo.start("").await);
    let mut bad = good.clone();
    bad.insert("prompt".to_owned(), "login".to_owned());
    assert_eq!(demo.authorize(&bad).await.form().fields["error"], "invalid_request");
    assert!(demo.authorize(&good).await.body.contains("id_token"));
}

#[tokio::test]
async fn each_launch_has_a_hint_of_its_own() {
    let demo = Demo::new();
    let (one, other) = (demo.start("").await, demo.start("").await);
    assert_ne!(one.fields["lti_message_hint"], other.fields["lti_message_hint"]);
}

#[tokio::test]
async fn what_moodle_answers_with_a_page_is_answered_with_a_page() {
    let cases = [
        ("redirect_uri", "https://evil.example/launch", "redirect_uri is not registered"),
        ("redirect_uri", "http://localhost:8787/lti/launch/", "redirect_uri is not registered"),
        ("scope", "openid profile", "scope is not openid"),
        ("response_type", "code", "response_type is not id_token"),
        ("lti_message_hint", "{}", "belongs to no launch"),
    ];
    for (name, value, detail) in cases {
        let demo = Demo::new();
        let mut request = demo.authentication_request(&demo.start("").await);
        request.insert(name.to_owned(), value.to_owned());
        refused_with_a_page(&demo, &request, detail).await;
    }
}

#[tokio::test]
async fn a_missing_parameter_is_named_on_a_page() {
    for name in
        ["scope", "response_type", "client_id", "redirect_uri", "login_hint", "nonce", "lti_message_hint"]
    {
        let demo = Demo::new();
        let mut request = demo.authentication_request(&demo.start("").await);
        request.remove(name);
        refused_with_a_page(&demo, &request, &format!("The parameter {name} is missing.")).await;
    }
}

#[tokio::test]
async fn a_parameter_that_is_there_twice_is_refused() {
    let demo = Demo::new();
    let request = demo.authentication_request(&demo.start("").await);
    let page = demo.get(&format!("/auth?{}&nonce=other", encode(&request))).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.body.contains("A parameter is there twice."));
}

#[tokio::test]
async fn what_moodle_posts_to_the_tool_is_posted_to_the_tool() {
    let cases = [
        ("client_id", Some("another-client"), "unauthorized_client", None),
        ("login_hint", Some("3"), "access_denied", None),
        ("response_mode", Some("query"), "invalid_request", Some("Invalid response_mode")),
        ("response_mode", None, "invalid_request", Some("Missing response_mode")),
        ("prompt", Some("login"), "invalid_request", Some("Invalid prompt")),
        ("prompt", None, "invalid_request", Some("Missing prompt")),
    ];
    for (name, value, error, description) in cases {
        let demo = Demo::new();
        let mut request = demo.authentication_request(&demo.start("").await);
        match value {
            Some(value) => request.insert(name.to_owned(), value.to_owned()),
            None => request.remove(name),
        };
        let page = demo.authorize(&request).await;
        let form = page.form();
        assert_eq!(form.action, demo.config().tool_launch_url);
        assert_eq!(form.fields["error"], error);
        assert_eq!(form.fields.get("error_description").map(String::as_str), description);
        assert_eq!(form.fields["state"], STATE);
        assert!(!form.fields.contains_key("id_token"));
    }
}

#[tokio::test]
async fn a_launch_belongs_to_the_person_who_started_it() {
    let demo = Demo::new();
    let (student, teacher) = (demo.start("person=student").await, demo.start("person=teacher").await);
    let mut request = demo.authentication_request(&student);
    request.insert("lti_message_hint".to_owned(), teacher.fields["lti_message_hint"].clone());
    assert_eq!(demo.authorize(&request).await.form().fields["error"], "access_denied");
}

#[tokio::test]
async fn a_launch_without_a_user_id_is_answered_without_sub() {
    let form = Demo::new().launch("person=guest").await;
    let claims = token::claims(&form.fields["id_token"]).unwrap();
    assert_eq!(claims.get("sub"), None);
}

async fn refused_with_a_page(demo: &Demo, request: &BTreeMap<String, String>, detail: &str) {
    let page = demo.authorize(request).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{detail}");
    assert!(unescape(&page.body).contains(detail), "{detail}: {}", page.body);
    assert!(!page.body.contains("<form"), "{detail}");
}
