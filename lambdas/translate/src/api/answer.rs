//! What a call answers: one JSON body, or the same as a stream of events.

use ports::{CachedTranslation, Usage};
use serde::Serialize;
use utoipa::ToSchema;

/// The translations, in the order of the texts.
#[derive(Serialize, ToSchema)]
pub(crate) struct TranslateResponse {
    pub translations: Vec<Translation>,
    /// Which engine and model translated.
    #[schema(example = "apertium 3.8.3")]
    pub model: String,
    pub usage: Tokens,
}

/// One translated text.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct Translation {
    pub text: String,
    /// The language of the source as a BCP 47 tag: as given, or as recognised; null when it was not recognised.
    #[schema(required)]
    pub source: Option<String>,
    /// Whether it was translated before.
    pub cached: bool,
    /// Whether parts were translated by themselves, between the markup, because the engine did not keep it. The markup
    /// is whole; the wording may be poorer.
    pub in_pieces: bool,
}

impl Translation {
    pub fn new(translation: CachedTranslation, cached: bool) -> Self {
        let CachedTranslation { text, source, in_pieces } = translation;
        Self { text, source: source.map(|tag| tag.to_string()), cached, in_pieces }
    }
}

/// What a language model counted for this call; zero for cached texts, and for engines that count none.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub(crate) struct Tokens {
    pub input_tokens: u64,
    pub output_tokens: u64,
}

impl From<Usage> for Tokens {
    fn from(usage: Usage) -> Self {
        Self { input_tokens: usage.input_tokens, output_tokens: usage.output_tokens }
    }
}

/// Event `delta`: more of a text's translation, for showing at once. What counts is the event `translation`.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeltaEvent {
    /// Which text of the request.
    pub index: usize,
    pub text: String,
}

/// Event `reset`: what was streamed of this text is void and begins anew.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResetEvent {
    /// Which text of the request.
    pub index: usize,
}

/// Event `translation`: a text is finished.
#[derive(Serialize, ToSchema)]
pub(crate) struct TranslationEvent {
    /// Which text of the request.
    pub index: usize,
    #[serde(flatten)]
    pub translation: Translation,
}

/// Event `end`: all texts are finished, and nothing follows.
#[derive(Serialize, ToSchema)]
pub(crate) struct EndEvent {
    /// Which engine and model translated.
    pub model: String,
    pub usage: Tokens,
}
