//! The few pages that the tool itself shows: a refusal, and "open in a tab of its own", which work without a script and
//! without cookies; two steps of a login that the platform's page keeps the key of, which are a script's; and those of a
//! registration, which work without cookies, and without a script but for the button that closes the last one.

use askama::Template;
use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use http_api::{Asked, Refusal};
use lti::browser::{AttemptId, BrowserAttempt};
use lti::dynamic_registration::Product;
use lti::login::LoginInitiation;
use lti::params;
use lti::platform_storage::PlatformStorage;
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
    deposit: Option<Deposit>,
}

#[derive(Template)]
#[template(path = "storage_launch.html")]
struct StorageLaunchPage<'a> {
    texts: &'static Texts,
    launch: &'a StorageLaunch,
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

/// The key of a login attempt that the platform's page shall keep.
pub(crate) struct Deposit {
    pub attempt: BrowserAttempt,
    pub storage: PlatformStorage,
    /// Where the browser goes once it is kept.
    pub next: String,
}

/// A launch of a login attempt whose key the platform's page keeps.
pub(crate) struct StorageLaunch {
    pub storage: PlatformStorage,
    pub attempt: AttemptId,
    pub state: String,
    pub id_token: String,
}

/// The style and the scripts of these pages.
pub(crate) fn files<S: Clone + Send + Sync + 'static>() -> Router<S> {
    const CSS: &str = "text/css; charset=utf-8";
    const SCRIPT: &str = "text/javascript; charset=utf-8";
    let file = |content_type: &'static str, text: &'static str| {
        let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, "public, max-age=3600")];
        get(async move || (headers, text))
    };
    Router::new()
        .route("/lti/page.css", file(CSS, include_str!("../templates/page.css")))
        .route("/lti/storage.js", file(SCRIPT, include_str!("../templates/storage.js")))
        .route("/lti/storage-login.js", file(SCRIPT, include_str!("../templates/storage-login.js")))
        .route("/lti/storage-launch.js", file(SCRIPT, include_str!("../templates/storage-launch.js")))
        .route("/lti/once.js", file(SCRIPT, include_str!("../templates/once.js")))
        .route("/lti/close.js", file(SCRIPT, include_str!("../templates/close.js")))
        .route("/lti/logo.svg", file("image/svg+xml", include_str!("../templates/logo.svg")))
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

/// Offers to start the same login again in a tab of its own, where cookies are first-party. With a `deposit`, the
/// page tries first whether the platform keeps the key of this login, and the offer waits.
pub(crate) fn own_tab(
    login: &LoginInitiation,
    registration: &Registration,
    deposit: Option<Deposit>,
    asked: &Asked,
) -> Response {
    let mut action = format!("/lti/login?{}", login.to_query());
    params::append(&mut action, OWN_TAB, b"1");
    let scripts = if deposit.is_some() { "script-src 'self'; " } else { "" };
    let page =
        OwnTabPage { texts: Texts::for_accept_language(&asked.accept_language), action: &action, deposit };
    // The answer to the form redirects to the platform, and browsers check redirects against form-action too.
    let platforms: Vec<_> = registration.origins().into_iter().collect();
    html(StatusCode::OK, &page, &format!("{scripts}form-action 'self' {}", platforms.join(" ")))
}

/// Gets the attempt's key from the platform's page, and sends it to the tool with the launch.
pub(crate) fn storage_launch(launch: &StorageLaunch, asked: &Asked) -> Response {
    let page = StorageLaunchPage { texts: Texts::for_accept_language(&asked.accept_language), launch };
    html(StatusCode::OK, &page, "script-src 'self'; form-action 'self'")
}

/// Asks whether this platform is to be registered.
pub(crate) fn register(begun: &Begun, asked: &Asked) -> Response {
    let texts = Texts::for_accept_language(&asked.accept_language);
    let page = RegisterPage { texts, host: &begun.host(), fields: begun.fields() };
    html(StatusCode::OK, &page, "form-action 'self'; script-src 'self'")
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
