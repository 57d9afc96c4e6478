use std::fmt;
use std::str::FromStr;

use icu_locale::{LanguageIdentifier, Locale, LocaleCanonicalizer};

/// A natural language as a canonical BCP 47 tag of language, script, region and variants (RFC 5646, and the aliases of
/// UTS #35: `eng` is `en`): `en`, `pt-BR`, `zh-Hant`, `ca-valencia`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageTag(String);

/// The text is no language tag. Write one such as `fr` or `pt-BR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not a BCP 47 language tag such as \"fr\" or \"pt-BR\"")]
pub struct NotALanguage;

/// Longer than every tag in use; what is longer is not looked at.
const MAX_LENGTH: usize = 35;

impl LanguageTag {
    /// Reads a tag and writes it canonically. `und`, extensions and private use are refused.
    ///
    /// # Errors
    /// [`NotALanguage`].
    pub fn parse(text: &str) -> Result<Self, NotALanguage> {
        if text.len() > MAX_LENGTH {
            return Err(NotALanguage);
        }
        let tag = LanguageIdentifier::try_from_str(text).map_err(|_| NotALanguage)?;
        let mut locale = Locale::from(tag);
        LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
        if locale.id.language.is_unknown() { Err(NotALanguage) } else { Ok(Self(locale.id.to_string())) }
    }

    /// The tag's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language alone: `pt` of `pt-BR`.
    #[must_use]
    pub fn language(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// Language, script and region, without variants, which may be any words of up to eight letters.
    #[must_use]
    pub fn without_variants(&self) -> Self {
        let Ok(mut tag) = LanguageIdentifier::try_from_str(&self.0) else { return self.clone() };
        tag.variants.clear();
        Self(tag.to_string())
    }

    /// This tag and then ever more general ones: `zh-Hant-TW`, `zh-Hant`, `zh` (RFC 4647 §3.4, lookup).
    pub fn ranges(&self) -> impl Iterator<Item = Self> + '_ {
        let mut next = Some(self.as_str());
        std::iter::from_fn(move || {
            let tag = next?;
            next = tag.rfind('-').map(|end| &tag[..end]);
            Some(Self(tag.to_owned()))
        })
    }
}

impl FromStr for LanguageTag {
    type Err = NotALanguage;

    fn from_str(text: &str) -> Result<Self, NotALanguage> {
        Self::parse(text)
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_canonically() {
        for (text, tag) in [
            ("EN", "en"),
            ("pt-br", "pt-BR"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("ca-VALENCIA", "ca-valencia"),
            ("eng", "en"),
            ("iw", "he"),
            ("cmn", "zh"),
            ("pes", "fa"),
            ("nob", "nb"),
        ] {
            assert_eq!(LanguageTag::parse(text).unwrap().as_str(), tag);
        }
    }

    #[test]
    fn what_is_no_tag_is_refused() {
        for text in ["", "und", "e", "english", "en_", "en-u-ca-buddhist", "fr\n", "<b>", &"a-".repeat(100)] {
            assert_eq!(LanguageTag::parse(text), Err(NotALanguage), "{text}");
        }
    }

    #[test]
    fn variants_can_be_left_out() {
        for (tag, plain) in [
            ("ca-valencia", "ca"),
            ("zh-Hant-TW", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("de-AT-1996-secret", "de-AT"),
            ("fil", "fil"),
        ] {
            assert_eq!(LanguageTag::parse(tag).unwrap().without_variants().as_str(), plain);
        }
    }

    #[test]
    fn a_tag_is_looked_up_from_special_to_general() {
        let ranges: Vec<_> = LanguageTag::parse("zh-Hant-TW").unwrap().ranges().collect();
        assert_eq!(
            ranges.iter().map(LanguageTag::as_str).collect::<Vec<_>>(),
            ["zh-Hant-TW", "zh-Hant", "zh"]
        );
    }
}
