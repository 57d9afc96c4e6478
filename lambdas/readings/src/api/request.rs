use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use http_api::{Refusal, Remedy};
use ports::{CourseId, LanguageTag, Reading, ReadingId};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::App;
use crate::text::{CleanText, TextError};

/// The longest title, in characters.
const MAX_TITLE: usize = 200;

/// A text as the teacher wrote it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextRequest {
    title: String,
    /// The language in which the text is written, as a BCP 47 tag.
    #[schema(example = "pt-BR")]
    language: String,
    /// The text as HTML. What could do harm is taken out.
    html: String,
}

impl TextRequest {
    /// The reading with this text.
    pub fn into_reading(self, id: ReadingId, course: CourseId, app: &App) -> Result<Reading, Refusal> {
        let title = self.title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() {
            return Err(unusable("title_missing", "Give the text a title."));
        }
        if title.chars().count() > MAX_TITLE {
            return Err(unusable(
                "title_too_long",
                format!("The title is longer than {MAX_TITLE} characters."),
            ));
        }
        let language = LanguageTag::parse(self.language.trim())
            .map_err(|error| unusable("language_unknown", format!("The language is unusable: {error}.")))?;
        let text = CleanText::of(&self.html).map_err(|error| {
            let code = match error {
                TextError::TooLong => "text_too_long",
                TextError::Nested => "text_malformed",
            };
            unusable(
                code,
                format!("The text cannot be kept: {error}. Shorten or divide it, or paste it as plain text."),
            )
        })?;
        if text.blocks.is_empty() {
            return Err(unusable("text_empty", "The text is empty."));
        }
        Ok(Reading { id, course, title, language, html: text.html(), words: text.words, updated: app.now() })
    }
}

/// The body of a call. What was sent is not repeated: refusals are logged.
pub(crate) fn read<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, Refusal> {
    body.map(|Json(request)| request).map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "text_too_long",
            Remedy::OpenAgain,
            "The text is too long. Shorten or divide it.",
        ),
        status => {
            let message =
                "The request is not the JSON that is expected, with Content-Type: application/json.";
            Refusal::new(status, "request_malformed", Remedy::OpenAgain, message)
        }
    })
}

pub(crate) fn unusable(code: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, code, Remedy::OpenAgain, message)
}

pub(crate) fn forbidden(code: &'static str, message: &str) -> Refusal {
    Refusal::new(StatusCode::FORBIDDEN, code, Remedy::OpenAgain, message)
}
