//! `GET /jwks`: the platform's public key.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::Platform;
use super::cached::cached;
use crate::signing::jwks;

pub(super) async fn key_set(State(platform): State<Platform>, request: HeaderMap) -> Response {
    let body = jwks(&[platform.key()]).to_string();
    cached(&request, "application/json; charset=utf-8", body)
}
