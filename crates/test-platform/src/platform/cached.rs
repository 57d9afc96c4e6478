//! Answers that a client may keep: an `ETag`, a life, and 304 for who has it already.

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::signing::token;

/// Answers with this body, or with 304 when the request names its `ETag`. The life is five minutes.
pub(super) fn cached(request: &HeaderMap, media_type: &'static str, body: String) -> Response {
    let etag = format!("\"{}\"", token::encode(digest(&SHA256, body.as_bytes())));
    let held = request.get(header::IF_NONE_MATCH);
    let is_held = held.is_some_and(|held| held.as_bytes() == etag.as_bytes());
    let headers = [(header::ETAG, etag), (header::CACHE_CONTROL, "public, max-age=300".to_owned())];
    if is_held {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, [(header::CONTENT_TYPE, media_type)], body).into_response()
}
