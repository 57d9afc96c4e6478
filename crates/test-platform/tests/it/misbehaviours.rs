//! Every misbehaviour really misbehaves, and in nothing but its own way.

use std::collections::BTreeSet;

use serde_json::Value;
use test_platform::claims::name;
use test_platform::{Algorithm, Misbehaviour, SigningKey, jwks, token};

use crate::support::{Demo, Form, NONCE, NOW, STATE, attribute, unescape, verify};

async fn launch(misbehaviour: Misbehaviour) -> Form {
    Demo::new().launch(&format!("misbehave={}", misbehaviour.id())).await
}

/// The claims after a good signature by the platform's own key.
async fn signed_claims(misbehaviour: Misbehaviour) -> Value {
    let form = launch(misbehaviour).await;
    assert_eq!(form.fields["state"], STATE);
    verify(&form.fields["id_token"], &[&SigningKey::rsa()]).unwrap()
}

/// Names of the claims that differ from a good launch.
async fn changed(claims: &Value) -> BTreeSet<String> {
    let good = Demo::new().launch("").await;
    let good = token::claims(&good.fields["id_token"]).unwrap();
    let (good, claims) = (good.as_object().unwrap(), claims.as_object().unwrap());
    let names = good.keys().chain(claims.keys());
    names.filter(|name| good.get(*name) != claims.get(*name)).cloned().collect()
}

async fn only_these_change(misbehaviour: Misbehaviour, names: &[&str]) -> Value {
    let claims = signed_claims(misbehaviour).await;
    let expected: BTreeSet<String> = names.iter().map(ToString::to_string).collect();
    assert_eq!(changed(&claims).await, expected, "{misbehaviour:?}");
    claims
}

#[tokio::test]
async fn an_expired_token_expired_an_hour_ago() {
    let claims = only_these_change(Misbehaviour::Expired, &["iat", "exp"]).await;
    assert_eq!(claims["exp"], NOW - 3600);
}

#[tokio::test]
async fn a_token_from_the_future_is_an_hour_ahead() {
    let claims = only_these_change(Misbehaviour::FromTheFuture, &["iat", "exp"]).await;
    assert_eq!(claims["iat"], NOW + 3600);
}

#[tokio::test]
async fn a_wrong_audience_is_another_tool() {
    let claims = only_these_change(Misbehaviour::WrongAudience, &["aud"]).await;
    assert_eq!(claims["aud"], "another-tool");
}

#[tokio::test]
async fn an_unknown_deployment_is_not_the_registered_one() {
    let claims = only_these_change(Misbehaviour::UnknownDeployment, &[name::DEPLOYMENT_ID]).await;
    assert_eq!(claims[name::DEPLOYMENT_ID], "unknown-deployment");
    let login = Demo::new().start("misbehave=deployment&target=window").await;
    assert_eq!(login.fields["lti_deployment_id"], "unknown-deployment");
}

#[tokio::test]
async fn a_wrong_nonce_is_not_the_one_asked_for() {
    let claims = only_these_change(Misbehaviour::WrongNonce, &["nonce"]).await;
    assert_ne!(claims["nonce"], NONCE);
}

#[tokio::test]
async fn an_old_version_is_lti_1_1s() {
    let claims = only_these_change(Misbehaviour::OldVersion, &[name::VERSION]).await;
    assert_eq!(claims[name::VERSION], "LTI-1p0");
}

#[tokio::test]
async fn an_unknown_message_type_is_named() {
    let claims = only_these_change(Misbehaviour::UnknownMessageType, &[name::MESSAGE_TYPE]).await;
    assert_eq!(claims[name::MESSAGE_TYPE], "LtiStartProctoring");
}

#[tokio::test]
async fn a_missing_resource_link_is_absent() {
    let claims = only_these_change(Misbehaviour::NoResourceLink, &[name::RESOURCE_LINK]).await;
    assert_eq!(claims.get(name::RESOURCE_LINK), None);
}

#[tokio::test]
async fn a_replay_begins_with_a_good_launch() {
    let demo = Demo::new();
    let page = demo.get("/launch?misbehave=replay").await;
    let (_, frame) = page.body.split_once("<iframe ").unwrap();
    let login = demo.get(&attribute(frame, "src")).await.form();
    let form = demo.authorize(&demo.authentication_request(&login)).await.form();
    verify(&form.fields["id_token"], &[&SigningKey::rsa()]).unwrap();
    assert_eq!(form.fields["state"], STATE);
}

#[tokio::test]
async fn a_bad_signature_is_by_another_key_under_the_right_id() {
    for key in [SigningKey::rsa(), SigningKey::p256(), SigningKey::p384()] {
        let demo = Demo::with_key(key.clone());
        let token = &demo.launch("misbehave=signature").await.fields["id_token"];
        assert_eq!(token::header(token), Some(key.header()));
        assert!(verify(token, &[&key]).is_err());
        let length = |token: &str| token::decode(token.rsplit_once('.').unwrap().1).unwrap().len();
        assert_eq!(length(token), length(&key.sign(key.header(), Value::Null)));
        assert!(changed(&token::claims(token).unwrap()).await.is_empty());
    }
}

#[tokio::test]
async fn a_token_with_alg_none_has_no_signature() {
    let form = launch(Misbehaviour::AlgNone).await;
    let token = &form.fields["id_token"];
    assert_eq!(token::header(token).unwrap()["alg"], "none");
    assert!(token.ends_with('.'));
    assert!(changed(&token::claims(token).unwrap()).await.is_empty());
}

#[tokio::test]
async fn an_unknown_key_id_stands_over_a_good_signature() {
    let form = launch(Misbehaviour::UnknownKeyId).await;
    let token = &form.fields["id_token"];
    let kid = token::header(token).unwrap()["kid"].clone();
    assert!(jwks(&[&SigningKey::rsa()])["keys"].as_array().unwrap().iter().all(|key| key["kid"] != kid));

    let (input, signature) = token.rsplit_once('.').unwrap();
    let expected = SigningKey::rsa().signature(Algorithm::Rs256, input.as_bytes());
    assert_eq!(token::decode(signature), Some(expected));
}

#[tokio::test]
async fn a_tampered_state_comes_with_a_good_token() {
    let form = launch(Misbehaviour::TamperedState).await;
    assert_ne!(form.fields["state"], STATE);
    let claims = verify(&form.fields["id_token"], &[&SigningKey::rsa()]).unwrap();
    assert!(changed(&claims).await.is_empty());
}

#[tokio::test]
async fn a_platform_error_comes_instead_of_a_token() {
    for misbehaviour in [Misbehaviour::PlatformError, Misbehaviour::HostileError] {
        let form = launch(misbehaviour).await;
        assert_eq!(form.fields["error"], "access_denied");
        assert_eq!(form.fields["state"], STATE);
        assert!(!form.fields.contains_key("id_token"));
        let has_html = form.fields["error_description"].contains("<script>");
        assert_eq!(has_html, misbehaviour == Misbehaviour::HostileError);
    }
}

#[tokio::test]
async fn hostile_texts_stand_in_a_launch_that_is_valid() {
    let claims = signed_claims(Misbehaviour::HostileText).await;
    let changed = changed(&claims).await;
    let expected = [
        "email",
        "family_name",
        "given_name",
        "name",
        name::CONTEXT,
        name::CUSTOM,
        name::EXT,
        name::LAUNCH_PRESENTATION,
        name::LIS,
        name::RESOURCE_LINK,
        name::ROLES,
        name::TOOL_PLATFORM,
    ];
    assert_eq!(changed, expected.iter().map(ToString::to_string).collect());
    assert_eq!(claims[name::CONTEXT]["title"], "<script>alert(1)</script>");
    // What a tool compares or routes by is as good as ever.
    assert_eq!(claims[name::RESOURCE_LINK]["id"], "103");
    assert_eq!(claims[name::CONTEXT]["id"], "3");
    assert_eq!(claims[name::ROLES][0], name::ROLE_LEARNER);
}

#[tokio::test]
async fn no_page_of_the_platform_lets_a_hostile_text_out_of_its_place() {
    for misbehaviour in [Misbehaviour::HostileText, Misbehaviour::HostileError] {
        let demo = Demo::new();
        let query = format!("misbehave={}", misbehaviour.id());
        let around = demo.get(&format!("/launch?{query}")).await;
        let login = demo.get(&format!("/launch?target=window&{query}")).await;
        let request = demo.authentication_request(&login.form());
        let answer = demo.authorize(&request).await;
        for page in [around, login, answer] {
            assert!(!page.body.contains("<script>"), "{}", page.body);
            assert!(!page.body.contains("<img src=x"), "{}", page.body);
        }
    }
    let page = Demo::new().get("/launch?misbehave=hostile-text").await;
    assert!(unescape(&page.body).matches("<script>alert(1)</script>").count() >= 4);
}

#[tokio::test]
async fn the_page_around_the_tool_says_what_is_wrong_on_purpose() {
    for one in Misbehaviour::ALL {
        let page = Demo::new().get(&format!("/launch?misbehave={}", one.id())).await;
        let text = unescape(&page.body);
        assert!(text.contains(&format!("Misbehaving: {}.", one.title())), "{one:?}");
        assert!(text.contains(one.expected()), "{one:?}");
    }
}
