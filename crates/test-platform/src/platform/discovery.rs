//! `GET /.well-known/openid-configuration`: what the platform offers, in the shape of Moodle's
//! answer. Beyond Moodle it knows submission reviews and data privacy requests.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;

use super::Platform;
use super::cached::cached;
use crate::claims::name;
use crate::config::Services;
use crate::school::offered_scopes;

pub(super) async fn discovery(State(platform): State<Platform>, request: HeaderMap) -> Response {
    let issuer = &platform.config().issuer;
    let body = json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}/token"),
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": format!("{issuer}/jwks"),
        "authorization_endpoint": format!("{issuer}/auth"),
        "registration_endpoint": format!("{issuer}/registration"),
        "scopes_supported": scopes(platform.config().services),
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": [platform.key().algorithm().name()],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        "https://purl.imsglobal.org/spec/lti-platform-configuration": {
            "product_family_code": "moodle",
            "version": "5.1+ (Build: 20251017)",
            "messages_supported": [
                { "type": name::RESOURCE_LINK_REQUEST },
                { "type": name::DEEP_LINKING_REQUEST, "placements": ["ContentArea"] },
                { "type": name::SUBMISSION_REVIEW_REQUEST },
                { "type": name::DATA_PRIVACY_REQUEST },
            ],
            "variables": [
                "Context.id",
                "Context.title",
                "Context.label",
                "Context.id.history",
                "ResourceLink.id",
                "ResourceLink.title",
                "User.id",
                "User.username",
                "Person.address.timezone",
            ],
        },
    });
    cached(&request, "application/json; charset=utf-8", body.to_string())
}

fn scopes(services: Services) -> Vec<&'static str> {
    let mut scopes = offered_scopes(services);
    scopes.push("openid");
    scopes
}
