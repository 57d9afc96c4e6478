//! Readings: texts that teachers place in their courses by deep linking. Students read them, with a translation beside
//! each paragraph, and mark them as read; that goes into the platform's gradebook.
//!
//! What a session may do follows from its launch ([`opened`]). A grade is kept before it is sent, and sent again until
//! the platform has it ([`grading`]).

mod api;
mod app;
mod grading;
#[cfg(feature = "lambda")]
pub mod on_aws;
mod opened;
mod roster;
mod text;

use std::sync::Arc;

use axum::Router;

pub use api::openapi;
pub use app::{App, Ports};
pub use grading::{Round, send_due};

/// The calls of launched sessions: `/api/reading…`, `/api/readings`, `/api/deep-link` and `/api/privacy…`.
pub fn router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    api::router(app)
}
