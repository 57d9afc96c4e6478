use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use http_api::{Refusal, Remedy, read_json};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
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
    /// Reads the body.
    pub fn read(headers: &HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Self, Refusal> {
        read_json(headers, body, &OURS)
    }
}

pub(crate) fn refused(status: StatusCode, code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(status, code, Remedy::OpenAgain, message)
}
