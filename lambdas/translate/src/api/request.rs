use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use http_api::{Refusal, Remedy};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_path_to_error::{Path, Segment};
use utoipa::ToSchema;

const OURS: [&str; 5] = ["texts", "target", "source", "format", "glossary"];

/// What to translate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TranslateRequest {
    /// The texts, each by itself.
    pub texts: Vec<String>,
    /// The language to translate to, as a BCP 47 tag.
    #[schema(example = "fr")]
    pub target: String,
    /// The language of the texts; recognised in each text when it is null or left out.
    #[serde(default)]
    pub source: Option<String>,
    /// What the texts are.
    #[serde(default)]
    pub format: Format,
    /// Terms and how to translate them, for engines that follow glossaries.
    #[serde(default)]
    pub glossary: BTreeMap<String, String>,
}

/// Plain text, or fragments of HTML whose markup is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub(crate) enum Format {
    #[default]
    Text,
    Html,
}

// Derived, it would call a number or null in its place broken JSON.
impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "text" => Ok(Self::Text),
            "html" => Ok(Self::Html),
            _ => Err(D::Error::custom("neither text nor html")),
        }
    }
}

impl TranslateRequest {
    /// Reads the body. Refusals name the field and repeat nothing of what was sent: they are logged.
    pub fn read(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Self, Refusal> {
        let body = body.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => refused(
                StatusCode::PAYLOAD_TOO_LARGE,
                "request_too_large",
                "The request is larger than 512 KB. Send less text at once.",
            ),
            status => {
                refused(status, "request_malformed", "The request did not arrive whole. Send it again.")
            }
        })?;
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
        if !essence.trim().eq_ignore_ascii_case("application/json") {
            let message = "Send the request with Content-Type: application/json.";
            return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "request_malformed", message));
        }
        let mut json = serde_json::Deserializer::from_slice(&body);
        let request = serde_path_to_error::deserialize(&mut json).map_err(|error| malformed(&error))?;
        json.end().map_err(|_| bad("The request holds more than one JSON value."))?;
        Ok(request)
    }
}

fn malformed(error: &serde_path_to_error::Error<serde_json::Error>) -> Refusal {
    let cause = error.inner();
    if !cause.is_data() {
        return bad("The request is not valid JSON (RFC 8259) in UTF-8.");
    }
    let text = cause.to_string();
    // The names of missing and of repeated fields are ours; every other message may repeat what was sent.
    let named = |what: &str| text.strip_prefix(what)?.split('`').next();
    if let Some(field) = named("missing field `") {
        bad(format!("The field `{field}` is missing."))
    } else if let Some(field) = named("duplicate field `") {
        bad(format!("The field `{field}` stands twice."))
    } else {
        let field = known(error.path());
        bad(format!("The field `{field}` is unknown, or its value is of the wrong kind."))
    }
}

/// The name of a field, and of a text its number; a question mark for what is none of our names.
fn known(path: &Path) -> String {
    let mut segments = path.iter();
    let field = match segments.next() {
        Some(Segment::Map { key }) if OURS.contains(&key.as_str()) => key,
        _ => return "?".into(),
    };
    match segments.next() {
        Some(Segment::Seq { index }) if field == "texts" => format!("texts[{index}]"),
        _ => field.clone(),
    }
}

pub(crate) fn bad(message: impl Into<String>) -> Refusal {
    refused(StatusCode::BAD_REQUEST, "request_malformed", message)
}

pub(crate) fn refused(status: StatusCode, code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(status, code, Remedy::OpenAgain, message)
}
