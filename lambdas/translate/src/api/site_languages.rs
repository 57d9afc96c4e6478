use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http_api::{Asked, ErrorBody, SiteCaller};

use super::languages::{LanguagesResponse, answer};
use super::site_token::{MISSING, OPENS_NOTHING};
use crate::App;

/// Tells a Moodle site what can be translated. Like `/api/languages`, with a token of the site: one that the plugin
/// signed for this call, or one of Moodle's web services. It takes nothing from an allowance.
#[utoipa::path(
    get,
    path = "/v1/languages",
    operation_id = "languages_for_site",
    security(("site_token" = [])),
    responses(
        (status = 200, description = "The languages of the engine.", body = LanguagesResponse),
        (status = 401, description = MISSING, body = ErrorBody),
        (status = 403, description = OPENS_NOTHING, body = ErrorBody),
        (status = 503, description = "As for `/api/languages`.", body = ErrorBody),
    )
)]
pub(crate) async fn languages(State(app): State<Arc<App>>, asked: Asked, _: SiteCaller) -> Response {
    answer(&app, &asked)
}
