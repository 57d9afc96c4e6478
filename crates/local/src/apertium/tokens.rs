//! What of a sentence Apertium may see: words, their spaces and ordinary punctuation. All else passes it unseen.

use super::alphabet::{Alphabet, Group, PAIRED, group, is_apostrophe};
use super::units::Unit;

/// A run of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// For Apertium.
    Words(&'a [Unit]),
    /// To be kept as it is, with the white space around it: symbols, words in other scripts, addresses, marks.
    Opaque(&'a [Unit]),
}

impl<'a> Token<'a> {
    pub fn units(self) -> &'a [Unit] {
        let (Self::Words(units) | Self::Opaque(units)) = self;
        units
    }
}

/// No dictionary has words of so many characters, and Apertium needs long for them.
const LONGEST_WORD: usize = 100;

/// What stands beside letters in names of machines, not of people.
const JOINS_NAMES: &str = "_@#\\^=+&$<>{}|~";

/// Cuts a sentence into runs. With `strict`, also paired punctuation is opaque.
pub(super) fn tokens(sentence: &[Unit], alphabet: Alphabet, strict: bool) -> Vec<Token<'_>> {
    let mut seen: Vec<bool> = sentence
        .iter()
        .map(|unit| {
            unit.char().is_some_and(|char| alphabet.punctuates(char) && !(strict && PAIRED.contains(char)))
        })
        .collect();
    for (begin, end) in words(sentence) {
        let is_known = is_known(&sentence[begin..end], alphabet) && !is_name(sentence, begin, end);
        seen[begin..end].fill(is_known);
    }
    for (begin, end) in runs(sentence, |unit| !unit.is_space()) {
        if is_address(&sentence[begin..end]) {
            seen[begin..end].fill(false);
        }
    }
    for (begin, end) in runs(sentence, Unit::is_space) {
        let between_seen = begin > 0 && seen[begin - 1] && seen.get(end).is_some_and(|seen| *seen);
        seen[begin..end].fill(between_seen && end == begin + 1 && sentence[begin].char() == Some(' '));
    }
    let mut tokens = Vec::new();
    let mut begin = 0;
    for part in seen.chunk_by(|one, other| one == other) {
        let units = &sentence[begin..begin + part.len()];
        begin += part.len();
        tokens.push(if part[0] { Token::Words(units) } else { Token::Opaque(units) });
    }
    tokens
}

/// Begin and end of the runs of units of one kind.
fn runs(units: &[Unit], of_kind: impl Fn(&Unit) -> bool) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut begin = 0;
    for part in units.chunk_by(|one, other| of_kind(one) == of_kind(other)) {
        if of_kind(&part[0]) {
            runs.push((begin, begin + part.len()));
        }
        begin += part.len();
    }
    runs
}

/// Begin and end of the words, without what joins words at their ends.
fn words(units: &[Unit]) -> Vec<(usize, usize)> {
    let kind = |unit: &Unit| unit.char().map_or(Group::Other, group);
    let joins = |unit: &Unit| kind(unit) == Group::Joiner;
    let runs = runs(units, |unit| kind(unit) != Group::Other).into_iter();
    let trimmed = runs.filter_map(|(begin, end)| {
        let run = &units[begin..end];
        let first = run.iter().position(|unit| !joins(unit))?;
        let last = run.iter().rposition(|unit| !joins(unit))?;
        Some((begin + first, begin + last + 1))
    });
    trimmed.collect()
}

/// Whether a dictionary can have the word. One in which a mark begins or ends has none: to translate its parts by
/// themselves would be wrong.
fn is_known(word: &[Unit], alphabet: Alphabet) -> bool {
    let text: String = word.iter().filter_map(Unit::char).collect();
    word.len() <= LONGEST_WORD
        && word.iter().all(|unit| unit.marks == word[0].marks)
        && alphabet.spells(&text)
}

/// Whether the word is a part of something technical, such as `x_y`, `#tag` or `C++`, or an abbreviation of one letter
/// as in `a/b`.
fn is_name(sentence: &[Unit], begin: usize, end: usize) -> bool {
    let before = begin.checked_sub(1).and_then(|before| sentence[before].char());
    let after = sentence.get(end).and_then(Unit::char);
    let is_letter = end == begin + 1;
    [before, after].into_iter().flatten().any(|char| JOINS_NAMES.contains(char) || is_letter && char == '/')
}

/// Whether this is an address of the web or of mail: its words are names.
fn is_address(chunk: &[Unit]) -> bool {
    let text: String = chunk.iter().filter_map(Unit::char).collect();
    let is_mail = || text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    text.contains("://") || text.starts_with("www.") || is_mail()
}

/// Whether a run holds something to translate. Figures and punctuation alone do not.
pub(super) fn has_letters(units: &[Unit]) -> bool {
    units.iter().any(|unit| unit.char().is_some_and(|char| group(char) == Group::Letter))
}

/// How a run is written to Apertium: letters composed, one kind of apostrophe.
pub(super) fn straight(char: char) -> char {
    if is_apostrophe(char) { '\'' } else { char }
}

#[cfg(test)]
mod tests {
    use ports::{LanguageTag, MarkedText, Piece};

    use super::super::units::units;
    use super::*;

    fn cut(pieces: Vec<Piece>, strict: bool) -> String {
        let english = Alphabet::of(&LanguageTag::parse("en").unwrap());
        let units = units(&MarkedText(pieces));
        let text = |units: &[Unit]| units.iter().map(|unit| unit.char().unwrap_or('#')).collect::<String>();
        let tokens = tokens(&units, english, strict).into_iter().map(|token| match token {
            Token::Words(units) => text(units),
            Token::Opaque(units) => format!("<{}>", text(units)),
        });
        tokens.collect()
    }

    fn plain(text: &str) -> String {
        cut(vec![Piece::Text(text.into())], false)
    }

    #[test]
    fn words_and_punctuation_are_seen_and_all_else_is_not() {
        for (text, expected) in [
            ("Don’t go (now), “please”!", "Don’t go (now), “please”!"),
            ("a 😀 b", "a< 😀 >b"),
            ("a  b\u{a0}c\nd", "a<  >b<\u{a0}>c<\n>d"),
            ("x = y^2 [1] <b>", "x< = y^2 [>1<] <b>>"),
            ("the книга is", "the< книга >is"),
            ("co\u{ad}op word\u{200f} end", "<co\u{ad}op >word<\u{200f} >end"),
            ("see https://a.example/the/house now", "see< https://a.example/the/house >now"),
            ("ask jo@a.example.", "ask< jo@a.example.>"),
            ("nul \0 ~ end", "nul< \0 ~ >end"),
            ("use a/b or his/her C++ x_y", "use< a/b >or his</>her< C++ x_y>"),
            ("‘yes’", "<‘>yes<’>"),
        ] {
            assert_eq!(plain(text), expected);
        }
        assert_eq!(plain(&"x".repeat(101)), format!("<{}>", "x".repeat(101)));
    }

    #[test]
    fn a_word_in_which_a_mark_begins_is_kept() {
        let (text, open, close) = (|text: &str| Piece::Text(text.into()), Piece::Open(1), Piece::Close(1));
        let pieces = vec![text("the H"), open, text("2"), close, text("O and"), Piece::Keep(2), text("it")];
        assert_eq!(cut(pieces, false), "the< H2O >and<#>it");
    }

    #[test]
    fn strictly_paired_punctuation_is_kept_too() {
        assert_eq!(cut(vec![Piece::Text("Go (now), please.".into())], true), "Go< (>now<)>, please.");
    }
}
