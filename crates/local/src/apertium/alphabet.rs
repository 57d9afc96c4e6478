//! Which characters a pair's dictionaries can know.

use icu_locale::{LanguageIdentifier, LocaleExpander};
use icu_normalizer::ComposingNormalizerBorrowed;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup, Script};
use icu_properties::script::ScriptWithExtensions;
use icu_properties::{CodePointMapData, PropertyParser};
use ports::LanguageTag;

/// Marks of sentences: rules add and drop them as the languages need it.
const SENTENCE_MARKS: &str = ".,;:!?¿¡'-";

/// Punctuation that has words inside or beside it, and that every translation has as often as its source.
pub(super) const PAIRED: &str = "()\"“”„«»–—…";

/// The writing of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Alphabet {
    /// `None` for languages with several scripts, such as Japanese: there every letter is taken.
    script: Option<Script>,
}

impl Alphabet {
    /// The script that the tag names, or else the likely one (CLDR, likely subtags).
    pub fn of(language: &LanguageTag) -> Self {
        let tag = LanguageIdentifier::try_from_str(language.as_str()).ok();
        let script = tag.and_then(|tag| LocaleExpander::new_extended().get_likely_script(&tag));
        Self { script: script.and_then(|script| PropertyParser::<Script>::new().get_strict(script.as_str())) }
    }

    fn has(self, char: char) -> bool {
        self.script.is_none_or(|script| ScriptWithExtensions::new().has_script(char, script))
    }

    /// Whether dictionaries can know the word. Its accents may be written apart from their letters.
    pub fn spells(self, word: &str) -> bool {
        let word = ComposingNormalizerBorrowed::new_nfc().normalize(word);
        word.chars().all(|char| match group(char) {
            Group::Letter => self.has(char),
            Group::Digit => char.is_ascii_digit() || self.has(char),
            Group::Accent => self.composes_with_vowel_signs() && self.has(char),
            Group::Joiner => is_apostrophe(char),
            Group::Other => false,
        })
    }

    /// Letters with accents are one character where these scripts are written; an accent that is left over belongs
    /// to a letter that no dictionary has.
    fn composes_with_vowel_signs(self) -> bool {
        !matches!(self.script, Some(Script::Latin | Script::Greek | Script::Cyrillic))
    }

    /// Whether the character is punctuation that the programs treat as such.
    pub fn punctuates(self, char: char) -> bool {
        let of_the_script = || {
            let category = CodePointMapData::<GeneralCategory>::new().get(char);
            !char.is_ascii() && category == GeneralCategory::OtherPunctuation && self.script.is_some()
        };
        SENTENCE_MARKS.contains(char) || PAIRED.contains(char) || of_the_script() && self.names(char)
    }

    /// Unlike [`Alphabet::has`], never by default.
    fn names(self, char: char) -> bool {
        self.script.is_some_and(|script| ScriptWithExtensions::new().has_script(char, script))
    }
}

/// What a character does in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Letter,
    Digit,
    /// A mark that combines with the letter before it.
    Accent,
    /// It belongs to a word when it has letters on both sides: an apostrophe, a soft hyphen.
    Joiner,
    Other,
}

pub(super) fn group(char: char) -> Group {
    let category = CodePointMapData::<GeneralCategory>::new().get(char);
    match category {
        GeneralCategory::DecimalNumber => Group::Digit,
        GeneralCategory::Format => Group::Joiner,
        _ if GeneralCategoryGroup::Letter.contains(category) => Group::Letter,
        _ if GeneralCategoryGroup::Mark.contains(category) => Group::Accent,
        _ if is_apostrophe(char) => Group::Joiner,
        _ => Group::Other,
    }
}

/// `'` and `’`, which people use for the same.
pub(super) fn is_apostrophe(char: char) -> bool {
    matches!(char, '\'' | '’')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alphabet(tag: &str) -> Alphabet {
        Alphabet::of(&LanguageTag::parse(tag).unwrap())
    }

    #[test]
    fn words_are_spelled_in_the_script_of_their_language() {
        for (tag, known, unknown) in [
            ("en", "naïve don’t 42 cafe\u{301}", "книга كتاب q\u{301} co\u{ad}op ½"),
            ("ur", "کتاب ہے ۱۲", "book किताब"),
            ("hi", "किताब हिन्दी १२", "کتاب book"),
            ("sr", "књига", "knjiga"),
            ("sr-Latn", "knjiga", "књига"),
        ] {
            for word in known.split(' ') {
                assert!(alphabet(tag).spells(word), "{tag} {word}");
            }
            for word in unknown.split(' ') {
                assert!(!alphabet(tag).spells(word), "{tag} {word}");
            }
        }
    }

    #[test]
    fn a_script_has_its_own_punctuation() {
        assert!(
            alphabet("ur").punctuates('۔')
                && alphabet("ur").punctuates('؟')
                && alphabet("hi").punctuates('।')
        );
        assert!(
            !alphabet("en").punctuates('۔')
                && !alphabet("en").punctuates('•')
                && !alphabet("en").punctuates('/')
        );
    }
}
