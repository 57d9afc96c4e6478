//! What all pages share: rendering, the headers, the page that says what went wrong, and the page
//! that posts a form by itself.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::Platform;
use super::policy::{self, Guest};

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

/// A page of an error as Moodle shows one to a program: with the exception's message in it.
pub(super) fn exception(message: &str) -> Response {
    problem(StatusCode::NOT_FOUND, "Error", message)
}

/// Whether a browser sent this from a page of this origin, or no browser did. What changes something asks this first.
pub(super) fn is_from_here(request: &HeaderMap) -> bool {
    request.get("sec-fetch-site").is_none_or(|site| site == "same-origin")
}

/// What who comes from elsewhere is told.
pub(super) fn from_elsewhere() -> Response {
    problem(StatusCode::FORBIDDEN, "Nothing was changed", "The request came from a page of another site.")
}

/// The headers that every answer carries.
pub(super) async fn add_headers(State(platform): State<Platform>, mut response: Response) -> Response {
    let guest = response.extensions_mut().remove::<Guest>();
    let policy = policy::content_security_policy(&platform, guest.as_ref());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // The full address of a page would tell the tool who was chosen; without any referrer the
    // browser would send `Origin: null`.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("origin"));
    response
}
