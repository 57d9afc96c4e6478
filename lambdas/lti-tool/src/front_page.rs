//! `GET /app`: the front end's page, with a content security policy built from the registrations.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use lti::registration::{Registration, Status};

use crate::{App, pages};
use http_api::{Asked, Refusal};

/// The page that the front end's build made. It is the same for everybody and holds no data.
#[derive(Clone, Debug)]
pub struct FrontPage(Arc<str>);

impl FrontPage {
    /// Takes the HTML of the build's `index.html`.
    #[must_use]
    pub fn new(html: impl Into<Arc<str>>) -> Self {
        Self(html.into())
    }
}

pub(crate) async fn front_page(State(app): State<Arc<App>>, asked: Asked) -> Response {
    let registrations = match app.ports.registrations.all().await {
        Ok(registrations) => registrations,
        Err(error) => return pages::refused(&Refusal::unavailable(&error), &asked),
    };
    let active = registrations.iter().filter(|registration| registration.status == Status::Active);
    let origins: BTreeSet<String> = active.flat_map(Registration::origins).collect();
    let mut response = Html(app.front_page.0.to_string()).into_response();
    if let Ok(policy) = HeaderValue::from_str(&policy(&origins)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Scripts and styles of our own origin only; framed by registered platforms only, and forms sent to them only.
fn policy(platforms: &BTreeSet<String>) -> String {
    let platforms: Vec<_> = platforms.iter().map(String::as_str).collect();
    let platforms = platforms.join(" ");
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; \
         connect-src 'self'; base-uri 'none'; form-action 'self' {platforms}; frame-ancestors 'self' {platforms}"
    )
}
