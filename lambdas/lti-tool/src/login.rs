//! `/lti/login` and `/lti/login/continue`: the platform sends a person, and the tool sends the browser
//! on to be authenticated, once it knows that the browser keeps the attempt's cookie, or that the platform's page keeps
//! its key.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lti::browser::{AttemptId, BrowserAttempt, BrowserBinding, BrowserKey};
use lti::login::{LoginError, LoginInitiation, ToolUrl};
use lti::params::{self, Params};
use lti::platform_storage::PlatformStorage;
use lti::registration::{PlatformId, Registration};

use crate::pages::{self, Deposit};
use crate::{App, attempt_cookie};
use http_api::{Asked, Refusal, Remedy};

/// Marks a login that was started again in a tab of its own.
pub(crate) const OWN_TAB: &str = "own_tab";

/// Marks a login that was sent on to the public URL, once: a proxy may hide under which host it came.
const MOVED: &str = "moved";

/// A login initiation, by GET or POST (1EdTech Security Framework §5.1.1.1).
pub(crate) async fn login(
    State(app): State<Arc<App>>,
    asked: Asked,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    begin(&app, &method, query, &headers, body)
        .await
        .unwrap_or_else(|refusal| pages::refused(&refusal, &asked))
}

async fn begin(
    app: &App,
    method: &Method,
    query: Option<String>,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let mut query = query.unwrap_or_default();
    let mut params = parse(query.as_bytes())?;
    if !is_at_public_url(headers, &app.tool) && !params.has(MOVED) {
        // The attempt's cookie must be one of the public URL's host. 307 makes the browser post again.
        params::append(&mut query, MOVED, b"1");
        let location = app.tool.at(&format!("/lti/login?{query}"));
        return Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response());
    }
    if method == Method::POST {
        params = params.followed_by(form(headers, body)?);
    }
    let (login, registration) = resolve(app, &params).await?;
    let attempt = BrowserAttempt::random(&*app.ports.entropy);
    let set_cookie = [(header::SET_COOKIE, attempt_cookie::set(&attempt))];
    if is_top_level(headers) {
        let url = authentication_url(app, &login, &registration, attempt.binding()).await?;
        let location = [(header::LOCATION, url)];
        return Ok((StatusCode::FOUND, set_cookie, location).into_response());
    }
    // In a frame the cookie may not stick. The next request shows whether it did, without a script.
    let mut location = format!("/lti/login/continue?attempt={}&{}", attempt.id.as_str(), login.to_query());
    if params.has(OWN_TAB) {
        params::append(&mut location, OWN_TAB, b"1");
    }
    Ok((StatusCode::SEE_OTHER, set_cookie, [(header::LOCATION, location)]).into_response())
}

/// The second step of a login in a frame.
pub(crate) async fn resume(
    State(app): State<Arc<App>>,
    asked: Asked,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    resume_with(&app, &asked, &query.unwrap_or_default(), &headers)
        .await
        .unwrap_or_else(|refusal| pages::refused(&refusal, &asked))
}

async fn resume_with(
    app: &App,
    asked: &Asked,
    query: &str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let params = parse(query.as_bytes())?;
    let (login, registration) = resolve(app, &params).await?;
    let attempt = params.text("attempt").ok().flatten().and_then(AttemptId::parse);
    let key = attempt.as_ref().and_then(|id| attempt_cookie::value(headers, id)).and_then(BrowserKey::parse);
    if let (Some(id), Some(key)) = (attempt, key) {
        let attempt = BrowserAttempt { id, key };
        let url = authentication_url(app, &login, &registration, attempt.binding()).await?;
        return Ok((StatusCode::FOUND, [(header::LOCATION, url)]).into_response());
    }
    if is_top_level(headers) || params.has(OWN_TAB) {
        return Err(cookies_are_off());
    }
    let deposit = deposit(app, &login, &registration).await?;
    Ok(pages::own_tab(&login, &registration, deposit, asked))
}

/// What the platform's page is asked to keep, when the platform says that it keeps data. The attempt is a fresh one:
/// nothing that the request names becomes part of it.
async fn deposit(
    app: &App,
    login: &LoginInitiation,
    registration: &Registration,
) -> Result<Option<Deposit>, Refusal> {
    let frame = login.storage.clone();
    let Some(storage) = frame.and_then(|frame| PlatformStorage::of(registration, frame)) else {
        return Ok(None);
    };
    let attempt = BrowserAttempt::random(&*app.ports.entropy);
    let binding = attempt.storage_binding(storage.clone());
    let next = authentication_url(app, login, registration, binding).await?;
    Ok(Some(Deposit { attempt, storage, next }))
}

/// Reads parameters, of which no platform sends many.
fn parse(encoded: &[u8]) -> Result<Params, Refusal> {
    Params::parse(encoded).map_err(|error| {
        let message = format!("The request cannot be read: {error}.");
        Refusal::new(StatusCode::BAD_REQUEST, "too_many_parameters", Remedy::Administrator, message)
    })
}

/// The refusal when the browser keeps no cookie even in a tab of its own.
pub(crate) fn cookies_are_off() -> Refusal {
    Refusal::new(
        StatusCode::FORBIDDEN,
        "cookies_blocked",
        Remedy::Cookies,
        "The browser did not send back the cookie that ties this launch to it. Allow cookies for this site, \
         or open the course in another browser, and open the activity again.",
    )
}

/// Reads a form body.
pub(crate) fn form(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Params, Refusal> {
    let body = body.map_err(|_| {
        let message = format!("The form is larger than {} KB.", crate::MAX_BODY / 1024);
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "form_too_large", Remedy::Administrator, message)
    })?;
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    if !body.is_empty() && !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_a_form",
            Remedy::Administrator,
            "The request is not a form (Content-Type: application/x-www-form-urlencoded), which is what LTI platforms post.",
        ));
    }
    parse(&body)
}

/// Whether the browser reached the tool under its public URL, as far as the request tells.
fn is_at_public_url(headers: &HeaderMap, tool: &ToolUrl) -> bool {
    let host = headers.get("x-forwarded-host").or_else(|| headers.get(header::HOST));
    host.is_none_or(|host| host.to_str().is_ok_and(|host| tool.is_reached_at(host)))
}

/// Whether the browser says that the page fills a tab of its own. Browsers that say nothing take the
/// careful path of a frame.
pub(crate) fn is_top_level(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-dest").is_some_and(|dest| dest == "document")
}

async fn resolve(app: &App, params: &Params) -> Result<(LoginInitiation, Registration), Refusal> {
    let login = LoginInitiation::parse(params).map_err(|error| refuse(&error))?;
    login.check_target(&app.tool).map_err(|error| refuse(&error))?;
    let of_issuer = app.ports.registrations.of_issuer(&login.issuer).await;
    let registration = login
        .choose(of_issuer.map_err(|error| Refusal::unavailable(&error))?)
        .map_err(|error| refuse(&error))?;
    Ok((login, registration))
}

async fn authentication_url(
    app: &App,
    login: &LoginInitiation,
    registration: &Registration,
    browser: BrowserBinding,
) -> Result<String, Refusal> {
    let secrets = app.secrets().await.map_err(|error| Refusal::unavailable(&error.into()))?;
    Ok(lti::login::begin(
        login,
        registration,
        browser,
        &app.tool.at("/lti/launch"),
        &secrets.state_key,
        app.ports.clock.now(),
        &*app.ports.entropy,
    ))
}

/// The refusal when the operator has switched a platform off.
pub(crate) fn suspended(id: &PlatformId) -> Refusal {
    let PlatformId { issuer, client_id } = id;
    Refusal::new(
        StatusCode::FORBIDDEN,
        "registration_suspended",
        Remedy::SwitchedOff,
        format!(
            "Client {client_id} of {issuer} is suspended. `moodle-aws platform resume` switches it on again."
        ),
    )
}

fn refuse(error: &LoginError) -> Refusal {
    let (status, code, advice) = match error {
        LoginError::Param(_) | LoginError::Name(_) | LoginError::TooLong(_) => (
            StatusCode::BAD_REQUEST,
            "login_malformed",
            "Check that the platform's \"Initiate login URL\" is this tool's /lti/login and that it speaks LTI 1.3.",
        ),
        LoginError::ForeignTarget { .. } => (
            StatusCode::BAD_REQUEST,
            "foreign_target",
            "Set the tool URL in the platform to an address of this tool; if the tool moved, set its --public-url.",
        ),
        LoginError::UnknownIssuer(_) => (
            StatusCode::FORBIDDEN,
            "unknown_issuer",
            "Register the platform with `moodle-aws platform add`; the issuer must be written exactly as here.",
        ),
        LoginError::UnknownClient { .. } => (
            StatusCode::FORBIDDEN,
            "unknown_client",
            "Moodle shows the right one under Manage tools, View configuration details (Client ID). Register it with `moodle-aws platform add`, and remove a mistyped one with `moodle-aws platform remove`.",
        ),
        LoginError::ClientNeeded(_) => (
            StatusCode::BAD_REQUEST,
            "client_id_needed",
            "Let the platform send client_id with its login, or keep one client id only.",
        ),
        LoginError::Suspended(id) => return suspended(id),
        _ => (StatusCode::BAD_REQUEST, "login_refused", "Check the tool's settings in the platform."),
    };
    Refusal::new(status, code, Remedy::Administrator, format!("The login was refused: {error}. {advice}"))
}
