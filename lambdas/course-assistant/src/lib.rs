//! The course assistant as an axum [`Router`](axum::Router): people ask about their course, and are answered from its
//! files, with citations, or told that nothing in the course answers.
//!
//! The course is that of the launch. It is answered from what the manifest of the index says, and what Moodle shows to
//! everybody in the course when the question is asked: a passage that the search still finds, although its file is hidden or
//! gone, is dropped. A language model sees the passages, the question and the conversation as data. What it says counts only
//! when it names the passages that it is from.
//!
//! Teachers see what is indexed and what is not, and why; and the questions that nothing in the course answers.

mod access;
mod allowance;
mod api;
mod app;
mod asking;
mod checks;
mod citations;
mod course;
mod excerpt;
mod generation;
mod index_now;
mod lately;
mod limits;
mod overview;
mod prompt;
mod refuse;
mod reply;
mod retrieval;

use std::sync::Arc;

use axum::Router;

pub use api::openapi;
pub use app::{App, Ports};
pub use limits::{Allowance, Allowances, Limits};

/// The calls of launched sessions: `/api/assistant`, `/api/ask`, `/api/index` and `/api/index/questions`.
pub fn router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    api::router(app)
}
