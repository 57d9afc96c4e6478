use lti::time::UnixTime;

use crate::{LanguageTag, StoreError};

/// Names what was translated: a SHA-256 over the text, the languages, the format, the glossary and the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey(pub [u8; 32]);

/// A finished translation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedTranslation {
    /// The translation.
    pub text: String,
    /// The language of the source, when it was recognised or given.
    pub source: Option<LanguageTag>,
    /// Whether some of the text was translated between its markup, piece by piece.
    pub in_pieces: bool,
}

/// Keeps finished translations for a while. Losing one only costs time.
#[async_trait::async_trait]
pub trait TranslationCache: Send + Sync {
    /// The translation under each key, in the order of the keys; absent when it was not kept or its time is over,
    /// swept or not.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn translations(
        &self,
        keys: &[CacheKey],
        now: UnixTime,
    ) -> Result<Vec<Option<CachedTranslation>>, StoreError>;

    /// Keeps a translation until then, instead of an earlier one under the same key.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keep_translation(
        &self,
        key: &CacheKey,
        translation: &CachedTranslation,
        until: UnixTime,
    ) -> Result<(), StoreError>;
}
