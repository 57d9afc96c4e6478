//! The stream format that Apertium's programs speak (<https://wiki.apertium.org/wiki/Apertium_stream_format>):
//! text with blanks in square brackets. A superblank `[k3]` stands for what is kept, a word-bound blank
//! `[[t:m:1; t:m:2]]…[[/]]` says that the words in it are inside the marks 1 and 2.
//!
//! Nothing that the format reserves is ever written: such characters are in kept runs.

use std::fmt::Write as _;
use std::sync::Arc;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::pool::Question;
use super::tokens::{Token, straight};
use super::units::{Marks, Unit};

/// Text as it is written to Apertium.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    text: String,
    kept: usize,
}

impl Request {
    /// A fragment that begins with a small letter: rules of some pairs would begin it with a capital, unless
    /// something stands before it.
    pub fn continued() -> Self {
        Self { text: format!(",[{BEGIN}]"), kept: 0 }
    }

    pub fn add(&mut self, token: &Token<'_>) {
        match token {
            Token::Opaque(_) => {
                write(&mut self.text, format_args!("[k{}]", self.kept));
                self.kept += 1;
            }
            Token::Words(units) => {
                for run in units.chunk_by(|one, other| one.marks == other.marks) {
                    self.words(run);
                }
            }
        }
    }

    fn words(&mut self, run: &[Unit]) {
        let words: String = run.iter().filter_map(Unit::char).map(straight).collect();
        let words = ComposingNormalizerBorrowed::new_nfc().normalize(&words);
        if run[0].marks.is_empty() {
            self.text.push_str(&words);
        } else {
            let marks: Vec<_> = run[0].marks.iter().map(|mark| format!("t:m:{mark}")).collect();
            write(&mut self.text, format_args!("[[{}]]{words}[[/]]", marks.join("; ")));
        }
    }

    /// A sentence without an end is translated worse; it gets a full stop.
    pub fn full_stop(&mut self) {
        self.text.push('.');
    }
}

impl Question for Request {
    type Answer = Vec<Part>;

    fn sent(&self, number: u64) -> String {
        format!("{}{}", self.text, end(number))
    }

    fn read(answer: &str, number: u64) -> Option<Vec<Part>> {
        answer.strip_suffix(&end(number)).map(read)
    }
}

fn write(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("a String takes everything");
}

const BEGIN: &str = "b";

/// What stands after the question with this number.
pub(super) fn end(number: u64) -> String {
    format!("[e{number}]")
}

/// A part of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A character, and the marks of its word.
    Char(char, Marks),
    /// The kept run with this number.
    Kept(usize),
    /// Where what stood before a fragment ends.
    Begin,
}

fn read(answer: &str) -> Vec<Part> {
    let mut rest = answer;
    let none: Marks = Arc::from([]);
    let mut marks = none.clone();
    let mut parts = Vec::new();
    while let Some(next) = rest.chars().next() {
        if let Some(inside) = rest.strip_prefix("[[")
            && let Some((blank, after)) = inside.split_once("]]")
        {
            marks =
                blank.split(';').filter_map(|mark| mark.trim().strip_prefix("t:m:")?.parse().ok()).collect();
            rest = after;
        } else if let Some(inside) = rest.strip_prefix('[')
            && let Some((blank, after)) = inside.split_once(']')
        {
            match blank.strip_prefix('k').and_then(|number| number.parse().ok()) {
                Some(number) => parts.push(Part::Kept(number)),
                None if blank == BEGIN => parts.push(Part::Begin),
                // Apertium made it, of text.
                None => parts.extend(blank.chars().map(|char| Part::Char(char, marks.clone()))),
            }
            rest = after;
        } else {
            let text = if next == '\\' { &rest[1..] } else { rest };
            let mut chars = text.chars();
            parts.extend(chars.next().map(|char| Part::Char(char, marks.clone())));
            rest = chars.as_str();
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use ports::{LanguageTag, MarkedText, Piece};

    use super::super::alphabet::Alphabet;
    use super::super::tokens::tokens;
    use super::super::units::units;
    use super::*;

    #[test]
    fn words_carry_their_marks_and_all_else_is_a_blank() {
        let text = |text: &str| Piece::Text(text.into());
        let (bold, link) = (Piece::Open(1), Piece::Open(2));
        let pieces = vec![
            bold,
            text("a "),
            link,
            text("cafe\u{301}"),
            Piece::Close(2),
            Piece::Close(1),
            text(" 😀 ’t"),
        ];
        let units = units(&MarkedText(pieces));
        let mut request = Request::continued();
        for token in tokens(&units, Alphabet::of(&LanguageTag::parse("en").unwrap()), false) {
            request.add(&token);
        }
        request.full_stop();
        assert_eq!(request.sent(7), ",[b][[t:m:1]]a [[/]][[t:m:1; t:m:2]]café[[/]][k0]t.[e7]");
    }

    #[test]
    fn an_answer_is_read_with_its_marks_blanks_and_escapes() {
        let none: Marks = Arc::from([]);
        let parts = Request::read(r"a\/[[t:m:1; t:m:2]]b[[/]][k0]['][b][e7]", 7).unwrap();
        assert_eq!(
            parts,
            [
                Part::Char('a', none.clone()),
                Part::Char('/', none.clone()),
                Part::Char('b', Arc::from([1, 2])),
                Part::Kept(0),
                Part::Char('\'', none),
                Part::Begin,
            ]
        );
    }

    #[test]
    fn an_answer_to_something_else_is_none() {
        for answer in ["", "a", "a[e6]", "a[e17]", "a[e7", "\0"] {
            assert_eq!(Request::read(answer, 7), None, "{answer}");
        }
    }
}
