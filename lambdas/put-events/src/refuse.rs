//! Refusals as AWS JSON 1.1 tells them, so that the AWS SDKs understand them.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use http_api::{Asked, chain};
use ports::{SiteKeyError, StoreError};
use serde_json::json;

use crate::signature::SignatureError;

/// What answers of AWS JSON 1.1 are.
pub(crate) const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/x-amz-json-1.1");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// Why a whole call is refused: nothing of it was taken.
#[derive(Debug)]
pub(crate) struct CallRefusal {
    status: StatusCode,
    /// The name of AWS's own error of this kind.
    code: &'static str,
    message: String,
}

impl CallRefusal {
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// The request is none that this service understands.
    pub fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// The key is not registered.
    pub fn unknown_key() -> Self {
        let message = "The key of this request is not registered here, or was revoked. The operator makes a new connection code \
                       with `moodle-aws site add`, and it is pasted into the plugin's settings in Moodle.";
        Self::new(StatusCode::FORBIDDEN, "UnrecognizedClientException", message)
    }

    /// Nothing can be known, or kept, without the store. The same call may work later.
    pub fn store(error: &StoreError) -> Self {
        tracing::error!(error = %chain(error), retryable = error.is_retryable(), "events cannot be taken");
        let message = "The service cannot keep events at the moment. Send them again later; if it persists, the operator runs \
                       `moodle-aws doctor`.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", message)
    }

    /// No site's secret can be derived.
    pub fn site_key(error: &SiteKeyError) -> Self {
        match error {
            SiteKeyError::Store(error) => Self::store(error),
            other => {
                tracing::error!(error = %other, "no site's secret can be derived");
                let message = "The service's secret `site-key` is missing or damaged; the operator restores it from a backup.";
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", message)
            }
        }
    }

    /// The refusal as an answer, with its line in the log.
    pub fn answer(self, asked: &Asked) -> Response {
        let Self { status, code, message } = self;
        tracing::warn!(
            request.id = asked.request_id.as_str(),
            http.status = status.as_u16(),
            code,
            "refused: {message}"
        );
        let body = json!({ "__type": code, "message": message });
        let mut response = answer(status, body.to_string(), asked);
        response.headers_mut().insert(ERROR_TYPE, HeaderValue::from_static(code));
        response
    }
}

impl From<SignatureError> for CallRefusal {
    fn from(error: SignatureError) -> Self {
        let code = match &error {
            SignatureError::Missing => "MissingAuthenticationTokenException",
            SignatureError::NotAKeyId | SignatureError::SessionToken => "UnrecognizedClientException",
            SignatureError::Several
            | SignatureError::Algorithm
            | SignatureError::Unreadable(_)
            | SignatureError::NotSigned(_)
            | SignatureError::Header(_)
            | SignatureError::Date => "IncompleteSignatureException",
            SignatureError::Service(_)
            | SignatureError::UnsignedPayload(_)
            | SignatureError::Query
            | SignatureError::Expired { .. }
            | SignatureError::NotYetCurrent { .. }
            | SignatureError::Host { .. }
            | SignatureError::Mismatch => "InvalidSignatureException",
        };
        Self::new(StatusCode::FORBIDDEN, code, sentence(&error.to_string()))
    }
}

/// An answer of AWS JSON 1.1.
pub(crate) fn answer(status: StatusCode, body: String, asked: &Asked) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, CONTENT_TYPE);
    if let Ok(id) = HeaderValue::from_str(asked.request_id.as_str()) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

/// A message for people, made of that of an error.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
