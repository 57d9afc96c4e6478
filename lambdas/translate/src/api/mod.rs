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

/// A call of 30,000 characters, each written as `\ud83c\udf93`, has 360 KB; a glossary comes on top.
const MAX_BODY: usize = 512 * 1024;

pub(crate) fn router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    Router::new()
        .route("/api/translate", post(translate::translate))
        .route("/api/languages", get(languages::languages))
        .layer(DefaultBodyLimit::max(MAX_BODY))
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
