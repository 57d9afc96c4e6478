//! The content security policy of every page: nothing but this origin and the tools'.

use axum::http::HeaderValue;
use url::Url;

use super::Platform;
use crate::school::Registration;

/// An extension of an answer: the origin of a tool that is no tool of the platform yet and is shown in a frame to
/// become one.
#[derive(Debug, Clone)]
pub(super) struct Guest(pub(super) String);

/// Chromium holds `form-action` against every redirect that follows a form too: a login initiation
/// goes to the tool and comes back here.
pub(super) fn content_security_policy(platform: &Platform, guest: Option<&Guest>) -> HeaderValue {
    let mut origins: Vec<String> = platform.school().registrations().iter().flat_map(origins).collect();
    origins.extend(guest.map(|guest| guest.0.clone()));
    origins.sort();
    origins.dedup();
    let tools = origins.join(" ");
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self' {tools}; \
         frame-src 'self' {tools}; frame-ancestors 'self'; base-uri 'none'"
    );
    HeaderValue::try_from(policy).expect("origins are ASCII")
}

/// The origins that a tool's launches pass, the same one more than once.
pub(super) fn origins(registration: &Registration) -> Vec<String> {
    let urls = [&registration.login_url, &registration.target_link_uri];
    let urls = urls.into_iter().chain(&registration.redirect_uris);
    urls.filter_map(|url| web_origin(url)).collect()
}

/// Scheme, host and port of an absolute http or https URL.
pub(super) fn web_origin(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.origin().ascii_serialization())
}
