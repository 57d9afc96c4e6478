//! A request's body as JSON. Refusals name the field and repeat nothing of what was sent: they are logged.

use std::fmt::Write as _;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use crate::{Refusal, Remedy};

/// Reads a body. `fields` are the names that a message may repeat: those of the request's own fields.
///
/// # Errors
/// A [`Refusal`] that names the field which is wrong.
pub fn read_json<T: DeserializeOwned>(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
    fields: &[&str],
) -> Result<T, Refusal> {
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => refused(
            StatusCode::PAYLOAD_TOO_LARGE,
            "request_too_large",
            "The request is too large. Send less text at once.",
        ),
        status => refused(status, MALFORMED, "The request did not arrive whole. Send it again."),
    })?;
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    if !essence.trim().eq_ignore_ascii_case("application/json") {
        let message = "Send the request with Content-Type: application/json.";
        return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, MALFORMED, message));
    }
    let mut json = serde_json::Deserializer::from_slice(&body);
    let request = serde_path_to_error::deserialize(&mut json).map_err(|error| told(&error, fields))?;
    json.end().map_err(|_| malformed("The request holds more than one JSON value."))?;
    Ok(request)
}

const MALFORMED: &str = "request_malformed";

/// The refusal of a request that is not what it should be.
#[must_use]
pub fn malformed(message: impl Into<String>) -> Refusal {
    refused(StatusCode::BAD_REQUEST, MALFORMED, message)
}

fn refused(status: StatusCode, code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(status, code, Remedy::OpenAgain, message)
}

fn told(error: &serde_path_to_error::Error<serde_json::Error>, fields: &[&str]) -> Refusal {
    let cause = error.inner();
    if !cause.is_data() {
        return malformed("The request is not valid JSON (RFC 8259) in UTF-8.");
    }
    let text = cause.to_string();
    // The names of missing and of repeated fields are ours; every other message may repeat what was sent.
    let named = |what: &str| text.strip_prefix(what)?.split('`').next();
    if let Some(field) = named("missing field `") {
        malformed(format!("The field `{field}` is missing."))
    } else if let Some(field) = named("duplicate field `") {
        malformed(format!("The field `{field}` stands twice."))
    } else {
        let field = known(error.path(), fields);
        malformed(format!("The field `{field}` is unknown, or its value is of the wrong kind."))
    }
}

/// The path to a field, as far as its names are ours: `history[1].answer`; a question mark for what is none of our names.
fn known(path: &Path, fields: &[&str]) -> String {
    let mut known = String::new();
    for segment in path {
        match segment {
            Segment::Map { key } if fields.contains(&key.as_str()) => {
                if !known.is_empty() {
                    known.push('.');
                }
                known.push_str(key);
            }
            Segment::Seq { index } if !known.is_empty() => {
                // Writing to a string cannot fail.
                let _ = write!(known, "[{index}]");
            }
            _ => break,
        }
    }
    if known.is_empty() { "?".into() } else { known }
}
