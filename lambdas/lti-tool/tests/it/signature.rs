//! Who signed the launch, and how.

use lti::algorithm::Algorithm as Allowed;
use lti::registration::Registration;
use serde_json::{Value, json};
use test_platform::{Algorithm, JwksReply, SigningKey, token};

use crate::harness::Tool;

/// Registers A anew, with further algorithms.
async fn allow(tool: &Tool, algorithms: &[Allowed]) {
    let extra_algorithms = algorithms.iter().copied().collect();
    tool.admin.save(&Registration { extra_algorithms, ..tool.a.registration() }).await.unwrap();
}

/// A key as the platform publishes it, with another `alg`, or with none.
fn published(key: &SigningKey, alg: Option<&str>) -> JwksReply {
    let mut jwk = key.jwk();
    match alg {
        Some(alg) => jwk["alg"] = json!(alg),
        None => jwk["alg"] = Value::Null,
    }
    JwksReply::json(&json!({ "keys": [jwk] }))
}

/// Attack 1: nobody signed the token.
#[tokio::test]
async fn a_launch_with_algorithm_none_is_refused() {
    let tool = Tool::start().await;
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = json!({ "typ": "JWT", "alg": alg, "kid": tool.a.key.kid() });
        let unsigned = |login: &_| token::unsigned(header.clone(), tool.a.claims(login).build());
        tool.refuses_token(401, "algorithm_not_allowed", unsigned).await;
        // The same with the signature of a good token behind it.
        let signed = |login: &_| tool.a.key.sign(header.clone(), tool.a.claims(login).build());
        tool.refuses_token(401, "algorithm_not_allowed", signed).await;
    }
    let honest = tool.a.key.header();
    let stripped = |login: &_| token::unsigned(honest, tool.a.claims(login).build());
    tool.refuses_token(401, "bad_signature", stripped).await;
}

/// Attack 2: a public key, which everybody has, is used as the secret of a symmetric signature.
#[tokio::test]
async fn a_launch_signed_symmetrically_with_a_public_key_is_refused() {
    let tool = Tool::start().await;
    let ours: Value = tool.browser().get("/lti/jwks").await.json()["keys"][0].clone();
    let platforms = tool.a.key.jwk();
    let secrets = [
        tool.public_pem.clone(),
        tool.public_pem.trim_end().to_owned(),
        tool.a.key.public_pem(),
        tool.a.key.public_pem().trim_end().to_owned(),
        ours.to_string(),
        platforms.to_string(),
        ours["n"].as_str().unwrap().to_owned(),
        platforms["n"].as_str().unwrap().to_owned(),
        String::new(),
    ];
    for secret in secrets {
        for kid in [&platforms["kid"], &ours["kid"]] {
            let header = json!({ "typ": "JWT", "alg": "HS256", "kid": kid });
            let forged = |login: &_| token::hs256(secret.as_bytes(), header, tool.a.claims(login).build());
            tool.refuses_token(401, "algorithm_not_allowed", forged).await;
        }
        let honest = tool.a.key.header();
        let forged = |login: &_| token::hs256(secret.as_bytes(), honest, tool.a.claims(login).build());
        tool.refuses_token(401, "bad_signature", forged).await;
    }
}

/// Attack 3: the header names an algorithm that is not the key's.
#[tokio::test]
async fn a_launch_whose_algorithm_is_not_the_keys_is_refused() {
    let tool = Tool::start().await;
    allow(&tool, &[Allowed::Rs512, Allowed::Es256, Allowed::Es384]).await;
    let (rsa, curve) = (&tool.a.key, &SigningKey::p256());
    tool.a.key_set.set_keys(&[rsa, curve]);

    for (key, alg) in [(curve, "RS256"), (curve, "ES384"), (rsa, "RS512"), (rsa, "ES256")] {
        let header = json!({ "alg": alg, "kid": key.kid() });
        let lie = |login: &_| key.sign(header, tool.a.claims(login).build());
        tool.refuses_token(401, "algorithm_mismatch", lie).await;
    }
    for (key, alg) in [(rsa, "PS256"), (rsa, "RS384"), (curve, "PS256")] {
        let header = json!({ "alg": alg, "kid": key.kid() });
        let not_allowed = |login: &_| key.sign(header, tool.a.claims(login).build());
        tool.refuses_token(401, "algorithm_not_allowed", not_allowed).await;
    }
    for algorithm in [Algorithm::Rs384, Algorithm::Rs512, Algorithm::Ps256] {
        let lie = |login: &_| rsa.sign_with(algorithm, rsa.header(), tool.a.claims(login).build());
        tool.refuses_token(401, "bad_signature", lie).await;
    }
}

#[tokio::test]
async fn a_launch_signed_by_a_stranger_or_changed_on_the_way_is_refused() {
    let tool = Tool::start().await;
    let stranger = SigningKey::generate_rsa(tool.a.key.kid()).unwrap();
    let forged = |login: &_| tool.a.claims(login).sign(&stranger);
    tool.refuses_token(401, "bad_signature", forged).await;

    let broken = |login: &_| token::with_broken_signature(&tool.a.token(login));
    tool.refuses_token(401, "bad_signature", broken).await;

    let swapped = |login: &_| {
        let (genuine, teacher) = (tool.a.token(login), tool.a.claims(login).roles(["Instructor"]));
        let signature = genuine.rsplit_once('.').unwrap().1;
        format!("{}.{signature}", token::signing_input(&tool.a.key.header(), &teacher.build()))
    };
    tool.refuses_token(401, "bad_signature", swapped).await;
}

#[tokio::test]
async fn an_elliptic_signature_of_zeros_or_of_another_length_is_refused() {
    let tool = Tool::start().await;
    allow(&tool, &[Allowed::Es256]).await;
    let curve = SigningKey::p256();
    tool.a.key_set.set_keys(&[&tool.a.key, &curve]);
    for signature in [vec![0; 64], vec![0xff; 64], vec![0; 63], vec![0x30; 70], vec![]] {
        let forged = |login: &_| {
            let input = token::signing_input(&curve.header(), &tool.a.claims(login).build());
            format!("{input}.{}", token::encode(signature))
        };
        tool.refuses_token(401, "bad_signature", forged).await;
    }
}

#[tokio::test]
async fn a_launch_is_accepted_under_every_algorithm_that_the_registration_allows() {
    let rsa = SigningKey::rsa();
    for (key, algorithm, allowed) in [
        (&rsa, Algorithm::Ps256, Allowed::Ps256),
        (&rsa, Algorithm::Rs384, Allowed::Rs384),
        (&rsa, Algorithm::Rs512, Allowed::Rs512),
        (&SigningKey::p256(), Algorithm::Es256, Allowed::Es256),
        (&SigningKey::p384(), Algorithm::Es384, Allowed::Es384),
    ] {
        for alg in [Some(algorithm.name()), None] {
            let tool = Tool::start().await;
            allow(&tool, &[allowed]).await;
            tool.a.key_set.set(published(key, alg));
            let header = key.header_with(algorithm);
            tool.accepts_token(|login| key.sign(header, tool.a.claims(login).build())).await;
        }
    }
}

#[tokio::test]
async fn an_algorithm_of_the_key_alone_is_not_enough_without_the_registrations_leave() {
    let tool = Tool::start().await;
    let curve = SigningKey::p256();
    tool.a.key_set.set_keys(&[&tool.a.key, &curve]);
    let signed = |login: &_| tool.a.claims(login).sign(&curve);
    tool.refuses_token(401, "algorithm_not_allowed", signed).await;
}
