//! Keys and tokens, checked with a library that this crate does not use.

use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RsaPublicKeyComponents};
use jsonwebtoken::{DecodingKey, Validation, decode};
use serde_json::{Value, json};
use test_platform::{Algorithm, KeyError, SigningKey, jwks, token};

use crate::support::verify;

fn claims() -> Value {
    json!({ "sub": "4", "name": "João" })
}

#[test]
fn every_algorithm_verifies_with_the_published_key() {
    let rsa = SigningKey::rsa();
    let signed = [
        (&rsa, Algorithm::Rs256),
        (&rsa, Algorithm::Rs384),
        (&rsa, Algorithm::Rs512),
        (&rsa, Algorithm::Ps256),
        (&SigningKey::p256(), Algorithm::Es256),
        (&SigningKey::p384(), Algorithm::Es384),
    ];
    for (key, algorithm) in signed {
        // The key set names one algorithm per key; another one of the same key is verified under a
        // set that names it.
        let token = key.sign(key.header_with(algorithm), claims());
        let mut jwk = key.jwk();
        jwk["alg"] = json!(algorithm.name());
        let jwk = serde_json::from_value(jwk).unwrap();
        let name = serde_json::from_value(json!(algorithm.name())).unwrap();
        let mut validation = Validation::new(name);
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        let verified = decode::<Value>(&token, &DecodingKey::from_jwk(&jwk).unwrap(), &validation);
        assert_eq!(verified.unwrap().claims, claims(), "{algorithm:?}");
    }
}

#[test]
fn generated_keys_sign_and_publish_themselves() {
    let keys = [
        SigningKey::generate_rsa("r").unwrap(),
        SigningKey::generate_p256("e2").unwrap(),
        SigningKey::generate_p384("e3").unwrap(),
    ];
    let all: Vec<&SigningKey> = keys.iter().collect();
    for key in &keys {
        let token = key.sign(key.header(), claims());
        assert_eq!(verify(&token, &all).unwrap(), claims());
    }
}

#[test]
fn a_key_set_lists_its_keys_in_order_as_moodle_writes_them() {
    let set = jwks(&[&SigningKey::rsa(), &SigningKey::p256()]);
    let names = |index: usize| -> Vec<&String> { set["keys"][index].as_object().unwrap().keys().collect() };
    assert_eq!(names(0), ["alg", "e", "kid", "kty", "n", "use"]);
    assert_eq!(names(1), ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    assert_eq!(set["keys"][0]["kid"], "test-rsa");
    assert_eq!(set["keys"][0]["e"], "AQAB");
    assert_eq!(set["keys"][1]["crv"], "P-256");
}

#[test]
fn another_key_under_the_same_id_does_not_verify() {
    let stranger = SigningKey::other_rsa().with_kid("test-rsa");
    let token = stranger.sign(stranger.header(), claims());
    assert!(verify(&token, &[&SigningKey::rsa()]).is_err());
}

#[test]
fn a_header_that_lies_about_the_algorithm_is_signed_all_the_same() {
    let key = SigningKey::rsa();
    let lie = json!({ "typ": "JWT", "alg": "ES256", "kid": key.kid() });
    let token = key.sign(lie.clone(), claims());
    assert_eq!(token::header(&token), Some(lie));

    let (input, signature) = token.rsplit_once('.').unwrap();
    let expected = key.signature(Algorithm::Rs256, input.as_bytes());
    assert_eq!(token::decode(signature), Some(expected));
}

#[test]
fn the_algorithm_can_differ_from_the_header_on_purpose() {
    let key = SigningKey::rsa();
    let token = key.sign_with(Algorithm::Rs512, key.header(), claims());
    assert!(verify(&token, &[&key]).is_err());
    let (input, signature) = token.rsplit_once('.').unwrap();
    let expected = key.signature(Algorithm::Rs512, input.as_bytes());
    assert_eq!(token::decode(signature), Some(expected));
}

#[test]
#[should_panic(expected = "cannot sign ES256")]
fn a_key_refuses_an_algorithm_of_another_kind_of_key() {
    let _ = SigningKey::rsa().sign_with(Algorithm::Es256, json!({}), json!({}));
}

#[test]
fn text_that_is_not_good_json_can_be_signed() {
    let key = SigningKey::rsa();
    let twice = r#"{"nonce":"a","nonce":"b"}"#;
    let token = key.sign_text(&key.header().to_string(), twice);
    let payload = token.split('.').nth(1).unwrap();
    assert_eq!(token::decode(payload).unwrap(), twice.as_bytes());
    assert!(verify(&token, &[&key]).is_ok());
}

#[test]
fn an_unsigned_token_ends_with_an_empty_segment() {
    let token = token::unsigned(json!({ "alg": "none" }), claims());
    assert_eq!(token.split('.').count(), 3);
    assert!(token.ends_with('.'));
    assert_eq!(token::claims(&token), Some(claims()));
}

#[test]
fn an_hmac_token_verifies_with_its_secret() {
    let key = SigningKey::rsa();
    let secret = key.public_pem();
    assert!(secret.starts_with("-----BEGIN PUBLIC KEY-----\n"));

    let header = json!({ "typ": "JWT", "alg": "HS256", "kid": key.kid() });
    let token = token::hs256(secret.as_bytes(), header, claims());
    let mut validation = Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    let verified = decode::<Value>(&token, &DecodingKey::from_secret(secret.as_bytes()), &validation);
    assert_eq!(verified.unwrap().claims, claims());
}

#[test]
fn the_public_pem_is_the_published_key() {
    let key = SigningKey::rsa();
    let token = key.sign(key.header(), claims());
    let mut validation = Validation::new(jsonwebtoken::Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    let public = DecodingKey::from_rsa_pem(key.public_pem().as_bytes()).unwrap();
    assert!(decode::<Value>(&token, &public, &validation).is_ok());
}

#[test]
fn the_weak_key_signs_rightly_with_1024_bits() {
    let key = SigningKey::weak_rsa();
    let modulus = token::decode(key.jwk()["n"].as_str().unwrap()).unwrap();
    assert_eq!(modulus.len() * 8, 1024);

    let token = key.sign(key.header(), claims());
    let (input, signature) = token.rsplit_once('.').unwrap();
    let public = RsaPublicKeyComponents { n: modulus, e: vec![1, 0, 1] };
    public
        .verify(
            &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
            input.as_bytes(),
            &token::decode(signature).unwrap(),
        )
        .unwrap();
}

#[test]
fn only_the_signature_of_a_broken_token_is_wrong() {
    let key = SigningKey::rsa();
    let token = key.sign(key.header(), claims());
    let broken = token::with_broken_signature(&token);
    assert_ne!(token, broken);
    assert_eq!(token::claims(&broken), Some(claims()));
    assert!(verify(&broken, &[&key]).is_err());
}

#[test]
fn tokens_can_have_too_few_and_too_many_segments() {
    let key = SigningKey::rsa();
    let token = key.sign(key.header(), claims());
    assert_eq!(token::two_segments(&token).split('.').count(), 2);
    assert_eq!(token::five_segments().split('.').count(), 5);
    assert_eq!(token::segments(&[b"{}", b"", b"x"]), "e30..eA");
}

#[test]
fn what_is_not_a_key_is_refused_with_a_reason() {
    assert!(matches!(SigningKey::rsa_from_pem("k", "nonsense"), Err(KeyError::Pem(_))));
    let curve = include_str!("../../keys/ec-p256.pem");
    assert!(matches!(SigningKey::rsa_from_pem("k", curve), Err(KeyError::Rejected(_))));
}

#[test]
fn a_key_never_shows_its_private_half() {
    let shown = format!("{:?}", SigningKey::rsa());
    assert_eq!(shown, "SigningKey { kid: \"test-rsa\", algorithm: Rs256, .. }");
}
