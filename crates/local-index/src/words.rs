//! The words of texts and questions, as they are compared.
//!
//! A word is what Unicode calls one, in lower case and without accents, so that every script works; ideographs count one by one.
//! A document's words are brought to their stems in its own language. The words of a question are compared by their stems in every
//! language: a question is too short to tell its own for certain, and a document of another one has a right to be found.

use std::sync::LazyLock;

use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, Stemmer, StopWordFilter, TextAnalyzer, Token,
    TokenStream, Tokenizer,
};
use unicode_segmentation::{UnicodeSegmentation as _, UnicodeWordIndices};
use whatlang::Lang;

/// Longer ones, in bytes, are no words: addresses, keys, pictures written as text.
const LONGEST_WORD: usize = 60;

/// How much of a document, in bytes, tells its language.
const TELLS_LANGUAGE: usize = 4096;

/// What questions in English are made of, beside tantivy's stop words. It says nothing about what is asked.
const EMPTY_WORDS: &str = include_str!("empty-words.txt");

/// The languages whose stems are known, as whatlang and tantivy call them.
const LANGUAGES: [(Lang, Language); 18] = [
    (Lang::Ara, Language::Arabic),
    (Lang::Dan, Language::Danish),
    (Lang::Nld, Language::Dutch),
    (Lang::Eng, Language::English),
    (Lang::Fin, Language::Finnish),
    (Lang::Fra, Language::French),
    (Lang::Deu, Language::German),
    (Lang::Ell, Language::Greek),
    (Lang::Hun, Language::Hungarian),
    (Lang::Ita, Language::Italian),
    (Lang::Nob, Language::Norwegian),
    (Lang::Por, Language::Portuguese),
    (Lang::Ron, Language::Romanian),
    (Lang::Rus, Language::Russian),
    (Lang::Spa, Language::Spanish),
    (Lang::Swe, Language::Swedish),
    (Lang::Tam, Language::Tamil),
    (Lang::Tur, Language::Turkish),
];

/// Words without their stems, and with those of each language: building an analyzer allocates.
static PLAIN: LazyLock<TextAnalyzer> = LazyLock::new(|| {
    TextAnalyzer::builder(Words)
        .filter_dynamic(LowerCaser)
        .filter_dynamic(RemoveLongFilter::limit(LONGEST_WORD))
        .filter_dynamic(AsciiFoldingFilter)
        .build()
});
static STEMMED: LazyLock<Vec<(Language, TextAnalyzer)>> =
    LazyLock::new(|| LANGUAGES.iter().map(|(_, language)| (*language, stemmed(*language))).collect());

/// Accents go after the stem is found, for the rules of stems look at them.
fn stemmed(language: Language) -> TextAnalyzer {
    TextAnalyzer::builder(Words)
        .filter_dynamic(LowerCaser)
        .filter_dynamic(RemoveLongFilter::limit(LONGEST_WORD))
        .filter_dynamic(Stemmer::new(language))
        .filter_dynamic(AsciiFoldingFilter)
        .build()
}

/// The language that a text is written in, of which these are the pieces, if that is plain and its stems are known.
pub(crate) fn language<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Option<Language> {
    let mut text = String::new();
    for piece in pieces {
        text.push_str(&piece[..piece.floor_char_boundary(TELLS_LANGUAGE - text.len())]);
        if text.len() + char::MAX.len_utf8() > TELLS_LANGUAGE {
            break;
        }
    }
    let told = whatlang::detect(&text)?;
    let known = LANGUAGES.iter().find(|(lang, _)| *lang == told.lang())?;
    told.is_reliable().then_some(known.1)
}

/// The words of a document's text, in order, by their stems if its language is known.
pub(crate) fn stems(text: &str, language: Option<Language>) -> Vec<Token> {
    let known = STEMMED.iter().find(|(known, _)| Some(*known) == language);
    tokens(known.map_or(&*PLAIN, |(_, analyzer)| analyzer), text)
}

/// The words of a question that say something, each as the different stems under which documents may have it.
pub(crate) fn asked(question: &str) -> Vec<Vec<String>> {
    let stop = StopWordFilter::new(language([question]).unwrap_or(Language::English));
    let mut analyzer = TextAnalyzer::builder(Words).filter_dynamic(LowerCaser);
    if let Some(stop) = stop {
        analyzer = analyzer.filter_dynamic(stop);
    }
    let mut asked: Vec<Vec<String>> = Vec::new();
    for Token { text: word, .. } in tokens(&analyzer.build(), question) {
        if EMPTY_WORDS.lines().any(|empty| empty == word) {
            continue;
        }
        let analyzers = STEMMED.iter().map(|(_, analyzer)| analyzer).chain([&*PLAIN]);
        let mut stems: Vec<_> =
            analyzers.flat_map(|analyzer| tokens(analyzer, &word)).map(|token| token.text).collect();
        stems.sort();
        stems.dedup();
        if !stems.is_empty() && !asked.contains(&stems) {
            asked.push(stems);
        }
    }
    asked
}

fn tokens(analyzer: &TextAnalyzer, text: &str) -> Vec<Token> {
    let mut analyzer = analyzer.clone();
    let (mut stream, mut tokens) = (analyzer.token_stream(text), Vec::new());
    stream.process(&mut |token| tokens.push(token.clone()));
    tokens
}

/// Finds words as Unicode's annex 29 does.
#[derive(Clone)]
struct Words;

struct WordStream<'a> {
    words: UnicodeWordIndices<'a>,
    token: Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        WordStream { words: text.unicode_word_indices(), token: Token::default() }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((offset, word)) = self.words.next() else { return false };
        // The first position is 0, and an untouched token stands one before it.
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = offset;
        self.token.offset_to = offset + word.len();
        self.token.text.clear();
        self.token.text.push_str(word);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        stems(text, language([text])).into_iter().map(|token| token.text).collect()
    }

    /// Whether every word of the question is one of the text.
    fn meets(question: &str, text: &str) -> bool {
        let said = said(text);
        let asked = asked(question);
        !asked.is_empty() && asked.iter().all(|stems| stems.iter().any(|stem| said.contains(stem)))
    }

    #[test]
    fn a_question_meets_other_forms_of_its_words() {
        let text =
            "The students have submitted their essays, and the lecturers are marking all of them this week.";
        assert!(meets("When is the marking of an essay?", text));
        assert!(!meets("When is the burning of an essay?", text));
    }

    #[test]
    fn a_question_in_another_language_meets_its_words_there() {
        let text = "Les étudiants rendent leurs travaux écrits avant la fin du mois, et les enseignants les corrigent.";
        assert!(meets(
            "travail écrit étudiant corriger",
            "le travail écrit que l'étudiant doit corriger est long et difficile à lire"
        ));
        assert!(meets("étudiants", text) && meets("etudiant", text));
    }

    #[test]
    fn a_question_meets_words_of_a_script_without_spaces() {
        assert!(meets("植物", "光合作用是植物制造糖的过程。"));
        assert!(!meets("动物", "光合作用是植物制造糖的过程。"));
    }

    #[test]
    fn words_that_every_question_has_are_not_looked_for() {
        assert_eq!(asked("How many of these do I have, and what is it?"), Vec::<Vec<String>>::new());
        assert_eq!(asked("How is the experiment done?").len(), 1);
    }

    #[test]
    fn a_word_that_is_none_is_left_out() {
        assert_eq!(said(&"x".repeat(100)), Vec::<String>::new());
    }
}
