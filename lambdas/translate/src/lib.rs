//! The translation service as an axum [`Router`](axum::Router).
//!
//! A call names texts; each becomes a document of segments with numbered marks, the engine translates chunks of
//! segments, and the marks of what comes back are checked before the markup is put in their place again.
mod allowance;
mod api;
mod app;
mod call;
mod checks;
mod chunk;
mod document;
mod language_model;
mod languages;
mod limits;
mod marks;
mod reference;
mod refuse;
mod showing;
mod work;

use std::sync::Arc;

use axum::Router;

pub use api::openapi;
pub use app::{App, Ports};
pub use language_model::ModelEngine;
pub use limits::{Allowance, Allowances, Limits};

/// The service's routes for launched sessions: `/api/translate` and `/api/languages`.
pub fn router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    api::router(app)
}

/// The service's routes for Moodle sites: `/v1/translate` and `/v1/languages`. They believe the [`http_api::SiteCaller`]
/// among a request's extensions, so the Moodle authorizer must stand before them.
pub fn site_router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    api::site_router(app)
}
