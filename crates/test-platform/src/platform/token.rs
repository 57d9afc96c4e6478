//! `POST /token`: an access token for a client assertion (Security Framework 1.0, section 4.1). It refuses as Moodle
//! does, in Moodle's words, and beyond Moodle checks issuer, audience and `jti`.

use std::collections::HashMap;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use jiff::Timestamp;
use serde_json::Value;

use super::faults::TokenFault;
use super::tool_keys::Unverified;
use super::{Platform, pages};
use crate::school::Registration;
use crate::signing::token as jwt;

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A tool's own assertion may live this long, in seconds: `jti`s are remembered as long.
const LONGEST_ASSERTION: i64 = 3600;

/// An access token that was given out.
#[derive(Debug, Clone)]
pub(super) struct Granted {
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) uses: u32,
}

/// Why no token is given out.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    /// An error of OAuth 2.0 (RFC 6749, section 5.2), with what is wrong where Moodle would not have noticed.
    #[error("{0}")]
    Plain(&'static str, Option<&'static str>),
    #[error(transparent)]
    Unverified(#[from] Unverified),
    #[error("Cannot handle token with {0} prior to {1}")]
    NotYet(&'static str, String),
    #[error("Expired token")]
    Expired,
}

const INVALID_REQUEST: Refusal = Refusal::Plain("invalid_request", None);

const fn invalid_client(description: &'static str) -> Refusal {
    Refusal::Plain("invalid_client", Some(description))
}

pub(super) async fn token(State(platform): State<Platform>, headers: HeaderMap, body: Bytes) -> Response {
    platform.count(|counts| counts.token_requests += 1);
    let faults = platform.faults();
    tokio::time::sleep(Duration::from_millis(faults.token_delay_ms)).await;
    match faults.token {
        Some(TokenFault::Error) => {
            return (StatusCode::INTERNAL_SERVER_ERROR, Html("<h1>Internal Server Error</h1>"))
                .into_response();
        }
        Some(TokenFault::InvalidJson) => {
            return text(StatusCode::OK, "{\n  \"access_token\" : \"face".to_owned());
        }
        None => {}
    }
    match grant(&platform, &form(&headers, &body)).await {
        Ok((token, scopes)) => {
            let life = platform.config().token_lifetime;
            let scope = scopes.join(" ");
            text(
                StatusCode::OK,
                format!(
                    "{{\n  \"access_token\" : \"{token}\",\n  \"token_type\" : \"Bearer\",\n  \
                     \"expires_in\" : {life},\n  \"scope\" : \"{scope}\"\n}}"
                ),
            )
        }
        Err(Refusal::Unverified(error @ Unverified::NoKeySet(_))) => pages::exception(&error.to_string()),
        Err(refusal) => text(StatusCode::BAD_REQUEST, refused(&refusal)),
    }
}

/// Moodle puts the text between quotes as it is: that of an unknown key breaks the JSON.
fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Plain(error, Some(description)) => {
            format!("{{\n  \"error\" : \"{error}\",\n  \"error_description\" : \"{description}\"\n}}")
        }
        _ => format!("{{\n  \"error\" : \"{refusal}\"\n}}"),
    }
}

/// Moodle sends all of it as text/html.
fn text(status: StatusCode, body: String) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, body).into_response()
}

/// The fields of the form; none when it is no form.
fn form(headers: &HeaderMap, body: &[u8]) -> HashMap<String, String> {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !media_type.starts_with("application/x-www-form-urlencoded") {
        return HashMap::new();
    }
    form_urlencoded::parse(body).into_owned().collect()
}

async fn grant(
    platform: &Platform,
    form: &HashMap<String, String>,
) -> Result<(String, Vec<String>), Refusal> {
    let field = |name: &str| form.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let grant_type = field("grant_type").ok_or(INVALID_REQUEST)?;
    let assertion_type = field("client_assertion_type").ok_or(INVALID_REQUEST)?;
    let assertion = field("client_assertion").ok_or(INVALID_REQUEST)?;
    let scope = field("scope").ok_or(INVALID_REQUEST)?;
    if grant_type != "client_credentials" {
        return Err(Refusal::Plain("unsupported_grant_type", None));
    }
    if assertion_type != ASSERTION_TYPE || assertion.split('.').count() != 3 {
        return Err(INVALID_REQUEST);
    }
    // Only to find the tool; nothing of it counts until the signature holds.
    let unverified = jwt::claims(assertion).ok_or(INVALID_REQUEST)?;
    let client_id = unverified["sub"].as_str().filter(|sub| !sub.is_empty()).ok_or(INVALID_REQUEST)?;
    let registration = platform.school().registration(Some(client_id)).filter(|one| one.active).cloned();
    let registration = registration.ok_or(Refusal::Plain("invalid_client", None))?;

    let claims = platform.tool_keys().verify(platform, &registration.key_set_url, assertion).await?;
    check(platform, &registration, &claims)?;
    let offered = |asked: &&str| registration.scopes.contains(asked);
    let scopes: Vec<String> = scope.split(' ').filter(offered).map(str::to_owned).collect();
    if scopes.is_empty() {
        return Err(Refusal::Plain("invalid_scope", None));
    }

    let token = platform.random_hex();
    let granted = Granted { client_id: registration.client_id, scopes: scopes.clone(), uses: 0 };
    platform.tokens().insert(platform.now(), token.clone(), granted);
    platform.count(|counts| counts.tokens += 1);
    Ok((token, scopes))
}

/// The claims of an assertion (RFC 7523, section 3), without any leeway, as Moodle has none.
fn check(platform: &Platform, registration: &Registration, claims: &Value) -> Result<(), Refusal> {
    let now = platform.now();
    let time = |name: &str| claims[name].as_i64();
    if let Some(nbf) = time("nbf").filter(|nbf| *nbf > now) {
        return Err(Refusal::NotYet("nbf", moodle_time(nbf)));
    }
    let iat = time("iat").ok_or(invalid_client("the assertion has no iat"))?;
    if iat > now {
        return Err(Refusal::NotYet("iat", moodle_time(iat)));
    }
    let exp = time("exp").ok_or(invalid_client("the assertion has no exp"))?;
    if exp <= now {
        return Err(Refusal::Expired);
    }
    if exp - now > LONGEST_ASSERTION {
        return Err(invalid_client("the assertion's exp is more than an hour away"));
    }
    if claims["iss"] != registration.client_id.as_str() {
        return Err(invalid_client("the assertion's iss is not the client id"));
    }
    if claims["aud"] != format!("{}/token", platform.config().issuer) {
        return Err(invalid_client("the assertion's aud is not the token URL"));
    }
    let jti = claims["jti"].as_str().filter(|jti| !jti.is_empty());
    let jti = jti.ok_or(invalid_client("the assertion has no jti"))?;
    if !platform.uses_first(&registration.client_id, &format!("jti {jti}")) {
        return Err(invalid_client("the assertion's jti was used before"));
    }
    Ok(())
}

/// `2026-11-21T22:05:53+0000`
fn moodle_time(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    time.strftime("%Y-%m-%dT%H:%M:%S+0000").to_string()
}
