//! A request to a service, and Moodle's way to refuse one.

use std::borrow::Cow;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::{Resource, moodle_json};

/// More bytes than any line item or score has.
const LARGEST_BODY: usize = 256 * 1024;

/// A request with its body.
#[derive(Debug)]
pub(super) struct Call {
    parts: Parts,
    query: Vec<(String, String)>,
    pub(super) body: Bytes,
}

/// Why a request is not carried out: a status, and a reason that the answer repeats.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    reason: Cow<'static, str>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { status, reason: reason.into() }
    }

    /// There is no such thing.
    pub(super) fn not_found(kind: &str, id: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("Not Found: {kind} {id} doesn't exist"))
    }
}

/// Moodle's JSON about a refusal, in Moodle's order.
#[derive(Serialize)]
struct Report<'a> {
    status: u16,
    reason: &'a str,
    request: ReportedRequest<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportedRequest<'a> {
    method: &'a str,
    url: &'a str,
    accept: &'a str,
    content_type: &'a str,
}

impl Call {
    pub(super) async fn read(request: Request<Body>) -> Result<Self, StatusCode> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, LARGEST_BODY).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
        let query =
            form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        Ok(Self { parts, query, body })
    }

    pub(super) fn method(&self) -> &Method {
        &self.parts.method
    }

    /// The path behind `/services/`.
    pub(super) fn path(&self) -> &str {
        self.parts.uri.path().strip_prefix("/services/").unwrap_or_default()
    }

    /// A parameter of the query, unless it is missing or empty.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(one, _)| one == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A parameter that is a whole number; 0 when it is missing or none.
    pub(super) fn number(&self, name: &str) -> usize {
        self.parameter(name).and_then(|value| value.parse().ok()).unwrap_or_default()
    }

    pub(super) fn bearer(&self) -> Option<&str> {
        self.header(&header::AUTHORIZATION).strip_prefix("Bearer ")
    }

    /// The header's value; the empty text when it is missing.
    fn header(&self, name: &HeaderName) -> &str {
        self.parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Moodle looks at `Accept` of a GET and at `Content-Type` of what sends something, and takes them literally.
    fn format(&self) -> Option<&str> {
        match *self.method() {
            Method::GET => Some(self.header(&header::ACCEPT))
                .filter(|accept| !accept.is_empty() && !accept.contains("*/*")),
            Method::DELETE => None,
            _ => Some(self.header(&header::CONTENT_TYPE)),
        }
    }

    /// Whether this can be done with the resource, in this format.
    pub(super) fn fits(&self, resource: Resource<'_>) -> bool {
        resource.methods().contains(self.method())
            && self.format().is_none_or(|format| resource.formats().contains(&format))
    }

    pub(super) fn no_handler(&self) -> Refusal {
        let accept = if self.method() == Method::GET { self.header(&header::ACCEPT) } else { "" };
        let content_type = if self.method() == Method::GET { "" } else { self.header(&header::CONTENT_TYPE) };
        let path = self.path();
        Refusal::new(StatusCode::BAD_REQUEST, format!("No handler found for /{path} {accept} {content_type}"))
    }

    pub(super) fn refuse(&self, refusal: &Refusal) -> Response {
        let report = Report {
            status: refusal.status.as_u16(),
            reason: &refusal.reason,
            request: ReportedRequest {
                method: self.method().as_str(),
                url: self.parts.uri.path_and_query().map_or("", |url| url.as_str()),
                accept: self.header(&header::ACCEPT),
                content_type: self.header(&header::CONTENT_TYPE),
            },
        };
        moodle_json::answer(refusal.status, "application/json", moodle_json::pretty(&report))
    }
}

/// An answer without a body, which PHP says is HTML.
pub(super) fn nothing() -> Response {
    (StatusCode::NO_CONTENT, [(header::CONTENT_TYPE, "text/html; charset=utf-8")]).into_response()
}
