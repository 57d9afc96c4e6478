//! `GET /.well-known/openid-configuration`: what the platform offers, in the shape of Moodle's
//! answer.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use super::Platform;
use super::cached::cached;

pub(super) async fn discovery(State(platform): State<Platform>, request: HeaderMap) -> Response {
    let issuer = &platform.config().issuer;
    let body = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/auth"),
        "jwks_uri": format!("{issuer}/jwks"),
        "scopes_supported": ["openid"],
        "response_types_supported": ["id_token"],
        "response_modes_supported": ["form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [platform.key().algorithm().name()],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        "https://purl.imsglobal.org/spec/lti-platform-configuration": {
            "product_family_code": "moodle",
            "version": "5.1+ (Build: 20251017)",
            "messages_supported": [{ "type": "LtiResourceLinkRequest" }],
            "variables": [],
        },
    });
    cached(&request, "application/json; charset=utf-8", body.to_string())
}
