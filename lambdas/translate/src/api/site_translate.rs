use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use axum::response::Response;
use http_api::{Asked, ErrorBody, SiteCaller};

use super::answer::TranslateResponse;
use super::request::TranslateRequest;
use super::site_token::{MISSING, OPENS_NOTHING};
use super::translate::answer;
use crate::App;

/// Translates texts for a person of a Moodle site. Like `/api/translate`, with a token of the site: one that the plugin
/// signed for this call, or one of Moodle's web services.
#[utoipa::path(
    post,
    path = "/v1/translate",
    operation_id = "translate_for_site",
    security(("site_token" = [])),
    request_body = TranslateRequest,
    responses(
        (status = 200, description = "All texts are translated.", content(
            (TranslateResponse = "application/json"),
            (String = "text/event-stream"),
        )),
        (status = 400, description = "As for `/api/translate`.", body = ErrorBody),
        (status = 401, description = MISSING, body = ErrorBody),
        (status = 403, description = OPENS_NOTHING, body = ErrorBody),
        (status = 413, description = "As for `/api/translate`.", body = ErrorBody),
        (status = 415, description = "The request is not JSON.", body = ErrorBody),
        (status = 422, description = "As for `/api/translate`.", body = ErrorBody),
        (status = 429, description = "As for `/api/translate`.", body = ErrorBody),
        (status = 502, description = "As for `/api/translate`.", body = ErrorBody),
        (status = 503, description = "As for `/api/translate`.", body = ErrorBody),
        (status = 504, description = "As for `/api/translate`.", body = ErrorBody),
    )
)]
pub(crate) async fn translate(
    State(app): State<Arc<App>>,
    asked: Asked,
    caller: SiteCaller,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let now = app.now();
    answer(&app, asked, (&caller).into(), now, &headers, body).await
}
