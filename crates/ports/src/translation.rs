//! The port to what translates: a language model behind a prompt, or a translation system of its own.

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Duration;

use futures_util::stream::BoxStream;

use crate::LanguageTag;

/// A part of a [`MarkedText`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Words to translate, as people read them: no markup, no escapes.
    Text(String),
    /// Here begins what the mark with this number stands for: a link, emphasised words.
    Open(u16),
    /// Here it ends.
    Close(u16),
    /// Here stands something that is not translated: a line break, a formula, code, a placeholder.
    Keep(u16),
}

/// Text with numbered marks. A number stands for one [`Piece::Keep`], or for one [`Piece::Open`] and its
/// [`Piece::Close`] after it; pairs are properly nested. A translation has the same marks, each inside the same
/// pair as before; their order may change with the order of the words. Neighbouring `Text` pieces are one text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MarkedText(pub Vec<Piece>);

impl MarkedText {
    /// A text without marks.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![Piece::Text(text.into())])
    }

    /// The words alone.
    #[must_use]
    pub fn words(&self) -> String {
        let texts = self.0.iter().map(|piece| if let Piece::Text(text) = piece { text.as_str() } else { "" });
        texts.collect()
    }
}

/// What an engine is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// What to translate: at least one segment, in reading order. Each has words in it, and no white space at
    /// its ends. They belong to one text, so each is context for the others.
    pub segments: Vec<MarkedText>,
    /// The language of the segments, when it is known.
    pub source: Option<LanguageTag>,
    /// The language to translate to.
    pub target: LanguageTag,
    /// Terms and how to translate them. Empty, unless the engine [takes glossaries](TranslationEngine::takes_glossary).
    pub glossary: BTreeMap<String, String>,
}

/// What an engine reports while it works: the pieces of the first segment's translation, its end, the pieces of the
/// second, and so on. What it has reported is shown at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The next piece of the current segment.
    Piece(Piece),
    /// The current segment is complete.
    SegmentEnd,
    /// What the work cost; at most once, after the last segment.
    Usage(Usage),
}

/// What a language model counted, in tokens. Zero for engines that count none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens read.
    pub input_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, more: Self) {
        self.input_tokens += more.input_tokens;
        self.output_tokens += more.output_tokens;
    }
}

/// Which languages an engine translates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Languages {
    /// From any language to any other, as well as the model knows them; it recognises the source by itself.
    Any,
    /// These pairs only.
    Pairs(Vec<LanguagePair>),
}

/// A language that an engine translates to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LanguagePair {
    /// From.
    pub source: LanguageTag,
    /// To.
    pub target: LanguageTag,
    /// Through this language, where there is no direct way.
    pub via: Option<LanguageTag>,
}

/// Why an engine gave no answer, or no whole one. Messages are for the operator's log: they may name addresses, but
/// hold neither the text nor secrets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// Nothing answers there. The operator starts the engine or corrects its address.
    #[error("the engine cannot be reached")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// It is there but does not serve yet: a model is being loaded. The same work may succeed later.
    #[error("the engine is not ready: {0}")]
    NotReady(String),
    /// It has too much to do. The same work may succeed later, not before the time given.
    #[error("the engine has too much to do")]
    Throttled {
        /// How long it wants not to be asked.
        retry_after: Option<Duration>,
    },
    /// It refuses what the operator configured: a key, a model's name.
    #[error("the engine refuses its configuration: {0}")]
    Misconfigured(String),
    /// It failed, broke off, or said something that cannot be read.
    #[error("the engine failed: {0}")]
    Failed(String),
    /// Its answer was cut at the limit of its length. A smaller work, or a higher limit, may succeed.
    #[error("the answer was cut at the limit of its length")]
    CutShort,
    /// It will not translate this text: a content filter stopped it.
    #[error("the engine's content filter stopped the answer")]
    Filtered,
    /// Its answer is not a translation in the form that was asked for.
    #[error("the answer is not in the form that was asked for: {0}")]
    BrokenContract(String),
    /// It said nothing for so long.
    #[error("the engine said nothing for {} s", .0.as_secs())]
    TimedOut(Duration),
}

/// Reports of an engine at work. Dropping it stops the work.
pub type ProgressStream = BoxStream<'static, Result<Progress, EngineError>>;

/// Translates. The stream of an implementation ends after the last segment (and usage), or with its first error;
/// an answer that was cut or broke off is an error, never a shorter translation.
#[async_trait::async_trait]
pub trait TranslationEngine: Send + Sync {
    /// Engine and model, as people know them: `apertium 3.8.3`, `qwen2.5:7b`.
    fn model(&self) -> &str;

    /// Engine, model and what else decides about its translations: they are cached under it.
    fn edition(&self) -> &str {
        self.model()
    }

    /// What it translates.
    fn languages(&self) -> Languages;

    /// Whether it follows glossaries.
    fn takes_glossary(&self) -> bool;

    /// The likeliest languages of `words`, among those that it translates from: several when it cannot tell them apart,
    /// none when it cannot tell at all. Engines that recognise languages while they translate never tell.
    async fn recognise(&self, words: &str) -> Vec<LanguageTag> {
        let _ = words;
        Vec::new()
    }

    /// Begins the work. The caller asks for languages of [`TranslationEngine::languages`] only, and names the source
    /// where the engine has pairs.
    ///
    /// # Errors
    /// [`EngineError`], here or later in the stream.
    async fn translate(&self, work: Work) -> Result<ProgressStream, EngineError>;
}
