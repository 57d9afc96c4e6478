//! One text, taken apart into what is translated and what stays as it is, and put together again.

mod html;
mod inline;
mod protected;
mod sentences;
#[cfg(test)]
mod tests;
mod written;

use ports::{MarkedText, Piece};

use crate::api::Format;
use inline::Run;
pub(crate) use sentences::sentences;

/// Characters of a segment at most, where its sentences allow it, and of the segments that an engine is given together.
pub(crate) const CHUNK: usize = 2_000;

/// A text as segments and what stands between them.
#[derive(Debug)]
pub(crate) struct Document {
    format: Format,
    pub segments: Vec<Segment>,
    /// What stands after the last segment.
    pub after: String,
}

/// Words that belong together: a sentence or a few, without white space at the ends.
#[derive(Debug)]
pub(crate) struct Segment {
    /// What stands before the segment and after the last one.
    pub before: String,
    pub text: MarkedText,
    /// What the marks of `text` stand for, by their numbers.
    marks: Vec<Mark>,
    /// Its length in characters.
    pub characters: usize,
}

#[derive(Debug, PartialEq, Eq)]
enum Mark {
    Pair { open: String, close: String },
    Keep(String),
}

impl Document {
    pub fn of(text: &str, format: Format) -> Self {
        let mut document = Self { format, segments: Vec::new(), after: String::new() };
        match format {
            Format::Html => html::read(text, &mut document),
            Format::Text => {
                // Each line by itself: so its ends stay where they are, and a chunk gives the engine the lines around.
                for line in text.split_inclusive('\n') {
                    let mut run = Run::default();
                    run.words(line, |part| line[part].to_owned());
                    run.finish(&mut document);
                }
            }
        }
        document
    }

    /// Runs of neighbouring segments that an engine is given together.
    pub fn chunks(&self) -> Vec<std::ops::Range<usize>> {
        let mut chunks: Vec<std::ops::Range<usize>> = Vec::new();
        let mut size = 0;
        for (index, segment) in self.segments.iter().enumerate() {
            match chunks.last_mut() {
                Some(last) if size + segment.characters <= CHUNK => {
                    last.end = index + 1;
                    size += segment.characters;
                }
                _ => {
                    chunks.push(index..index + 1);
                    size = segment.characters;
                }
            }
        }
        chunks
    }

    /// The words to translate, for recognising their language.
    pub fn words(&self) -> String {
        let words: Vec<_> = self.segments.iter().map(|segment| segment.text.words()).collect();
        words.join("\n")
    }

    /// Words of the source as an engine reads them: in HTML a line break is a space.
    fn read_words(&self, words: &str) -> String {
        if self.format == Format::Html { html::collapse(words) } else { words.to_owned() }
    }

    fn write_words(&self, words: &str) -> String {
        if self.format == Format::Html { html::escape(words) } else { words.to_owned() }
    }

    /// A piece of a segment's translation as text of the document's format.
    pub fn write(&self, segment: &Segment, piece: &Piece) -> String {
        let mark = |number: &u16| segment.marks.get(usize::from(*number));
        match piece {
            Piece::Text(text) => self.write_words(text),
            Piece::Open(number) => match mark(number) {
                Some(Mark::Pair { open, .. }) => open.clone(),
                _ => String::new(),
            },
            Piece::Close(number) => match mark(number) {
                Some(Mark::Pair { close, .. }) => close.clone(),
                _ => String::new(),
            },
            Piece::Keep(number) => match mark(number) {
                Some(Mark::Keep(source)) => source.clone(),
                _ => String::new(),
            },
        }
    }

    /// A segment's whole translation.
    pub fn write_all(&self, segment: &Segment, text: &MarkedText) -> String {
        text.0.iter().map(|piece| self.write(segment, piece)).collect()
    }

    /// Whether what comes of a segment may be shown before it is complete: half a piece of markup may not.
    pub fn shows_pieces(&self) -> bool {
        self.format == Format::Text
    }

    fn verbatim(&mut self, text: &str) {
        self.after.push_str(text);
    }

    fn segment(&mut self, text: MarkedText, marks: Vec<Mark>, characters: usize) {
        let before = std::mem::take(&mut self.after);
        self.segments.push(Segment { before, text, marks, characters });
    }
}
