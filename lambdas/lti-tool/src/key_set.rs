use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, Refusal};
use lti::tool_key;

use crate::{App, SecretsError};

/// The tool's public keys, for platforms that verify what it signs.
pub(crate) async fn key_set(State(app): State<Arc<App>>, asked: Asked) -> Response {
    // A new key signs long after this time, `lti::key_ring::PUBLISH_WAIT`.
    let caching = [(header::CACHE_CONTROL, "public, max-age=3600")];
    let now = app.ports.clock.now();
    let ring = async { Ok::<_, SecretsError>(app.secrets().await?.tool_keys.ring(now).await?) };
    match ring.await {
        Ok(ring) => (caching, Json(tool_key::key_set(ring.published(now)))).into_response(),
        Err(error) => Refusal::unavailable(&error.into()).json(&asked),
    }
}
