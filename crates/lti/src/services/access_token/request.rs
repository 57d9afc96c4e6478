//! One request for a token, and what its answer means.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response, StatusCode, header};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AccessToken, AccessTokenError, TOKEN_LIMITS};
use crate::http_client::HttpError;
use crate::params;
use crate::services::answer::{brief, retry_after};
use crate::services::{Scope, ServiceClient};
use crate::time::UnixTime;
use crate::token::random_text;

/// How far back an assertion's `iat` is dated: Moodle takes none from the future, not even by a second.
const BACKDATED: Duration = Duration::from_secs(5);
/// How long an assertion is good for, from its `iat` on.
const ASSERTION_LIFETIME: Duration = Duration::from_mins(5);
/// A token whose life the platform does not tell (RFC 6749 §5.1 recommends to).
const DEFAULT_LIFETIME: Duration = Duration::from_mins(5);

/// The assertion of RFC 7523 §3, as the 1EdTech Security Framework 1.0 §4.1.1 profiles it.
#[derive(Serialize)]
struct Assertion<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    iat: UnixTime,
    exp: UnixTime,
    jti: String,
}

#[derive(Deserialize)]
struct Answer {
    access_token: String,
    token_type: Option<String>,
    expires_in: Option<Value>,
    scope: Option<String>,
}

pub(super) async fn request(
    client: &ServiceClient<'_>,
    scopes: &BTreeSet<Scope>,
) -> Result<(AccessToken, Duration), AccessTokenError> {
    let url = &client.registration.endpoints.token;
    let unreachable = |source| AccessTokenError::Unreachable { url: url.clone(), source: Arc::new(source) };
    let request = Request::post(url.as_str())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .body(form(client, scopes)?.into_bytes())
        .map_err(|e| unreachable(HttpError::Connection(e.into())))?;
    let answer = client.http.send(request, TOKEN_LIMITS).await.map_err(unreachable)?;
    if answer.status().is_success() {
        granted(client, scopes, answer.body())
    } else {
        Err(refused(client, scopes, &answer))
    }
}

fn form(client: &ServiceClient<'_>, scopes: &BTreeSet<Scope>) -> Result<String, AccessTokenError> {
    let registration = client.registration;
    let client_id = registration.id.client_id.as_str();
    let issued = (client.clock)() - BACKDATED;
    let assertion = client.key.sign(&Assertion {
        iss: client_id,
        sub: client_id,
        aud: registration.token_audience.as_deref().unwrap_or(registration.endpoints.token.as_str()),
        iat: issued,
        exp: issued + ASSERTION_LIFETIME,
        jti: random_text(client.entropy),
    })?;
    let scopes: Vec<_> = scopes.iter().map(|scope| scope.uri()).collect();
    let mut form = String::new();
    for (name, value) in [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", &assertion),
        ("scope", &scopes.join(" ")),
    ] {
        params::append(&mut form, name, value.as_bytes());
    }
    Ok(form)
}

fn granted(
    client: &ServiceClient<'_>,
    scopes: &BTreeSet<Scope>,
    body: &[u8],
) -> Result<(AccessToken, Duration), AccessTokenError> {
    let url = &client.registration.endpoints.token;
    let unusable = || AccessTokenError::NotAToken { url: url.clone() };
    // The content type says nothing: Moodle sends text/html.
    let answer: Answer = serde_json::from_slice(body).map_err(|_| unusable())?;
    if !answer.token_type.as_deref().unwrap_or("bearer").eq_ignore_ascii_case("bearer") {
        return Err(unusable());
    }
    // Without `scope`, what was asked for is granted (RFC 6749 §5.1).
    if let Some(granted) = &answer.scope {
        let granted: BTreeSet<_> = granted.split_ascii_whitespace().collect();
        if let Some(missing) = scopes.iter().find(|scope| !granted.contains(scope.uri())) {
            return Err(AccessTokenError::ScopeNotGranted { scopes: missing.uri().to_owned() });
        }
    }
    let lifetime = answer.expires_in.and_then(|seconds| match seconds {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    });
    let lifetime = lifetime.map_or(DEFAULT_LIFETIME, Duration::from_secs);
    Ok((AccessToken::new(&answer.access_token).ok_or_else(unusable)?, lifetime))
}

/// Moodle's refusals are the messages of the library that reads the assertion. Their content type is text/html, and
/// one of them, that of an unknown key, is no JSON, since it holds bare quotes.
fn refused(
    client: &ServiceClient<'_>,
    scopes: &BTreeSet<Scope>,
    answer: &Response<Vec<u8>>,
) -> AccessTokenError {
    let url = client.registration.endpoints.token.clone();
    let client_id = client.registration.id.client_id.clone();
    let key_set = client.key_set_url.to_owned();
    let kid = client.key.kid().to_owned();
    let status = answer.status();
    let retry_after = || retry_after(answer.headers(), (client.clock)());
    let text = String::from_utf8_lossy(answer.body());
    let says = |words: &str| text.contains(words);
    match status {
        StatusCode::TOO_MANY_REQUESTS => AccessTokenError::RateLimited { retry_after: retry_after() },
        _ if status.is_server_error() => AccessTokenError::Unavailable { status, retry_after: retry_after() },
        // Moodle's own page about an exception, and not that of a web server which knows no such address.
        StatusCode::NOT_FOUND if says("content=\"moodle") => AccessTokenError::KeySetUnreadable { key_set },
        _ if is_html(&text) => AccessTokenError::Refused { url, status, error: String::new() },
        _ if says("unable to lookup correct key") => AccessTokenError::UnknownKey { kid, key_set },
        _ if says("Signature verification failed") => AccessTokenError::BadSignature { kid, key_set },
        _ if says("Expired token") || says("Cannot handle token") => {
            AccessTokenError::Clocks { reason: brief(&error_of(&text)) }
        }
        _ => match error_of(&text).as_str() {
            "invalid_client" => AccessTokenError::UnknownClient { client_id },
            "invalid_scope" => AccessTokenError::ScopeNotGranted {
                scopes: scopes.iter().map(|scope| scope.uri()).collect::<Vec<_>>().join(" "),
            },
            error => AccessTokenError::Refused { url, status, error: brief(error) },
        },
    }
}

fn is_html(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// The `error` of RFC 6749 §5.2.
fn error_of(text: &str) -> String {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    serde_json::from_str::<Refusal>(text).map(|refusal| refusal.error).unwrap_or_default()
}
