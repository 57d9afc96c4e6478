//! The calls, each in a file.

mod answer;
mod languages;
mod request;
mod stream;
mod translate;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use utoipa::OpenApi;

use crate::App;

pub(crate) use request::{Format, TranslateRequest, bad, refused};

pub(crate) fn router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    let largest = app.limits.request_bytes();
    Router::new()
        .route("/api/translate", post(translate::translate))
        .route("/api/languages", get(languages::languages))
        .layer(DefaultBodyLimit::max(largest))
        .with_state(app)
}

#[derive(OpenApi)]
#[openapi(
    paths(translate::translate, languages::languages),
    components(schemas(answer::DeltaEvent, answer::ResetEvent, answer::TranslationEvent, answer::EndEvent))
)]
struct Document;

/// The description of these calls.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
