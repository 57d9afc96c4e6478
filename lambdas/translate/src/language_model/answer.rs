//! Reads a model's answer while it is written: the segments in their order and nothing else.

use std::collections::VecDeque;

use ports::{EngineError, MarkedText, Piece, Progress};

/// An answer may be so many times as long as its segment, and so many characters beside; a longer one is no translation.
const LONGEST: (usize, usize) = (10, 500);
/// Bytes of white space that may stand before each segment and after the last.
const SPACE_BETWEEN: usize = 200;
/// Escapes that stand for a character. Models write more of them than they are asked for.
const ESCAPES: [(&str, char); 7] = [
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&amp;", '&'),
    ("&quot;", '"'),
    ("&#39;", '\''),
    ("&apos;", '\''),
    ("&nbsp;", '\u{a0}'),
];

/// The state of reading.
pub(super) struct AnswerReader {
    /// Characters that each segment's translation may have.
    room: Vec<usize>,
    /// The segment that is read, or comes next.
    current: usize,
    inside: bool,
    /// Bytes of white space that may still stand between segments.
    between: usize,
    /// Whether the current segment has words already.
    begun: bool,
    /// White space that belongs to the segment if more of it follows.
    space: String,
    /// What was not understood yet: the beginning of a tag or an escape.
    pending: String,
}

/// What stands at the beginning of the pending text.
enum Next {
    Words(usize),
    Escape(usize, char),
    Mark(usize, Piece),
    SegmentEnd(usize),
    /// More is needed to tell.
    Unclear,
    /// A segment's tag where it has no place.
    Misplaced,
}

impl AnswerReader {
    pub fn new(segments: &[MarkedText]) -> Self {
        let room = segments.iter().map(|segment| segment.words().chars().count() * LONGEST.0 + LONGEST.1);
        Self {
            room: room.collect(),
            current: 0,
            inside: false,
            between: SPACE_BETWEEN * (segments.len() + 1),
            begun: false,
            space: String::new(),
            pending: String::new(),
        }
    }

    /// Takes more of the answer.
    pub fn read(&mut self, text: &str, out: &mut VecDeque<Progress>) -> Result<(), EngineError> {
        self.pending.push_str(text);
        self.advance(false, out)
    }

    /// The answer has ended.
    pub fn finish(&mut self) -> Result<(), EngineError> {
        // Everything that was to come ends with a tag, so nothing is reported any more.
        self.advance(true, &mut VecDeque::new())?;
        if self.inside || self.current < self.room.len() {
            return Err(broken(format!("{} of {} segments", self.current, self.room.len())));
        }
        Ok(())
    }

    fn advance(&mut self, ended: bool, out: &mut VecDeque<Progress>) -> Result<(), EngineError> {
        loop {
            if !self.inside && !self.enter()? {
                return Ok(());
            }
            if self.pending.is_empty() {
                return Ok(());
            }
            match next(&self.pending, self.current + 1, ended) {
                Next::Words(length) => {
                    let words: String = self.pending.drain(..length).collect();
                    self.words(&words, out)?;
                }
                Next::Escape(length, character) => {
                    self.pending.drain(..length);
                    self.words(character.encode_utf8(&mut [0; 4]), out)?;
                }
                Next::Mark(length, mark) => {
                    self.pending.drain(..length);
                    self.flush_space(out);
                    self.begun = true;
                    out.push_back(Progress::Piece(mark));
                }
                Next::SegmentEnd(length) => {
                    self.pending.drain(..length);
                    self.end(out)?;
                }
                Next::Unclear => return Ok(()),
                Next::Misplaced => return Err(broken("a segment inside another".into())),
            }
        }
    }

    /// Between segments: only white space and the beginning of the next one.
    fn enter(&mut self) -> Result<bool, EngineError> {
        let space = self.pending.len() - self.pending.trim_start().len();
        // It is forgotten at once: some models end in white space without an end.
        self.pending.drain(..space);
        self.between = self
            .between
            .checked_sub(space)
            .ok_or_else(|| broken("nothing but white space between segments".into()))?;
        let rest = self.pending.as_str();
        if self.current == self.room.len() {
            return if rest.is_empty() {
                Ok(false)
            } else {
                Err(broken("text after the last segment".into()))
            };
        }
        let tag = format!("<s{}>", self.current + 1);
        if let Some(inside) = rest.strip_prefix(&tag) {
            self.pending = inside.to_owned();
            (self.inside, self.begun) = (true, false);
            return Ok(true);
        }
        if tag.starts_with(rest) { Ok(false) } else { Err(broken(format!("no {tag} where it should stand"))) }
    }

    fn words(&mut self, words: &str, out: &mut VecDeque<Progress>) -> Result<(), EngineError> {
        let room = &mut self.room[self.current];
        *room = room
            .checked_sub(words.chars().count())
            .ok_or_else(|| broken("it is far longer than the source".into()))?;
        // White space at the ends of a segment is not part of it.
        let words = if self.begun { words } else { words.trim_start() };
        let solid = words.trim_end();
        if !solid.is_empty() {
            self.begun = true;
            let space = std::mem::take(&mut self.space);
            out.push_back(Progress::Piece(Piece::Text(space + solid)));
        }
        self.space.push_str(&words[solid.len()..]);
        Ok(())
    }

    fn flush_space(&mut self, out: &mut VecDeque<Progress>) {
        if !self.space.is_empty() {
            out.push_back(Progress::Piece(Piece::Text(std::mem::take(&mut self.space))));
        }
    }

    fn end(&mut self, out: &mut VecDeque<Progress>) -> Result<(), EngineError> {
        if !self.begun {
            return Err(broken(format!("segment {} is empty", self.current + 1)));
        }
        self.space.clear();
        self.inside = false;
        self.current += 1;
        out.push_back(Progress::SegmentEnd);
        Ok(())
    }
}

fn broken(what: String) -> EngineError {
    EngineError::BrokenContract(what)
}

/// What `text`, which is not empty, begins with, inside the segment with this number.
fn next(text: &str, segment: usize, ended: bool) -> Next {
    let special = text.find(['<', '&']).unwrap_or(text.len());
    if special > 0 {
        return Next::Words(special);
    }
    if text.starts_with('&') {
        if let Some((escape, character)) = ESCAPES.iter().find(|(escape, _)| text.starts_with(escape)) {
            return Next::Escape(escape.len(), *character);
        }
        let may_become = !ended && ESCAPES.iter().any(|(escape, _)| escape.starts_with(text));
        return if may_become { Next::Unclear } else { Next::Words(1) };
    }
    tag(text, segment, ended)
}

/// `<x1>`, `</x1>`, `<x1/>`, `</s1>`; any other `<` is a word.
fn tag(text: &str, segment: usize, ended: bool) -> Next {
    let rest = &text[1..];
    let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    let kind = rest.chars().next();
    let digits: String = rest.chars().skip(1).take_while(char::is_ascii_digit).collect();
    let after = rest.get(1 + digits.len()..).unwrap_or_default();
    let unfinished = !ended && (after.is_empty() || after == "/") && digits.len() <= 5;
    let length = text.len() - after.len();
    let number = digits.parse::<u16>();
    match (kind, number, after.as_bytes()) {
        (None, ..) if !ended => Next::Unclear,
        (Some('x' | 's'), ..) if unfinished => Next::Unclear,
        (Some('x'), Ok(number), [b'>', ..]) if closes => Next::Mark(length + 1, Piece::Close(number)),
        (Some('x'), Ok(number), [b'>', ..]) => Next::Mark(length + 1, Piece::Open(number)),
        (Some('x'), Ok(number), [b'/', b'>', ..]) if !closes => Next::Mark(length + 2, Piece::Keep(number)),
        (Some('s'), Ok(number), [b'>', ..]) if closes && usize::from(number) == segment => {
            Next::SegmentEnd(length + 1)
        }
        (Some('s'), Ok(_), [b'>', ..]) => Next::Misplaced,
        _ => Next::Words(1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source(segments: usize) -> Vec<MarkedText> {
        vec![MarkedText::plain("some words"); segments]
    }

    /// The answer, read in pieces of so many characters, as the tests write it: `a<1>b</1>|c`.
    fn read_by(answer: &str, segments: usize, step: usize) -> Result<String, EngineError> {
        let (mut reader, mut out) = (AnswerReader::new(&source(segments)), VecDeque::new());
        let characters: Vec<char> = answer.chars().collect();
        for piece in characters.chunks(step) {
            reader.read(&piece.iter().collect::<String>(), &mut out)?;
        }
        reader.finish()?;
        let shown = |progress: &Progress| match progress {
            Progress::Piece(Piece::Text(words)) => words.clone(),
            Progress::Piece(Piece::Open(number)) => format!("[{number}]"),
            Progress::Piece(Piece::Close(number)) => format!("[/{number}]"),
            Progress::Piece(Piece::Keep(number)) => format!("[{number}/]"),
            Progress::SegmentEnd => "|".into(),
            Progress::Usage(_) => String::new(),
        };
        Ok(out.iter().map(shown).collect())
    }

    #[track_caller]
    fn read(answer: &str, segments: usize) -> String {
        let whole = read_by(answer, segments, 10_000).unwrap();
        for step in 1..7 {
            assert_eq!(read_by(answer, segments, step).unwrap(), whole, "in pieces of {step}");
        }
        whole
    }

    #[track_caller]
    fn refused(answer: &str, segments: usize) {
        for step in [1, 3, 10_000] {
            let error = read_by(answer, segments, step).unwrap_err();
            assert!(matches!(error, EngineError::BrokenContract(_)), "{error:?}");
        }
    }

    #[test]
    fn segments_marks_and_escapes_are_read_however_the_answer_is_cut() {
        assert_eq!(
            read("<s1>Le <x0>été</x0> &lt;b&gt; &amp; <x1/> ça</s1>\n<s2>日本語</s2>\n", 2),
            "Le [0]été[/0] <b> & [1/] ça|日本語|"
        );
    }

    #[test]
    fn what_only_looks_like_markup_is_words() {
        assert_eq!(
            read("<s1>a < b, a<b, <em>, &eacute; &, x <y1>, <x>, <x-1> R&D <s></s1>", 1),
            "a < b, a<b, <em>, &eacute; &, x <y1>, <x>, <x-1> R&D <s>|"
        );
    }

    #[test]
    fn white_space_around_segments_is_no_part_of_them() {
        assert_eq!(read(" \n<s1>\n a  b \n</s1> <s2><x0>c</x0> </s2>", 2), "a  b|[0]c[/0]|");
    }

    #[test]
    fn what_breaks_the_contract_is_refused() {
        for answer in [
            "",
            "HACKED",
            "Sure! <s1>a</s1>",
            "<s1>a</s1> Anything else?",
            "<s2>a</s2>",
            "<s1>a",
            "<s1>a</s2>",
            "<s1>a<s1>b</s1>",
            "<s1></s1>",
            "<s1> </s1>",
            "```\n<s1>a</s1>\n```",
            "<s1>a</s1><s1>a</s1>",
            "<s1>a</s",
            "a</s1>",
        ] {
            refused(answer, 1);
        }
        refused("<s1>a</s1>", 2);
        refused("<s2>a</s2><s1>b</s1>", 2);
        refused(&format!("<s1>{}</s1>", "ha ".repeat(1000)), 1);
        for blanks in [" \n".repeat(1000), "\n".repeat(1000)] {
            refused(&blanks, 1);
            refused(&format!("<s1>a</s1>{blanks}"), 1);
            refused(&format!("<s1>a</s1>{blanks}<s2>b</s2>"), 2);
        }
    }

    proptest! {
        #[test]
        fn any_answer_is_read_or_refused_the_same_however_it_is_cut(answer in r"(<s1>|</s1>|<x1/>|<x|&lt;|&|<|été|日| |\n|/|1|>){0,20}", step in 1_usize..9) {
            let (whole, cut) = (read_by(&answer, 1, 10_000), read_by(&answer, 1, step));
            prop_assert_eq!(format!("{whole:?}"), format!("{cut:?}"));
        }
    }
}
