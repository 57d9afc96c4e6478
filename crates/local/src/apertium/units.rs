//! A text with marks, character by character: every character knows the marks around it, so that sentences can be
//! cut and words can move without a mark being left open.

use std::sync::Arc;

use ports::{MarkedText, Piece};

/// The pairs of marks around something, the outermost first.
pub(super) type Marks = Arc<[u16]>;

/// What stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Char(char),
    Keep(u16),
    /// The inside of a pair of marks that holds nothing.
    Nothing,
}

/// One thing in a text, and the marks around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub what: What,
    pub marks: Marks,
}

impl Unit {
    pub fn char(&self) -> Option<char> {
        if let What::Char(char) = self.what { Some(char) } else { None }
    }

    pub fn is_space(&self) -> bool {
        self.char().is_some_and(char::is_whitespace)
    }

    pub fn is_word(&self) -> bool {
        self.char().is_some_and(char::is_alphanumeric)
    }
}

/// The text's units in their order.
pub(super) fn units(text: &MarkedText) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut marks: Marks = Arc::from([]);
    let mut opened_just_now = false;
    for piece in &text.0 {
        match piece {
            Piece::Text(text) => {
                units.extend(text.chars().map(|char| Unit { what: What::Char(char), marks: marks.clone() }));
                opened_just_now &= text.is_empty();
            }
            Piece::Keep(number) => {
                units.push(Unit { what: What::Keep(*number), marks: marks.clone() });
                opened_just_now = false;
            }
            Piece::Open(number) => {
                marks = marks.iter().copied().chain([*number]).collect();
                opened_just_now = true;
            }
            Piece::Close(_) => {
                if opened_just_now {
                    units.push(Unit { what: What::Nothing, marks: marks.clone() });
                }
                marks = marks.iter().copied().take(marks.len().saturating_sub(1)).collect();
                opened_just_now = false;
            }
        }
    }
    units
}

/// The marks that two neighbours share: those of what stands between them.
pub(super) fn common(one: &Marks, other: &Marks) -> Marks {
    let shared = shared(one, other);
    if shared == one.len() { one.clone() } else { one[..shared].into() }
}

fn shared(one: &[u16], other: &[u16]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// Writes units as pieces. A pair stays open while the units that follow are inside it, also those of the next
/// sentence.
#[derive(Debug, Default)]
pub(super) struct Writer {
    open: Vec<u16>,
}

impl Writer {
    pub fn write(&mut self, units: &[Unit]) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for unit in units {
            self.move_to(&unit.marks, &mut pieces);
            match (unit.what, pieces.last_mut()) {
                (What::Char(char), Some(Piece::Text(text))) => text.push(char),
                (What::Char(char), _) => pieces.push(Piece::Text(char.into())),
                (What::Keep(number), _) => pieces.push(Piece::Keep(number)),
                (What::Nothing, _) => {}
            }
        }
        pieces
    }

    /// Closes what is still open, at the end of a segment.
    pub fn end(mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        self.move_to(&[], &mut pieces);
        pieces
    }

    fn move_to(&mut self, marks: &[u16], pieces: &mut Vec<Piece>) {
        let shared = shared(&self.open, marks);
        while self.open.len() > shared {
            pieces.extend(self.open.pop().map(Piece::Close));
        }
        for mark in &marks[shared..] {
            self.open.push(*mark);
            pieces.push(Piece::Open(*mark));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Piece {
        Piece::Text(text.into())
    }

    #[test]
    fn what_is_cut_into_units_and_written_again_is_the_same() {
        let pieces = vec![
            text("a "),
            Piece::Open(1),
            text("b"),
            Piece::Open(2),
            Piece::Close(2),
            Piece::Keep(3),
            Piece::Close(1),
            Piece::Open(4),
            Piece::Keep(5),
            Piece::Close(4),
            text(" c"),
        ];
        let units = units(&MarkedText(pieces.clone()));
        let mut writer = Writer::default();
        let mut written: Vec<_> = units.chunks(2).flat_map(|some| writer.write(some)).collect();
        written.extend(writer.end());
        assert_eq!(written, pieces);
    }
}
