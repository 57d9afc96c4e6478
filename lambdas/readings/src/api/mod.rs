//! The calls, each in a file.

mod content;
mod deep_link;
mod done;
mod privacy;
mod progress;
mod reading;
mod request;
mod submission;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use utoipa::OpenApi;

use crate::App;
use crate::text::MAX_RAW;

/// A text as JSON: most characters of it need no escape, and some six bytes.
const MAX_BODY: usize = 2 * MAX_RAW;

pub(crate) fn router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    Router::new()
        .route("/api/reading", get(reading::reading).put(reading::change))
        .route("/api/reading/done", post(done::done))
        .route("/api/reading/progress", get(progress::progress))
        .route("/api/reading/progress/send", post(progress::send))
        .route("/api/reading/submission", get(submission::submission))
        .route("/api/readings", get(content::list).post(content::create))
        .route("/api/deep-link", get(deep_link::offer).post(deep_link::answer))
        .route("/api/privacy", get(privacy::records))
        .route("/api/privacy/erase", post(privacy::erase))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(app)
}

#[derive(OpenApi)]
#[openapi(paths(
    reading::reading,
    reading::change,
    done::done,
    progress::progress,
    progress::send,
    submission::submission,
    content::list,
    content::create,
    deep_link::offer,
    deep_link::answer,
    privacy::records,
    privacy::erase,
))]
struct Document;

/// The description of these calls.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
