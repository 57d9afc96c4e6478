//! A request that is refused, and how it is told.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Asked;

/// What a person who meets the refusal can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
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
pub struct Refusal {
    /// The answer's status.
    pub status: StatusCode,
    /// Stable and machine-readable.
    pub code: &'static str,
    /// What the person can do.
    pub remedy: Remedy,
    /// For people, in English and in one line.
    pub message: String,
    /// How long to wait before the same request may succeed.
    pub retry_after: Option<Duration>,
}

impl Refusal {
    /// A refusal; control characters in `message` become spaces.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, remedy: Remedy, message: impl Into<String>) -> Self {
        Self { status, code, remedy, message: one_line(&message.into()), retry_after: None }
    }

    /// The refusal with a `Retry-After` in whole seconds, rounded up (RFC 9110 §10.2.3).
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        Self { retry_after: Some(wait), ..self }
    }

    /// The store does not answer: nothing the person can change.
    #[must_use]
    pub fn unavailable(error: &ports::StoreError) -> Self {
        tracing::error!(error = %chain(error), retryable = error.is_retryable(), "the store does not answer");
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "store_unavailable",
            Remedy::Wait,
            "The tool's store does not answer at the moment. Try again; if it persists, run `moodle-aws doctor`.",
        )
    }

    /// The refusal as JSON, with its line in the log.
    #[must_use]
    pub fn json(self, asked: &Asked) -> Response {
        self.log(asked);
        let (status, retry_after) = (self.status, self.retry_after);
        let mut response = (status, Json(self.body(asked))).into_response();
        let headers = response.headers_mut();
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §15.5.2, RFC 6750 §3.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(wait) = retry_after {
            headers.insert(
                header::RETRY_AFTER,
                HeaderValue::from(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)),
            );
        }
        response
    }

    /// The body of the refusal, for answers that are not its own.
    #[must_use]
    pub fn body(self, asked: &Asked) -> ErrorBody {
        let request_id = asked.request_id.as_str().to_owned();
        ErrorBody { error: ErrorDetail { code: self.code, message: self.message, request_id } }
    }

    /// Writes the refusal's line into the log.
    pub fn log(&self, asked: &Asked) {
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
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    one_line(&causes.map(ToString::to_string).collect::<Vec<_>>().join(": "))
}

/// Text without control characters: what comes from outside must not begin a log line of its own.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The body of every error of the API.
#[derive(Serialize, ToSchema)]
pub struct ErrorBody {
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
