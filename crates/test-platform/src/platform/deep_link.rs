//! `POST /deep-link/return`: the content that a teacher chose in the tool (Deep Linking 2.0, section 3.4), checked
//! and placed in the course.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;

use super::state::Linking;
use super::tool_keys::Unverified;
use super::{Platform, pages};
use crate::claims::name;
use crate::demo::Choice;
use crate::school::{ContentItem, Registration};

/// The form that the browser brings from the tool.
#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    #[serde(rename = "JWT")]
    jwt: String,
}

/// Why nothing is placed. Each names what the tool has to put right.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("The answer is no signed token.")]
    NotAToken,
    #[error("The answer's iss is not the client id of an active tool.")]
    UnknownTool,
    #[error("The answer's signature cannot be verified: {0}.")]
    Unverified(#[from] Unverified),
    #[error("The answer's aud is not {0}.")]
    Audience(String),
    #[error("The answer has expired, or says nothing of when it does.")]
    Expired,
    #[error("The answer's iat is missing, or in the future.")]
    IssuedAt,
    #[error("The answer's nonce is missing.")]
    NoNonce,
    #[error("The answer's nonce was used before: nothing is placed twice.")]
    NonceUsed,
    #[error("The answer's deployment is not {0}.")]
    Deployment(String),
    #[error("The answer's message type is not LtiDeepLinkingResponse.")]
    MessageType,
    #[error("The answer's version is not 1.3.0.")]
    Version,
    #[error("The answer's data is not what the request sent, or the request is over.")]
    Data,
    #[error("The answer has no list of content items.")]
    NoItems,
    #[error("A content item is not of the type ltiResourceLink, or cannot be read: {0}")]
    Item(String),
    #[error("A content item's url is not an http or https address: {0}")]
    ItemUrl(String),
}

#[derive(Template)]
#[template(path = "placed.html")]
struct PlacedPage {
    /// The titles of what is new in the course.
    titles: Vec<String>,
    message: Option<String>,
    error: Option<String>,
    course_page: String,
}

pub(super) async fn take(State(platform): State<Platform>, Form(sent): Form<Sent>) -> Response {
    match place(&platform, &sent.jwt).await {
        Ok(page) => pages::page(StatusCode::OK, &page),
        Err(refusal) => pages::problem(StatusCode::BAD_REQUEST, "Nothing was placed", &refusal.to_string()),
    }
}

async fn place(platform: &Platform, jwt: &str) -> Result<PlacedPage, Refusal> {
    // Only to find the tool; nothing of it counts until the signature holds.
    let unverified = crate::signing::token::claims(jwt).ok_or(Refusal::NotAToken)?;
    let client_id = unverified["iss"].as_str().unwrap_or_default();
    let registration = platform.school().registration(Some(client_id)).filter(|one| one.active).cloned();
    let registration = registration.ok_or(Refusal::UnknownTool)?;
    let claims = platform.tool_keys().verify(platform, &registration.key_set_url, jwt).await?;
    check(platform, &registration, &claims)?;
    let items = items(&claims)?;

    let linking = request(platform, &registration, &claims)?;
    let text = |name: &str| claims[name].as_str().map(str::to_owned);
    let mut school = platform.school();
    let placed = items.into_iter().map(|item| school.place(linking.choice.course, &registration, item));
    Ok(PlacedPage {
        titles: placed.map(|placed| placed.content.title).collect(),
        message: text(name::DEEP_LINKING_MESSAGE),
        error: text(name::DEEP_LINKING_ERROR),
        course_page: format!("/course?{}", Choice { client_id: None, ..linking.choice.in_course() }.query()),
    })
}

/// Everything but the data, which ends the request (Security Framework 1.0, section 5.2.3).
fn check(platform: &Platform, registration: &Registration, claims: &Value) -> Result<(), Refusal> {
    let (issuer, now) = (&platform.config().issuer, platform.now());
    let is_for_us = match &claims["aud"] {
        Value::Array(audiences) => audiences.len() == 1 && audiences[0] == issuer.as_str(),
        audience => audience == issuer.as_str(),
    };
    if !is_for_us {
        return Err(Refusal::Audience(issuer.clone()));
    }
    if claims["exp"].as_i64().is_none_or(|exp| exp <= now) {
        return Err(Refusal::Expired);
    }
    if claims["iat"].as_i64().is_none_or(|iat| iat > now) {
        return Err(Refusal::IssuedAt);
    }
    if claims[name::DEPLOYMENT_ID] != registration.deployment_id.as_str() {
        return Err(Refusal::Deployment(registration.deployment_id.clone()));
    }
    if claims[name::MESSAGE_TYPE] != name::DEEP_LINKING_RESPONSE {
        return Err(Refusal::MessageType);
    }
    if claims[name::VERSION] != "1.3.0" {
        return Err(Refusal::Version);
    }
    let nonce = claims["nonce"].as_str().filter(|nonce| !nonce.is_empty()).ok_or(Refusal::NoNonce)?;
    if !platform.uses_first(&registration.client_id, &format!("nonce {nonce}")) {
        return Err(Refusal::NonceUsed);
    }
    Ok(())
}

fn items(claims: &Value) -> Result<Vec<ContentItem>, Refusal> {
    let items = match claims.get(name::CONTENT_ITEMS) {
        // Nothing was chosen (section 3.4.1: the claim may be missing).
        None => return Ok(Vec::new()),
        Some(items) => items.as_array().ok_or(Refusal::NoItems)?,
    };
    items.iter().map(item).collect()
}

fn item(sent: &Value) -> Result<ContentItem, Refusal> {
    let item: ContentItem =
        serde_json::from_value(sent.clone()).map_err(|error| Refusal::Item(error.to_string()))?;
    if item.kind != "ltiResourceLink" {
        return Err(Refusal::Item(item.kind));
    }
    if let Some(url) = item.url.as_ref().filter(|url| super::policy::web_origin(url).is_none()) {
        return Err(Refusal::ItemUrl(url.clone()));
    }
    let title = if item.title.is_empty() { "Activity without a title".to_owned() } else { item.title };
    Ok(ContentItem { title, ..item })
}

/// The request that this answers. It is over with its answer.
fn request(platform: &Platform, registration: &Registration, claims: &Value) -> Result<Linking, Refusal> {
    let data = claims[name::DEEP_LINKING_DATA].as_str().unwrap_or_default();
    let mut linking = platform.linking();
    let now = platform.now();
    linking.get(now, data).filter(|one| one.client_id == registration.client_id).ok_or(Refusal::Data)?;
    linking.take(now, data).ok_or(Refusal::Data)
}
