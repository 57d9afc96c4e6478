//! In which language a text is: the one whose dictionary knows most of its words. That is right for a single word, too,
//! where the frequencies of letters tell nothing.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::future::pending;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::future::join_all;
use ports::LanguageTag;

use super::alphabet::{Group, group, is_apostrophe};
use super::pairs::Pairs;
use super::pipeline::{Mode, Script};
use super::pool::{Neighbours, Patience, Place, Question};
use super::stream::end;

/// Characters that are looked at.
const SAMPLE: usize = 400;
/// The share of a text's letters that must be in known words.
const KNOWN: f64 = 0.3;
/// Languages whose shares are as near as this cannot be told apart.
const NEAR: f64 = 0.05;
/// Analysers at most that are left standing: each is one program.
const PROGRAMS: usize = 40;

/// A program for each source language, which looks up words.
#[derive(Debug)]
pub(super) struct Analysers(BTreeMap<LanguageTag, Arc<Place>>);

impl Analysers {
    /// The analysers of the languages that the pairs translate from: of each the biggest dictionary.
    pub fn of(pairs: &Pairs, search_path: &OsString, patience: Patience) -> Self {
        let mut biggest: BTreeMap<&LanguageTag, &(u64, PathBuf)> = BTreeMap::new();
        for (pair, modes) in pairs {
            if let Some(words) = modes.first().and_then(|mode| mode.words.as_ref()) {
                let entry = biggest.entry(&pair.source).or_insert(words);
                *entry = (*entry).max(words);
            }
        }
        let (neighbours, patience) = (Neighbours::default(), Patience { pipelines: PROGRAMS, ..patience });
        let place = |(language, (_, file)): (&LanguageTag, &(u64, PathBuf))| {
            let mode = Mode { script: Script::Analyser(file.clone()), search_path: search_path.clone() };
            (language.clone(), Place::new(mode, patience, neighbours.clone()))
        };
        Self(biggest.into_iter().map(|(language, words)| place((language, words))).collect())
    }

    /// The likeliest languages: several when their dictionaries know the same, none when no dictionary knows much.
    pub async fn recognise(&self, text: &str) -> Vec<LanguageTag> {
        let Some(words) = Words::sample(text) else { return Vec::new() };
        let shares = self.0.iter().map(|(language, place)| {
            let words = &words;
            async move {
                // An analyser that fails knows nothing; the others still tell.
                let known = place.ask(words, pending()).await.unwrap_or_default();
                (words.share(known), language)
            }
        });
        let shares = join_all(shares).await;
        let best = shares.iter().map(|(share, _)| *share).fold(0.0, f64::max);
        let likely =
            |(share, language): (f64, &LanguageTag)| (share >= best - NEAR).then(|| language.clone());
        if best < KNOWN { Vec::new() } else { shares.into_iter().filter_map(likely).collect() }
    }
}

/// Words to look up, and nothing else.
#[derive(Debug)]
struct Words {
    text: String,
    letters: usize,
}

impl Words {
    /// The first words of a text. `None` when it has none.
    fn sample(text: &str) -> Option<Self> {
        let letter = |char: char| char.is_alphabetic() || group(char) == Group::Accent;
        let kept = |char: char| {
            if letter(char) {
                char
            } else if is_apostrophe(char) {
                '\''
            } else {
                ' '
            }
        };
        // In capitals everything is an acronym to some dictionaries.
        let text: String = text.chars().map(kept).flat_map(char::to_lowercase).collect();
        let mut sample = String::new();
        let mut characters = 0;
        for word in text.split_whitespace() {
            characters += word.chars().count() + 1;
            if characters > SAMPLE && !sample.is_empty() {
                break;
            }
            // A word that long is none.
            if characters <= 2 * SAMPLE {
                sample.push_str(word);
                sample.push(' ');
            }
        }
        let letters = sample.chars().filter(|char| char.is_alphabetic()).count();
        (letters > 0).then_some(Self { text: sample, letters })
    }

    fn share(&self, known: usize) -> f64 {
        let ratio = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        ratio(known.min(self.letters)) / ratio(self.letters)
    }
}

impl Question for Words {
    /// How many letters are in words that the dictionary knows.
    type Answer = usize;

    fn sent(&self, number: u64) -> String {
        format!("{}{}", self.text, end(number))
    }

    /// `^surface/analysis/…$` is a known word, `^surface/*surface$` is not.
    fn read(answer: &str, number: u64) -> Option<usize> {
        let answer = answer.strip_suffix(&end(number))?;
        let words = answer.split('^').skip(1).filter_map(|word| word.split('$').next()?.split_once('/'));
        let known = words.filter(|(_, analyses)| !analyses.starts_with('*'));
        Some(known.map(|(surface, _)| surface.chars().filter(|char| char.is_alphabetic()).count()).sum())
    }
}

#[cfg(test)]
mod tests {
    use ports::TranslationEngine as _;

    use super::super::tests::apertium;
    use super::*;

    #[tokio::test]
    async fn words_and_sentences_are_recognised_however_short() {
        let apertium = apertium().await;
        for (text, language) in [
            ("Hello", "en"),
            ("Water boils at 100 degrees.", "en"),
            ("Homework due Friday", "en"),
            ("Newton’s laws", "en"),
            ("THE BOOK IS ON THE TABLE", "en"),
            ("The book — été déjà vu, 日本語 and العربية — is on the table.", "en"),
            ("El gato", "es"),
            ("La luz se refracta", "es"),
            ("Bon dia", "ca"),
            ("El llibre és a la taula.", "ca"),
            ("Bonjour le monde", "fr"),
            ("L’eau bout à cent degrés.", "fr"),
            ("A atividade de hoje", "pt"),
            ("La libro estas sur la tablo", "eo"),
            ("यह किताब है।", "hi"),
            ("یہ کتاب ہے۔", "ur"),
        ] {
            assert_eq!(apertium.recognise(text).await, [LanguageTag::parse(language).unwrap()], "{text}");
        }
    }

    #[tokio::test]
    async fn a_word_of_several_languages_names_them_all_and_what_no_dictionary_knows_none() {
        let apertium = apertium().await;
        let several = apertium.recognise("casa").await;
        for language in ["ca", "es", "pt"] {
            assert!(several.contains(&LanguageTag::parse(language).unwrap()), "{several:?}");
        }
        for text in ["日本語です", "العربية لغة", "Привет, мир", "xkcd qwrtz", "42 → 🎓", "", "^$[]\\/*\0"]
        {
            assert_eq!(apertium.recognise(text).await, [], "{text}");
        }
    }

    #[tokio::test]
    async fn a_long_text_and_a_long_word_are_sampled() {
        assert_eq!(Words::sample(&"word ".repeat(2000)).unwrap().text.len(), SAMPLE);
        assert!(Words::sample(&"a".repeat(10_000)).is_none());
        let apertium = apertium().await;
        let text = "The book is on the table. ".repeat(300);
        assert_eq!(apertium.recognise(&text).await, [LanguageTag::parse("en").unwrap()]);
    }
}
