use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, Refusal};
use lti::tool_key;

use crate::App;

/// The tool's public keys, for platforms that verify what it signs.
pub(crate) async fn key_set(State(app): State<Arc<App>>, asked: Asked) -> Response {
    let caching = [(header::CACHE_CONTROL, "public, max-age=3600")];
    match app.secrets().await {
        Ok(secrets) => (caching, Json(tool_key::key_set(&secrets.tool_keys))).into_response(),
        Err(error) => Refusal::unavailable(&error.into()).json(&asked),
    }
}
