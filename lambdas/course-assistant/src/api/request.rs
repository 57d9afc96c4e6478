use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::HeaderMap;
use http_api::{Refusal, read_json};
use serde::Deserialize;
use utoipa::ToSchema;

const OURS: [&str; 3] = ["question", "history", "answer"];

/// A question about the course of the session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AskRequest {
    /// 1 to 1,000 characters.
    pub question: String,
    /// The turns before this one, the oldest first; at most 6.
    #[serde(default)]
    pub history: Vec<Turn>,
}

/// A question, and what was answered.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Turn {
    pub question: String,
    pub answer: String,
}

impl AskRequest {
    /// Reads the body.
    pub fn read(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Self, Refusal> {
        read_json(headers, body, &OURS)
    }
}
