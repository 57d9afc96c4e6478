//! `GET /return`: where the tool sends people when they are done (LTI Core 1.3, section 5.4.4:
//! `return_url`), with a message for them if it has one.

use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::pages;

/// What the tool may add to the return URL for people to read. It may add `lti_log` and
/// `lti_errorlog` too, which are for the platform's log.
#[derive(Debug, Deserialize, Template)]
#[template(path = "return.html")]
pub(super) struct ReturnPage {
    lti_msg: Option<String>,
    lti_errormsg: Option<String>,
}

pub(super) async fn return_page(Query(messages): Query<ReturnPage>) -> Response {
    pages::page(StatusCode::OK, &messages)
}
