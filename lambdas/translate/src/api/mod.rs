//! The calls, each in a file.

mod answer;
mod languages;
mod request;
mod site_languages;
mod site_token;
mod site_translate;
mod stream;
mod translate;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::App;

pub(crate) use request::{Format, TranslateRequest, refused};

pub(crate) fn router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    let largest = app.limits.request_bytes();
    Router::new()
        .route("/api/translate", post(translate::translate))
        .route("/api/languages", get(languages::languages))
        .layer(DefaultBodyLimit::max(largest))
        .with_state(app)
}

pub(crate) fn site_router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    let largest = app.limits.request_bytes();
    Router::new()
        .route("/v1/translate", post(site_translate::translate))
        .route("/v1/languages", get(site_languages::languages))
        .layer(DefaultBodyLimit::max(largest))
        .with_state(app)
}

#[derive(OpenApi)]
#[openapi(
    paths(translate::translate, languages::languages, site_translate::translate, site_languages::languages),
    components(schemas(answer::DeltaEvent, answer::ResetEvent, answer::TranslationEvent, answer::EndEvent)),
    modifiers(&SiteTokenScheme)
)]
struct Document;

struct SiteTokenScheme;

impl utoipa::Modify for SiteTokenScheme {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
            "A token of a Moodle site: a JWT that the plugin signed for one call, or a token of Moodle's web services.",
        ));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("site_token", SecurityScheme::Http(scheme.build()));
    }
}

/// The description of these calls.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
