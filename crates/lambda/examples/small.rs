//! The smallest function, to test and to measure with: it says what it was asked, and fails in every way.
//!
//! `AUTHORIZER` makes it an authorizer, `SCHEDULE` what a schedule starts, `EVENTS` what events are handed to, `MESSAGES` what a queue's
//! messages are handed to, `RESPONSE_MODE` says how it answers, `STACK_NAME` is wanted, as of every function.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http_api::{SiteCaller, Surroundings};
use lambda::{Message, ResponseMode, Settings, Verdict};
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tracing::Level;

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let settings = Settings::new(environment);
        let stack = settings.required("STACK_NAME", "moodle-plugins")?;
        let mode = settings.parsed("RESPONSE_MODE", "stream")?.unwrap_or(ResponseMode::Stream);
        let lambda = lambda.with_metrics(&stack)?;
        if settings.optional("AUTHORIZER").is_some() {
            return lambda.authorize(verdict).await;
        }
        if let Some(outcome) = settings.optional("SCHEDULE") {
            return lambda.on_schedule(async move || scheduled(&outcome)).await;
        }
        if let Some(unwanted) = settings.optional("EVENTS") {
            return lambda.on_event(async move |event| handled(event, &unwanted)).await;
        }
        if let Some(unwanted) = settings.optional("MESSAGES") {
            return lambda.on_messages(async move |message| taken(&message, &unwanted)).await;
        }
        lambda.serve(router(), mode).await
    })
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Reads its verdict from the header.
async fn verdict(authorization: Option<&str>) -> Verdict {
    match authorization.and_then(|value| value.split_once(' ')) {
        Some(("allow", size)) => Verdict::Allow {
            principal: "7".into(),
            context: BTreeMap::from([
                ("userid".into(), "7".into()),
                ("site".into(), "x".repeat(size.parse().unwrap_or_default())),
            ]),
        },
        Some(("deny", message)) => Verdict::Deny { code: "token_unknown".into(), message: message.into() },
        _ => Verdict::Unauthorized,
    }
}

/// Fails as it is told.
fn scheduled(outcome: &str) -> Result<(), lambda::Error> {
    tracing::info!("at work");
    match outcome {
        "works" => Ok(()),
        why => Err(io::Error::other(why.to_owned()).into()),
    }
}

/// Fails at what it is told to.
fn taken(message: &Message, unwanted: &str) -> Result<(), lambda::Error> {
    tracing::info!(
        body = message.body,
        delivery = message.delivery,
        receipt = message.receipt,
        "a message came"
    );
    if message.body == unwanted {
        return Err(io::Error::other("unwanted").into());
    }
    Ok(())
}

/// Fails at what it is told to.
fn handled(event: &str, unwanted: &str) -> Result<(), lambda::Error> {
    tracing::info!(event, "handed over");
    if event.contains(unwanted) { Err(io::Error::other("unwanted").into()) } else { Ok(()) }
}

struct NoEntropy;

impl ports::Entropy for NoEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn router() -> Router {
    let routes = Router::new()
        .route("/cookies", get(cookies))
        .route("/binary", get(async || [0_u8, 159, 146, 150]))
        .route("/behind-gate", get(behind_gate))
        .route("/breaks-off", get(breaks_off))
        .route("/panics", get(panics))
        .route("/panics-later", get(panics_later))
        .route("/logs", get(logs))
        .fallback(seen);
    let tell = |refusal: http_api::Refusal, asked: &http_api::Asked, _: &str| refusal.json(asked);
    http_api::around(routes, Surroundings { entropy: Arc::new(NoEntropy), https: true, tell })
}

/// The request as the router got it.
async fn seen(request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers: Vec<_> =
        parts.headers.iter().map(|(name, value)| json!([name.as_str(), text(value)])).collect();
    let caller = parts.extensions.get::<SiteCaller>();
    Json(json!({
        "method": parts.method.as_str(),
        "uri": parts.uri.to_string(),
        "headers": headers,
        "body": body.to_vec(),
        "caller": caller.map(|caller| json!([caller.site, caller.user_id])),
    }))
    .into_response()
}

async fn cookies() -> impl IntoResponse {
    const VARY: HeaderName = header::VARY;
    const COOKIE: HeaderName = header::SET_COOKIE;
    let headers = [(COOKIE, "a=1; Secure"), (COOKIE, "b=2; HttpOnly"), (VARY, "Accept"), (VARY, "Cookie")];
    (StatusCode::CREATED, AppendHeaders(headers), "two cookies")
}

/// Says `first`, waits for a byte from a server of the test, and says `last`. The test sees by the end of the connection that
/// the body was dropped.
async fn behind_gate(Query(query): Query<BTreeMap<String, String>>) -> Result<Response, StatusCode> {
    let gate = query.get("gate").ok_or(StatusCode::BAD_REQUEST)?;
    let mut gate = TcpStream::connect(gate).await.map_err(|_| StatusCode::BAD_GATEWAY)?;
    let last = async move {
        let outcome = gate.read_u8().await;
        Ok::<_, Infallible>(Bytes::from(format!("last {}", outcome.is_ok())))
    };
    let first = async { Ok(Bytes::from("first ")) };
    Ok(Body::from_stream(stream::once(first).chain(stream::once(last))).into_response())
}

async fn breaks_off() -> Response {
    let pieces = [Ok("first"), Err(io::Error::other("a secret reason"))];
    Body::from_stream(stream::iter(pieces)).into_response()
}

async fn panics() -> Response {
    panic!("a reason\nin two lines")
}

async fn panics_later() -> Response {
    let last = async { panic!("a reason\nin two lines") };
    let first = async { Ok::<_, Infallible>("first") };
    Body::from_stream(stream::once(first).chain(stream::once(last))).into_response()
}

/// Logs from a task of its own, and in its body.
async fn logs() -> Response {
    let task = tokio::spawn(async { tracing::info!(some.field = 7, "in a task") });
    let body = async {
        let _ = task.await;
        tracing::info!("in the body");
        Ok::<_, Infallible>("logged")
    };
    Body::from_stream(stream::once(body)).into_response()
}
