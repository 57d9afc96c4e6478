//! What the front end calls. Everything but the session exchange needs a bearer.

mod connection;
mod me;
mod session;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::App;

pub(crate) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/session", post(session::session))
        .route("/me", get(me::me))
        .route("/connection", get(connection::connection))
}

#[derive(OpenApi)]
#[openapi(
    info(title = "moodle-aws", description = "The API that the front end calls after a launch."),
    paths(session::session, me::me, connection::connection),
    modifiers(&BearerScheme)
)]
struct Document;

struct BearerScheme;

impl utoipa::Modify for BearerScheme {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("bearer", SecurityScheme::Http(bearer));
    }
}

/// The description of these calls.
#[must_use]
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
