use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use lti::tool_key;

use crate::App;

/// The tool's public keys, for platforms that verify what it signs.
pub(crate) async fn key_set(State(app): State<Arc<App>>) -> impl IntoResponse {
    let caching = [(header::CACHE_CONTROL, "public, max-age=3600")];
    (caching, Json(tool_key::key_set(&app.secrets.tool_keys)))
}
