//! Reads a model's answer while it is written: the segments in their order and nothing else.

use std::collections::VecDeque;

use ports::{EngineError, MarkedText, Piece, Progress};

use crate::reference;

/// An answer may be so many times as long as its segment, and so many characters beside; a longer one is no translation.
const LONGEST: (usize, usize) = (10, 500);
/// Bytes that may stand before each segment and after the last: white space, and what is passed over after it.
const SPACE_BETWEEN: usize = 200;
/// What models put before an answer that is otherwise as it should be: how it begins and ends, and its bytes at most.
const BEFORE: [(&str, &str, usize); 3] =
    [("<think>", "</think>", 200_000), ("```", "\n", 30), ("<document", ">", 60)];
/// What they put after it.
const AFTER: [&str; 2] = ["</document>", "```"];
/// Escapes that stand for a character.
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
    /// Bytes that may still stand between segments.
    between: usize,
    /// What is passed over up to here, and bytes of it that may still come.
    passing: Option<(&'static str, usize)>,
    /// For each segment whether its source has something like `&eacute;` among its words.
    literal: Vec<bool>,
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
    Escape(usize, String),
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
            passing: None,
            literal: segments.iter().map(|segment| has_reference(&segment.words())).collect(),
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
            match next(&self.pending, self.current + 1, self.literal[self.current], ended) {
                Next::Words(length) => {
                    let words: String = self.pending.drain(..length).collect();
                    self.words(&words, out)?;
                }
                Next::Escape(length, character) => {
                    self.pending.drain(..length);
                    self.words(&character, out)?;
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

    /// Between segments: only white space and the beginning of the next one. Around all of them: what models like to put
    /// there.
    fn enter(&mut self) -> Result<bool, EngineError> {
        loop {
            if !self.pass()? {
                return Ok(false);
            }
            self.skip_space()?;
            let rest = self.pending.as_str();
            let after = self.current == self.room.len();
            if rest.is_empty() {
                return Ok(false);
            }
            let tag = format!("<s{}>", self.current + 1);
            if let Some(inside) = rest.strip_prefix(&tag).filter(|_| !after) {
                self.pending = inside.to_owned();
                (self.inside, self.begun) = (true, false);
                return Ok(true);
            }
            if let Some(wrapper) = AFTER.iter().find(|wrapper| after && rest.starts_with(**wrapper)) {
                self.pending.drain(..wrapper.len());
                self.take_between(wrapper.len())?;
                continue;
            }
            let before = BEFORE.iter().filter(|_| self.current == 0);
            if let Some((_, end, longest)) = before.clone().find(|(begin, ..)| rest.starts_with(begin)) {
                self.passing = Some((end, *longest));
                continue;
            }
            let mut possible = before.map(|(begin, ..)| *begin).chain(AFTER.into_iter().filter(|_| after));
            if possible.any(|wrapper| wrapper.starts_with(rest)) || !after && tag.starts_with(rest) {
                return Ok(false);
            }
            return Err(broken(if after {
                "text after the last segment".into()
            } else {
                format!("no {tag} where it should stand")
            }));
        }
    }

    /// Passes over what is no part of the answer. Whether it is over.
    fn pass(&mut self) -> Result<bool, EngineError> {
        let Some((end, left)) = self.passing else { return Ok(true) };
        let (over, length) = match self.pending.find(end) {
            Some(at) => (true, at + end.len()),
            // Its end may have begun.
            None => {
                (false, self.pending.floor_char_boundary(self.pending.len().saturating_sub(end.len() - 1)))
            }
        };
        let left = left.checked_sub(length).ok_or_else(|| broken("no end of what stands before".into()))?;
        self.pending.drain(..length);
        self.passing = (!over).then_some((end, left));
        Ok(over)
    }

    /// White space is forgotten at once: some models end in it without an end.
    fn skip_space(&mut self) -> Result<(), EngineError> {
        let space = self.pending.len() - self.pending.trim_start().len();
        self.pending.drain(..space);
        self.take_between(space)
    }

    fn take_between(&mut self, bytes: usize) -> Result<(), EngineError> {
        let left = self.between.checked_sub(bytes);
        self.between = left.ok_or_else(|| broken("no end of what stands between segments".into()))?;
        Ok(())
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

/// What `text`, which is not empty, begins with, inside the segment with this number. A segment whose source is
/// `literal` has references to characters among its words, which stay as they are.
fn next(text: &str, segment: usize, literal: bool, ended: bool) -> Next {
    let special = text.find(['<', '&']).unwrap_or(text.len());
    if special > 0 {
        return Next::Words(special);
    }
    if text.starts_with('&') { escape(text, literal, ended) } else { tag(text, segment, ended) }
}

/// `&lt;` and the like; and other references to characters, which models write although nobody asked for them.
fn escape(text: &str, literal: bool, ended: bool) -> Next {
    if let Some((escape, character)) = ESCAPES.iter().find(|(escape, _)| text.starts_with(escape)) {
        return Next::Escape(escape.len(), character.to_string());
    }
    let name = name(text);
    let unfinished = || {
        let may_become = ESCAPES.iter().any(|(escape, _)| escape.starts_with(text));
        name.len() == text.len() && name.len() <= REFERENCE && (may_become || !literal)
    };
    if !ended && unfinished() {
        return Next::Unclear;
    }
    let whole = text.get(..=name.len()).filter(|whole| whole.ends_with(';') && !literal);
    match whole.and_then(character) {
        Some(character) => Next::Escape(name.len() + 1, character),
        None => Next::Words(1),
    }
}

/// Bytes of a reference at most, without its end.
const REFERENCE: usize = 10;

/// The reference at the beginning, without its end, as far as one may be long.
fn name(text: &str) -> &str {
    &text[..reference::length(text).min(REFERENCE + 1)]
}

/// The character that a reference stands for; none, where there is no such character.
fn character(reference: &str) -> Option<String> {
    let read = reference::read(reference);
    (read != reference && read.chars().count() <= 2).then_some(read)
}

fn has_reference(words: &str) -> bool {
    let references = words.match_indices('&').map(|(at, _)| &words[at..]);
    references.map(|text| &text[name(text).len()..]).any(|after| after.starts_with(';'))
}

/// `<x1>`, `</x1>`, `<x1/>`, `</s1>`; any other `<` is a word.
fn tag(text: &str, segment: usize, ended: bool) -> Next {
    let rest = &text[1..];
    let (closes, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    let kind = rest.chars().next();
    let digits: String = rest.chars().skip(1).take_while(char::is_ascii_digit).collect();
    let after = rest.get(1 + digits.len()..).unwrap_or_default();
    let unfinished = !ended && ["", "/", " ", " /"].contains(&after) && digits.len() <= 5;
    let length = text.len() - after.len();
    let number = digits.parse::<u16>();
    match (kind, number, after.as_bytes()) {
        (None, ..) if !ended => Next::Unclear,
        (Some('x' | 's'), ..) if unfinished => Next::Unclear,
        (Some('x'), Ok(number), [b'>', ..]) if closes => Next::Mark(length + 1, Piece::Close(number)),
        (Some('x'), Ok(number), [b'>', ..]) => Next::Mark(length + 1, Piece::Open(number)),
        (Some('x'), Ok(number), [b'/', b'>', ..]) if !closes => Next::Mark(length + 2, Piece::Keep(number)),
        (Some('x'), Ok(number), [b' ', b'/', b'>', ..]) if !closes => {
            Next::Mark(length + 3, Piece::Keep(number))
        }
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
            read("<s1>a < b, a<b, <em>, &nothing; &, x <y1>, <x>, <x-1> R&D <s></s1>", 1),
            "a < b, a<b, <em>, &nothing; &, x <y1>, <x>, <x-1> R&D <s>|"
        );
    }

    #[test]
    fn white_space_around_segments_is_no_part_of_them() {
        assert_eq!(read(" \n<s1>\n a  b \n</s1> <s2><x0>c</x0> </s2>", 2), "a  b|[0]c[/0]|");
    }

    #[test]
    fn what_models_put_around_an_answer_is_passed_over() {
        for around in [
            "<think>\nThe user wants <s1>…</s1>. Fine.\n</think>\n\n{}",
            "```xml\n{}\n```",
            "<document lang=\"fr\">\n{}\n</document>\n",
            "<think></think>```\n<document>{}</document>```",
        ] {
            assert_eq!(read(&around.replace("{}", "<s1>a</s1>"), 1), "a|", "{around}");
        }
        refused(&format!("<think>{}</think><s1>a</s1>", "a".repeat(300_000)), 1);
    }

    #[test]
    fn references_are_characters_unless_the_source_is_about_them() {
        assert_eq!(read("<s1>&eacute;t&#233; &#x1F393;&hellip;</s1>", 1), "été 🎓…|");
        assert_eq!(
            read("<s1>R&D; A&B&C &; &#; &toolongtobeone;</s1>", 1),
            "R&D; A&B&C &; &#; &toolongtobeone;|"
        );
        let about = [MarkedText::plain("Write &eacute; in HTML")];
        let (mut reader, mut out) = (AnswerReader::new(&about), VecDeque::new());
        reader.read("<s1>&amp;eacute; &agrave;</s1>", &mut out).unwrap();
        reader.finish().unwrap();
        let words = out
            .iter()
            .filter_map(|p| if let Progress::Piece(Piece::Text(t)) = p { Some(t.as_str()) } else { None });
        assert_eq!(words.collect::<String>(), "&eacute; &agrave;");
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
            "```\n<s1>a</s1>\n``` Done.",
            "``````",
            "<think>never ends",
            "<documents>",
            "<think>a</think>Sure: <s1>a</s1>",
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
        fn any_answer_is_read_or_refused_the_same_however_it_is_cut(answer in r"(<s1>|</s1>|<x1/>|<x1 /|<x|&lt;|&eacute;|&#|;|&|<|```|<think>|</think>|</document>|été|日| |\n|/|1|>){0,20}", step in 1_usize..9) {
            let (whole, cut) = (read_by(&answer, 1, 10_000), read_by(&answer, 1, step));
            prop_assert_eq!(format!("{whole:?}"), format!("{cut:?}"));
        }
    }
}
