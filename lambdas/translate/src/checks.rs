//! What a call may ask for.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use http_api::{Refusal, malformed};
use ports::{LanguageTag, TranslationEngine};

use crate::api::{TranslateRequest, refused};
use crate::languages::NoRoute;
use crate::limits::Limits;

/// Terms of a glossary, and characters of each.
const GLOSSARY: (usize, usize) = (200, 200);

/// A call holds as many texts and characters as it may.
pub(crate) fn size(request: &TranslateRequest, limits: &Limits) -> Result<(), Refusal> {
    let too_large = |code, message: String| Err(refused(StatusCode::PAYLOAD_TOO_LARGE, code, message));
    if request.texts.is_empty() {
        return Err(malformed("The field `texts` is empty. Send at least one text."));
    }
    if request.texts.len() > limits.texts {
        let message = format!("The call holds {} texts; send at most {}.", request.texts.len(), limits.texts);
        return too_large("too_many_texts", message);
    }
    let mut all = 0;
    for (index, text) in request.texts.iter().enumerate() {
        let characters = text.chars().count();
        all += characters;
        if characters > limits.characters_per_text {
            let most = limits.characters_per_text;
            let message =
                format!("texts[{index}] has {characters} characters; send at most {most} in one text.");
            return too_large("text_too_long", message);
        }
    }
    if all > limits.characters_per_call {
        let most = limits.characters_per_call;
        return too_large(
            "call_too_long",
            format!("The texts have {all} characters together; send at most {most}."),
        );
    }
    Ok(())
}

/// A glossary is one that the engine follows, and of bounded size.
pub(crate) fn glossary(
    glossary: &BTreeMap<String, String>,
    engine: &dyn TranslationEngine,
) -> Result<(), Refusal> {
    if glossary.is_empty() {
        return Ok(());
    }
    if !engine.takes_glossary() {
        let message = format!("{} follows no glossary. Leave the field `glossary` out.", engine.model());
        return Err(refused(StatusCode::BAD_REQUEST, "glossary_unsupported", message));
    }
    let fits = |text: &String| !text.trim().is_empty() && text.chars().count() <= GLOSSARY.1;
    if glossary.len() > GLOSSARY.0
        || !glossary.iter().all(|(term, translation)| fits(term) && fits(translation))
    {
        let (terms, characters) = GLOSSARY;
        return Err(malformed(format!(
            "The field `glossary` may hold {terms} terms, each with 1 to {characters} characters, as its translation."
        )));
    }
    Ok(())
}

/// The language that a field names.
pub(crate) fn language(field: &str, text: &str) -> Result<LanguageTag, Refusal> {
    LanguageTag::parse(text).map_err(|error| {
        refused(StatusCode::BAD_REQUEST, "language_invalid", format!("The field `{field}`: {error}."))
    })
}

/// Why the engine does not translate a text.
pub(crate) fn no_way(index: usize, no_route: &NoRoute, target: &LanguageTag) -> Refusal {
    let (code, message) = match no_route {
        NoRoute::SourceUnknown => (
            "language_unknown",
            format!("The language of texts[{index}] was not recognised. Name it in the field `source`."),
        ),
        NoRoute::Unsupported { source } => {
            let message = format!(
                "The engine does not translate {source} to {target}. GET /api/languages lists its pairs, and for \
                 Moodle sites GET /v1/languages."
            );
            ("pair_unsupported", message)
        }
    };
    refused(StatusCode::BAD_REQUEST, code, message)
}
