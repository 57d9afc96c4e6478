//! What all pages share: rendering, the headers, the page that says what went wrong, and the page
//! that posts a form by itself.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::Platform;

/// Says what went wrong, to the person in front of the browser.
#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    title: &'a str,
    detail: &'a str,
}

/// A form that submits itself, as platform and tool send messages to each other through the
/// browser.
#[derive(Template)]
#[template(path = "post.html")]
pub(super) struct PostPage<'a> {
    /// What happens, for those whose browser runs no script.
    pub(super) title: &'a str,
    /// Where it goes.
    pub(super) action: &'a str,
    /// What it carries, byte for byte.
    pub(super) fields: &'a [(&'static str, String)],
}

/// A page that nobody may keep: most of them hold something for one use.
pub(super) fn page(status: StatusCode, template: &impl Template) -> Response {
    let html = template.render().expect("writing to a string succeeds");
    (status, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response()
}

pub(super) fn problem(status: StatusCode, title: &str, detail: &str) -> Response {
    page(status, &ProblemPage { title, detail })
}

pub(super) async fn not_found() -> Response {
    problem(
        StatusCode::NOT_FOUND,
        "There is no such page",
        "This demo has a start page, and the addresses that lead on from there.",
    )
}

/// The headers that every answer carries.
pub(super) async fn add_headers(State(platform): State<Platform>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, platform.content_security_policy());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // The full address of a page would tell the tool who was chosen; without any referrer the
    // browser would send `Origin: null`.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("origin"));
    response
}
