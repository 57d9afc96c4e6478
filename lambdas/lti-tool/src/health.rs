use axum::Json;
use serde_json::{Value, json};

/// Says that the tool answers.
pub(crate) async fn healthz() -> Json<Value> {
    Json(json!({"status": "ok"}))
}
