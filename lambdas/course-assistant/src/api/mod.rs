//! The calls, each in a file.

mod answer;
mod ask;
mod assistant;
mod index;
mod questions;
mod request;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use utoipa::OpenApi;

use crate::App;

pub(crate) use answer::{Answer, AnswerKind};
pub(crate) use index::{FileStatus, IndexedFile};
pub(crate) use request::{AskRequest, Turn};

pub(crate) fn router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    let largest = app.limits.request_bytes();
    Router::new()
        .route("/api/assistant", get(assistant::assistant))
        .route("/api/ask", post(ask::ask))
        .route("/api/index", get(index::index).post(index::index_now))
        .route("/api/index/questions", get(questions::list).delete(questions::forget))
        .layer(DefaultBodyLimit::max(largest))
        .with_state(app)
}

#[derive(OpenApi)]
#[openapi(
    paths(
        assistant::assistant,
        ask::ask,
        index::index,
        index::index_now,
        questions::list,
        questions::forget
    ),
    components(schemas(answer::SourcesEvent, answer::AskDeltaEvent, answer::Answer))
)]
struct Document;

/// The description of these calls.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
