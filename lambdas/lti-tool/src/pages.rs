//! The few pages that the tool itself shows: a refusal, "open in a tab of its own", and those of a registration. They hold no
//! data of anybody and work without cookies, and without a script but for the button that closes the last one.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use http_api::{Asked, Refusal};
use lti::dynamic_registration::Product;
use lti::login::LoginInitiation;
use lti::params;
use lti::registration::Registration;

use crate::login::OWN_TAB;
use crate::register::Begun;

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

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterPage<'a> {
    texts: &'static Texts,
    host: &'a str,
    fields: [(&'static str, &'a str); 3],
}

#[derive(Template)]
#[template(path = "registered.html")]
struct RegisteredPage {
    texts: &'static Texts,
    next: &'static str,
}

/// The style of these pages.
pub(crate) async fn style() -> impl IntoResponse {
    file("text/css; charset=utf-8", include_str!("../templates/page.css"))
}

/// The script of the page after a registration.
pub(crate) async fn close_script() -> impl IntoResponse {
    file("text/javascript; charset=utf-8", include_str!("../templates/close.js"))
}

/// The picture by which platforms show the tool.
pub(crate) async fn logo() -> impl IntoResponse {
    file("image/svg+xml", include_str!("../templates/logo.svg"))
}

fn file(kind: &'static str, content: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=3600")], content)
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
    html(refusal.status, &page, "form-action 'none'")
}

/// Offers to start the same login again in a tab of its own, where cookies are first-party.
pub(crate) fn own_tab(login: &LoginInitiation, registration: &Registration, asked: &Asked) -> Response {
    let mut action = format!("/lti/login?{}", login.to_query());
    params::append(&mut action, OWN_TAB, b"1");
    let page = OwnTabPage { texts: Texts::for_accept_language(&asked.accept_language), action: &action };
    // The answer to the form redirects to the platform, and browsers check redirects against form-action too.
    let platforms: Vec<_> = registration.origins().into_iter().collect();
    html(StatusCode::OK, &page, &format!("form-action 'self' {}", platforms.join(" ")))
}

/// Asks whether this platform is to be registered.
pub(crate) fn register(begun: &Begun, asked: &Asked) -> Response {
    let texts = Texts::for_accept_language(&asked.accept_language);
    let page = RegisterPage { texts, host: &begun.host(), fields: begun.fields() };
    html(StatusCode::OK, &page, "form-action 'self'")
}

/// Says that the platform is registered, and what is still to do there.
pub(crate) fn registered(product: Product, asked: &Asked) -> Response {
    let texts = Texts::for_accept_language(&asked.accept_language);
    let next = if product == Product::Moodle { texts.registered_moodle } else { texts.registered_other };
    html(StatusCode::OK, &RegisteredPage { texts, next }, "form-action 'none'; script-src 'self'")
}

/// The pages may stand in any frame: which platform frames an unknown login is not known, and there is
/// nothing in them to be tricked into.
fn html(status: StatusCode, page: &impl Template, further: &str) -> Response {
    let Ok(body) = page.render() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let policy =
        format!("default-src 'none'; style-src 'self'; base-uri 'none'; {further}; frame-ancestors *");
    let mut response = (status, Html(body)).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
