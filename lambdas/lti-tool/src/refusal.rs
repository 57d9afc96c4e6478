//! A request that is refused, and how it is told: a page for a person, JSON for the front end.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts};
use axum::response::{IntoResponse, Response};
use lti::params::Params;
use serde::Serialize;
use utoipa::ToSchema;

use crate::request_id::RequestId;
use crate::{App, login, misdirected, pages};

/// What a person who meets the refusal can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedy {
    /// Open the activity again from the course.
    OpenAgain,
    /// Show the page to an administrator: a setting is wrong.
    Administrator,
    /// Let the browser keep this site's cookies, or use another browser.
    Cookies,
    /// Nothing: the operator of the tool has switched it off for this platform.
    SwitchedOff,
    /// Try again in a while.
    Wait,
}

/// One refusal. `code` is stable and machine-readable; `message` says in English what happened and which
/// setting to change, and holds nothing secret.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub status: StatusCode,
    pub code: &'static str,
    pub remedy: Remedy,
    pub message: String,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &'static str, remedy: Remedy, message: impl Into<String>) -> Self {
        Self { status, code, remedy, message: one_line(&message.into()) }
    }

    /// The store does not answer: nothing the person can change.
    pub fn unavailable(error: &ports::StoreError) -> Self {
        tracing::error!(error = %chain(error), retryable = error.is_retryable(), "the store does not answer");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "store_unavailable",
            Remedy::Wait,
            "The tool's store does not answer at the moment. Try again; if it persists, run `moodle-aws doctor`.",
        )
    }

    /// The refusal as a page.
    pub fn page(self, asked: &Asked) -> Response {
        self.log(asked);
        pages::refusal(&self, asked)
    }

    /// The refusal as JSON.
    pub fn json(self, asked: &Asked) -> Response {
        self.log(asked);
        let error = ErrorDetail {
            code: self.code,
            message: self.message,
            request_id: asked.request_id.as_str().to_owned(),
        };
        let mut response = (self.status, Json(ErrorBody { error })).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §15.5.2, RFC 6750 §3.
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }

    fn log(&self, asked: &Asked) {
        tracing::warn!(
            request.id = asked.request_id.as_str(),
            http.status = self.status.as_u16(),
            code = self.code,
            "refused: {}",
            self.message
        );
    }
}

/// An error and its causes in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    one_line(&causes.map(ToString::to_string).collect::<Vec<_>>().join(": "))
}

/// Text without control characters: what comes from outside must not begin a log line of its own.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The body of every error of the API.
#[derive(Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    error: ErrorDetail,
}

#[derive(Serialize, ToSchema)]
struct ErrorDetail {
    /// Stable and machine-readable.
    #[schema(value_type = String, example = "session_expired")]
    code: &'static str,
    /// What happened and what to do, in English.
    message: String,
    /// Names the request in the tool's log.
    request_id: String,
}

/// How the answer is to be told: in which language, under which request id.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub request_id: RequestId,
    pub accept_language: String,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // The outermost layer gives every request its id.
        let id = parts.extensions.get::<RequestId>();
        Ok(Self::new(&parts.headers, id.cloned().unwrap_or_else(|| unreachable!("a request without an id"))))
    }
}

impl Asked {
    pub fn new(headers: &HeaderMap, request_id: RequestId) -> Self {
        let accept_language = headers.get(http::header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        Self { request_id, accept_language: accept_language.unwrap_or_default().to_owned() }
    }
}

/// A page for people, JSON for the API.
pub(crate) fn told_by_path(refusal: Refusal, asked: &Asked, path: &str) -> Response {
    if path.starts_with("/api/") { refusal.json(asked) } else { refusal.page(asked) }
}

/// Nothing stands at this address.
pub(crate) async fn not_found(State(app): State<Arc<App>>, asked: Asked, request: Request) -> Response {
    let message = "There is nothing at this address. Open the tool from your course.";
    let refusal = Refusal::new(StatusCode::NOT_FOUND, "not_found", Remedy::OpenAgain, message);
    refuse_address(&app, &asked, request, refusal).await
}

/// What stands at this address is asked for in another way.
pub(crate) async fn method_not_allowed(
    State(app): State<Arc<App>>,
    asked: Asked,
    request: Request,
) -> Response {
    let message = format!("This address does not take {} requests.", request.method());
    let refusal =
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", Remedy::OpenAgain, message);
    refuse_address(&app, &asked, request, refusal).await
}

/// Tells a platform's message that took a wrong way from a request that is simply wrong.
async fn refuse_address(app: &App, asked: &Asked, request: Request, refusal: Refusal) -> Response {
    let path = request.uri().path().to_owned();
    let query = Params::parse(request.uri().query().unwrap_or_default().as_bytes()).unwrap_or_default();
    let headers = request.headers().clone();
    let body = login::form(&headers, Bytes::from_request(request, &()).await).unwrap_or_default();
    let message = query.followed_by(body);
    told_by_path(misdirected::explain(&path, &message, &app.tool).unwrap_or(refusal), asked, &path)
}

/// The refusal when a request took too long.
pub(crate) fn too_slow() -> Refusal {
    let message = "The request did not arrive whole, or could not be answered, in time. Try again.";
    Refusal::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", Remedy::Wait, message)
}

/// The refusal when a handler panicked.
pub(crate) fn internal_error() -> Refusal {
    let message = "The tool failed. The operator finds the reason in the log under this request id.";
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", Remedy::Wait, message)
}
