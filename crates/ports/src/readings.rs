use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use lti::launch::Launch;
use lti::names::DeploymentId;
use lti::registration::PlatformId;
use lti::time::UnixTime;
use lti::token::TokenDigest;
use serde::{Deserialize, Serialize};

use crate::{Entropy, LanguageTag, StoreError};

/// Names a reading: 128 random bits as 22 base64url characters. Activities carry it as a custom parameter, so that it
/// survives the copy of a course; it is not to be guessed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReadingId(String);

/// The custom parameter with which an activity names its reading. It is copied with the course.
pub const READING_PARAMETER: &str = "reading";

/// What a launch's activity names as its reading, if it names one: whoever edits the activity may have written it.
#[must_use]
pub fn named_reading(launch: &Launch) -> Option<&str> {
    launch.custom.get(READING_PARAMETER).map(String::as_str).filter(|named| !named.is_empty())
}

impl ReadingId {
    /// A fresh name.
    #[must_use]
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads a name that came from outside; `None` when it has not the shape of one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == 22 && URL_SAFE_NO_PAD.decode(text).is_ok();
        fits.then(|| Self(text.to_owned()))
    }

    /// The text of the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReadingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ReadingId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("it is not the name of a reading")
    }
}

impl From<ReadingId> for String {
    fn from(id: ReadingId) -> Self {
        id.0
    }
}

/// A course: a context is unique within its deployment only (LTI Core 1.3 §5.4.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CourseId {
    /// The registration.
    pub platform: PlatformId,
    /// The deployment.
    pub deployment: DeploymentId,
    /// The context's id.
    pub context: String,
}

impl CourseId {
    /// The course that a launch came from, when it came from one.
    #[must_use]
    pub fn of(launch: &Launch) -> Option<Self> {
        let context = launch.context.as_ref()?.id.clone();
        Some(Self { platform: launch.platform_id.clone(), deployment: launch.deployment_id.clone(), context })
    }

    /// A key of one length for stores, whatever the platform's ids look like.
    #[must_use]
    pub fn key(&self) -> TokenDigest {
        key_of(&[
            "course",
            self.platform.issuer.as_str(),
            self.platform.client_id.as_str(),
            self.deployment.as_str(),
            &self.context,
        ])
    }
}

/// The digest of texts, of which no two lists give the same.
pub(crate) fn key_of(parts: &[&str]) -> TokenDigest {
    let lengths = parts.iter().map(|part| format!("{}:{part}", part.len()));
    TokenDigest::of(&lengths.collect::<String>())
}

/// A text that a teacher wrote for a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Its name.
    pub id: ReadingId,
    /// The course for which it was written.
    pub course: CourseId,
    /// Its title.
    pub title: String,
    /// The language in which it is written.
    pub language: LanguageTag,
    /// The text as HTML, already clean.
    pub html: String,
    /// How many words it has.
    pub words: u32,
    /// When it was last changed.
    pub updated: UnixTime,
}

/// What a list of readings tells of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadingSummary {
    /// Its name.
    pub id: ReadingId,
    /// Its title.
    pub title: String,
    /// The language in which it is written.
    pub language: LanguageTag,
    /// How many words it has.
    pub words: u32,
    /// When it was last changed.
    pub updated: UnixTime,
}

impl From<&Reading> for ReadingSummary {
    fn from(reading: &Reading) -> Self {
        Self {
            id: reading.id.clone(),
            title: reading.title.clone(),
            language: reading.language.clone(),
            words: reading.words,
            updated: reading.updated,
        }
    }
}

/// How many readings of a course are listed at most; the longest unchanged are left out.
pub const MAX_LISTED_READINGS: u16 = 500;

/// Keeps the texts that teachers place in their courses.
#[async_trait::async_trait]
pub trait Readings: Send + Sync {
    /// One reading.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn reading(&self, id: &ReadingId) -> Result<Option<Reading>, StoreError>;

    /// The readings that were written for a course, the last changed first, at most [`MAX_LISTED_READINGS`]. One that
    /// was saved a moment ago may be missing.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn readings_of(&self, course: &CourseId) -> Result<Vec<ReadingSummary>, StoreError>;

    /// Keeps a reading, in the place of an earlier one of the same name.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn save_reading(&self, reading: &Reading) -> Result<(), StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;

    #[test]
    fn a_name_is_read_back_only_in_its_own_shape() {
        let id = ReadingId::random(&SystemEntropy::default());
        assert_eq!(ReadingId::parse(id.as_str()), Some(id));
        for text in ["", "short", &"A".repeat(23), "AAAAAAAAAAAAAAAAAAAAA'", &"é".repeat(11)] {
            assert_eq!(ReadingId::parse(text), None, "{text}");
        }
    }

    #[test]
    fn keys_of_different_parts_differ_wherever_the_parts_are_divided() {
        assert_ne!(key_of(&["ab", "c"]), key_of(&["a", "bc"]));
        assert_ne!(key_of(&["a", "1:b"]), key_of(&["a", "1", "b"]));
        assert_eq!(key_of(&["a", "b"]), key_of(&["a", "b"]));
    }
}
