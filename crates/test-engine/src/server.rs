//! The endpoints.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::Behaviour;
use crate::completion::Request;
use crate::log::{Log, Stats};

#[derive(Clone, Debug)]
pub(crate) struct Engine {
    pub(crate) log: Log,
    pub(crate) delay: Duration,
    pub(crate) otherwise: Behaviour,
}

pub(crate) fn router(engine: Engine) -> Router {
    Router::new()
        .route("/v1/chat/completions", post(complete))
        .route("/v1/models", get(models))
        .route("/stats", get(stats))
        .route("/requests", get(requests))
        .route("/reset", post(reset))
        .with_state(engine)
}

async fn complete(State(engine): State<Engine>, body: Bytes) -> Response {
    let read = serde_json::from_slice(&body);
    let kept = read.as_ref().map_or_else(|_| json!(String::from_utf8_lossy(&body)), Value::clone);
    let visit = engine.log.begin(kept);
    let request: Request = match read.and_then(serde_json::from_value) {
        Ok(request) => request,
        Err(error) => {
            visit.refused();
            return refusal(StatusCode::BAD_REQUEST, &error.to_string());
        }
    };
    let behaviour = Behaviour::of_model(&request.model).unwrap_or(engine.otherwise);
    let first = engine.log.is_first(&request.model);
    if let Some(refusal) = refused(behaviour, first, &request.model) {
        visit.refused();
        return refusal;
    }
    let behaviour = match behaviour {
        Behaviour::LostMarkOnce if !first => Behaviour::Echo,
        other => other,
    };
    request.answer(behaviour, engine.delay, visit).await
}

fn refused(behaviour: Behaviour, first: bool, model: &str) -> Option<Response> {
    let (status, message) = match behaviour {
        Behaviour::AlwaysThrottled => (StatusCode::TOO_MANY_REQUESTS, "too many requests"),
        Behaviour::OnceThrottled if first => (StatusCode::TOO_MANY_REQUESTS, "too many requests"),
        Behaviour::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, "out of memory"),
        Behaviour::OnceServerError if first => (StatusCode::INTERNAL_SERVER_ERROR, "out of memory"),
        Behaviour::Loading => (StatusCode::SERVICE_UNAVAILABLE, "Loading model"),
        Behaviour::KeyRefused => (StatusCode::UNAUTHORIZED, "invalid key"),
        Behaviour::Unknown => {
            return Some(refusal(StatusCode::NOT_FOUND, &format!("The model `{model}` does not exist.")));
        }
        _ => return None,
    };
    Some(refusal(status, message))
}

fn refusal(status: StatusCode, message: &str) -> Response {
    let body = Json(json!({ "error": { "message": message, "code": status.as_u16() } }));
    if status == StatusCode::TOO_MANY_REQUESTS {
        return (status, [(RETRY_AFTER, "1")], body).into_response();
    }
    (status, body).into_response()
}

async fn models() -> Json<Value> {
    let models: Vec<Value> = Behaviour::ALL
        .iter()
        .map(|behaviour| json!({ "id": behaviour.name(), "object": "model", "created": 0, "owned_by": "test-engine" }))
        .collect();
    Json(json!({ "object": "list", "data": models }))
}

async fn stats(State(engine): State<Engine>) -> Json<Stats> {
    Json(engine.log.stats())
}

async fn requests(State(engine): State<Engine>) -> Json<Vec<Value>> {
    Json(engine.log.requests())
}

async fn reset(State(engine): State<Engine>) -> StatusCode {
    engine.log.reset();
    StatusCode::NO_CONTENT
}
