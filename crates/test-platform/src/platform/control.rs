//! `/control`: the switches by which tests make the services fail, when the configuration has it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Platform;
use super::faults::Faults;
use crate::signing::SigningKey;

/// `GET /control`: what fails on purpose, and how often tools asked.
pub(super) async fn show(State(platform): State<Platform>) -> Json<Value> {
    Json(json!({ "faults": platform.faults(), "counts": platform.counts() }))
}

/// `GET /control/faults`: what fails on purpose.
pub(super) async fn faults(State(platform): State<Platform>) -> Json<Faults> {
    Json(platform.faults())
}

/// `PUT /control/faults`: this fails from now on, and nothing else; `{}` ends it.
pub(super) async fn set_faults(State(platform): State<Platform>, Json(faults): Json<Faults>) -> StatusCode {
    platform.set_faults(faults);
    StatusCode::NO_CONTENT
}

/// `DELETE /control/counts`: counts from zero again.
pub(super) async fn reset_counts(State(platform): State<Platform>) -> StatusCode {
    platform.reset_counts();
    StatusCode::NO_CONTENT
}

/// `DELETE /control/lineitems/{id}`: as if a teacher had deleted the column.
pub(super) async fn delete_line_item(State(platform): State<Platform>, Path(id): Path<String>) -> StatusCode {
    if platform.delete_line_item(&id) { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

/// How the key is replaced.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Replacement {
    /// How many seconds the old key stays in the key set; absent: none.
    keep_old_seconds: Option<i64>,
}

/// `POST /control/key`: a new RSA key signs from now on; answers with its key id.
pub(super) async fn replace_key(
    State(platform): State<Platform>,
    Json(wanted): Json<Replacement>,
) -> Result<Json<Value>, StatusCode> {
    let key = SigningKey::generate_rsa(format!("key-{}", platform.random_name()));
    let key = key.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let answer = json!({ "kid": key.kid() });
    platform.replace_key(key, wanted.keep_old_seconds);
    Ok(Json(answer))
}
