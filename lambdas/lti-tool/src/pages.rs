//! The few pages that the tool itself shows: a refusal, and "open in a tab of its own". They hold no data
//! of anybody and work without a script and without cookies.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use http_api::{Asked, Refusal};
use lti::login::LoginInitiation;
use lti::params;
use lti::registration::Registration;

use crate::login::OWN_TAB;

mod texts;

use texts::Texts;

#[derive(Template)]
#[template(path = "refusal.html")]
struct RefusalPage<'a> {
    texts: &'static Texts,
    title: &'static str,
    advice: &'static str,
    code: &'a str,
    message: &'a str,
    request_id: &'a str,
}

#[derive(Template)]
#[template(path = "own_tab.html")]
struct OwnTabPage<'a> {
    texts: &'static Texts,
    action: &'a str,
}

/// The style of these pages.
pub(crate) async fn style() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, include_str!("../templates/page.css"))
}

/// A page for people, JSON for the API.
pub(crate) fn told_by_path(refusal: Refusal, asked: &Asked, path: &str) -> Response {
    let api = ["/api/", "/v1/"].iter().any(|start| path.starts_with(start));
    if api { refusal.json(asked) } else { refused(&refusal, asked) }
}

/// The refusal as a page, with its line in the log.
pub(crate) fn refused(refusal: &Refusal, asked: &Asked) -> Response {
    refusal.log(asked);
    let texts = Texts::for_accept_language(&asked.accept_language);
    let (title, advice) = texts.remedy(refusal.remedy);
    let page = RefusalPage {
        texts,
        title,
        advice,
        code: refusal.code,
        message: &refusal.message,
        request_id: asked.request_id.as_str(),
    };
    html(refusal.status, &page, "'none'")
}

/// Offers to start the same login again in a tab of its own, where cookies are first-party.
pub(crate) fn own_tab(login: &LoginInitiation, registration: &Registration, asked: &Asked) -> Response {
    let mut action = format!("/lti/login?{}", login.to_query());
    params::append(&mut action, OWN_TAB, b"1");
    let page = OwnTabPage { texts: Texts::for_accept_language(&asked.accept_language), action: &action };
    // The answer to the form redirects to the platform, and browsers check redirects against form-action too.
    let platforms: Vec<_> = registration.origins().into_iter().collect();
    html(StatusCode::OK, &page, &format!("'self' {}", platforms.join(" ")))
}

/// The pages may stand in any frame: which platform frames an unknown login is not known, and there is
/// nothing in them to be tricked into.
fn html(status: StatusCode, page: &impl Template, form_action: &str) -> Response {
    let Ok(body) = page.render() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let policy = format!(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action {form_action}; frame-ancestors *"
    );
    let mut response = (status, Html(body)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
