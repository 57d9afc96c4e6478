//! `GET /jwks`: the platform's public key, and the one before it for a while.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::Platform;
use super::cached::cached;
use crate::signing::{SigningKey, jwks};

pub(super) async fn key_set(State(platform): State<Platform>, request: HeaderMap) -> Response {
    let keys = platform.public_keys();
    let body = jwks(&keys.iter().collect::<Vec<&SigningKey>>()).to_string();
    cached(&request, "application/json; charset=utf-8", body)
}
