use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, Launched};
use ports::{LanguagePair, LanguageTag, Languages, TranslationEngine};
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::languages;
use crate::limits::Limits;

/// What can be translated, and how much of it at once.
#[derive(Serialize, ToSchema)]
pub(crate) struct LanguagesResponse {
    /// Which engine and model translates.
    #[schema(example = "apertium 3.8.3")]
    model: String,
    /// The languages to choose from, as BCP 47 tags, sorted.
    #[schema(example = json!(["en", "es", "fr"]))]
    languages: Vec<String>,
    /// The pairs that the engine translates, sorted. Null: any of the languages, and others, to any other.
    #[schema(required)]
    pairs: Option<Vec<Pair>>,
    /// Whether a glossary may be sent.
    glossary: bool,
    limits: CallLimits,
}

/// From one language to another.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pair {
    source: String,
    target: String,
    /// The language in between, where there is no direct way: the wording is poorer.
    #[schema(required)]
    via: Option<String>,
}

/// What one call may hold.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub(crate) struct CallLimits {
    /// Texts in a call.
    texts: usize,
    /// Characters (Unicode code points) in a text.
    characters_per_text: usize,
    /// Characters in a call.
    characters_per_call: usize,
}

/// Tells what can be translated.
#[utoipa::path(
    get,
    path = "/api/languages",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The languages of the engine.", body = LanguagesResponse),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "The platform is suspended or removed.", body = ErrorBody),
        (status = 503, description = "`no_engine`: the operator has set up none. `store_unavailable`: try again.", body = ErrorBody),
    )
)]
pub(crate) async fn languages(State(app): State<Arc<App>>, asked: Asked, _: Launched) -> Response {
    answer(&app, &asked)
}

/// What can be translated, whoever asks.
pub(super) fn answer(app: &App, asked: &Asked) -> Response {
    match app.engine() {
        Ok(engine) => Json(describe(&**engine, app.limits)).into_response(),
        Err(refusal) => refusal.json(asked),
    }
}

fn describe(engine: &dyn TranslationEngine, limits: Limits) -> LanguagesResponse {
    let (languages, pairs) = match engine.languages() {
        Languages::Any => (languages::COMMON.iter().map(|(tag, _)| (*tag).to_owned()).collect(), None),
        Languages::Pairs(pairs) => {
            let all: BTreeSet<_> = pairs.iter().flat_map(|pair| [&pair.source, &pair.target]).collect();
            (all.into_iter().map(LanguageTag::to_string).collect(), Some(sorted(pairs)))
        }
    };
    LanguagesResponse {
        model: engine.model().to_owned(),
        languages,
        pairs,
        glossary: engine.takes_glossary(),
        limits: CallLimits {
            texts: limits.texts,
            characters_per_text: limits.characters_per_text,
            characters_per_call: limits.characters_per_call,
        },
    }
}

fn sorted(mut pairs: Vec<LanguagePair>) -> Vec<Pair> {
    pairs.sort();
    let text = |tag: LanguageTag| tag.to_string();
    pairs
        .into_iter()
        .map(|pair| Pair { source: text(pair.source), target: text(pair.target), via: pair.via.map(text) })
        .collect()
}
