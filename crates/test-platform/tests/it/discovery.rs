//! The two documents of an issuer.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::json;
use test_platform::{Config, ConfigError, Platform, SigningKey, jwks};

use crate::support::Demo;

#[tokio::test]
async fn the_configuration_names_the_endpoints_under_the_issuer() {
    let page = Demo::new().get("/.well-known/openid-configuration").await;
    let document = page.json();
    assert_eq!(document["issuer"], "http://127.0.0.1:8788");
    assert_eq!(document["authorization_endpoint"], "http://127.0.0.1:8788/auth");
    assert_eq!(document["jwks_uri"], "http://127.0.0.1:8788/jwks");
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["RS256"]));
}

#[tokio::test]
async fn the_configuration_has_the_shape_of_moodles() {
    let ours = Demo::new().get("/.well-known/openid-configuration").await.json();
    let theirs = crate::tool::recorded("openid-configuration");
    let names =
        |document: &serde_json::Value| document.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&theirs));
    for claim in ["token_endpoint", "registration_endpoint", "jwks_uri"] {
        assert!(ours[claim].as_str().unwrap().starts_with("http://127.0.0.1:8788/"), "{claim}");
    }
    for scope in ours["scopes_supported"].as_array().unwrap() {
        assert!(theirs["scopes_supported"].as_array().unwrap().contains(scope), "{scope}");
    }
}

#[tokio::test]
async fn the_key_set_is_the_platforms_key_and_may_be_kept() {
    let demo = Demo::new();
    let page = demo.get("/jwks").await;
    assert_eq!(page.json(), jwks(&[&SigningKey::rsa()]));
    assert_eq!(page.header(header::CACHE_CONTROL), "public, max-age=300");

    let etag = page.header(header::ETAG);
    for (condition, status) in [(etag, StatusCode::NOT_MODIFIED), ("\"other\"", StatusCode::OK)] {
        let request = Request::get("/jwks").header(header::IF_NONE_MATCH, condition);
        let answer = demo.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header(header::ETAG), etag);
        assert_eq!(answer.body.is_empty(), status == StatusCode::NOT_MODIFIED);
    }
}

#[test]
fn a_platform_with_an_address_that_is_none_is_not_set_up() {
    let new = |config| Platform::new(config, SigningKey::rsa(), || 0, |_| {}).map(|_| ());
    let good = Config::default();
    assert_eq!(new(good.clone()), Ok(()));

    let not_a_url = Config { tool_login_url: "localhost/lti/login".to_owned(), ..good.clone() };
    let error = new(not_a_url).unwrap_err();
    assert!(error.to_string().contains("tool_login_url"), "{error}");

    let script = Config { target_link_uri: "javascript:alert(1)".to_owned(), ..good.clone() };
    assert!(matches!(new(script), Err(ConfigError::NotAUrl { setting: "target_link_uri", .. })));

    let with_slash = Config { issuer: "http://127.0.0.1:8788/".to_owned(), ..good };
    assert!(matches!(new(with_slash), Err(ConfigError::IssuerIsNotAnOrigin(_))));
}
