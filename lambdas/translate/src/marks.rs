//! Whether a translation kept the marks of its source.

use std::collections::BTreeMap;

use ports::{MarkedText, Piece};

/// Whether each mark of `source` stands in `translation` exactly once, inside the same pair as before, and there are words.
pub(crate) fn kept(source: &MarkedText, translation: &MarkedText) -> bool {
    let words = !translation.words().trim().is_empty();
    words && places(translation).is_some_and(|places| Some(places) == self::places(source))
}

#[derive(PartialEq, Eq)]
enum Kind {
    Pair,
    Keep,
}

/// For every mark what it is and which pair it is directly inside; `None` when one stands twice or pairs are not nested.
fn places(text: &MarkedText) -> Option<BTreeMap<u16, (Kind, Option<u16>)>> {
    let (mut places, mut open) = (BTreeMap::new(), Vec::new());
    for piece in &text.0 {
        let (number, kind) = match piece {
            Piece::Text(_) => continue,
            Piece::Close(number) => {
                if open.pop() != Some(*number) {
                    return None;
                }
                continue;
            }
            Piece::Open(number) => (*number, Kind::Pair),
            Piece::Keep(number) => (*number, Kind::Keep),
        };
        let opens = kind == Kind::Pair;
        if places.insert(number, (kind, open.last().copied())).is_some() {
            return None;
        }
        open.extend(opens.then_some(number));
    }
    open.is_empty().then_some(places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Piece::{Close, Keep, Open};

    fn marked(pieces: &[Piece]) -> MarkedText {
        let words = || Piece::Text("w".into());
        MarkedText(pieces.iter().flat_map(|piece| [piece.clone(), words()]).collect())
    }

    #[test]
    fn marks_may_change_their_order_and_nothing_else() {
        let source = marked(&[Open(0), Open(1), Close(1), Close(0), Keep(2), Open(3), Close(3)]);
        assert!(kept(&source, &source));
        assert!(kept(&source, &marked(&[Open(3), Close(3), Keep(2), Open(0), Open(1), Close(1), Close(0)])));
        for broken in [
            &[Open(0), Open(1), Close(1), Close(0), Keep(2)][..],
            &[Open(0), Close(0), Open(1), Close(1), Keep(2), Open(3), Close(3)],
            &[Open(0), Open(1), Close(0), Close(1), Keep(2), Open(3), Close(3)],
            &[Open(0), Open(1), Close(1), Keep(2), Close(0), Open(3), Close(3)],
            &[Open(0), Open(1), Close(1), Close(0), Keep(2), Keep(2), Open(3), Close(3)],
            &[Open(0), Open(1), Close(1), Close(0), Keep(2), Open(3)],
            &[Open(0), Open(1), Close(1), Close(0), Keep(2), Keep(3)],
            &[Open(0), Open(1), Close(1), Close(0), Keep(2), Open(3), Close(3), Keep(4)],
            &[Close(0), Open(0), Open(1), Close(1), Keep(2), Open(3), Close(3)],
        ] {
            assert!(!kept(&source, &marked(broken)), "{broken:?}");
        }
    }

    #[test]
    fn a_translation_without_words_is_none() {
        let source = MarkedText(vec![Keep(0), Piece::Text("w".into())]);
        assert!(!kept(&source, &MarkedText(vec![Keep(0), Piece::Text(" ".into())])));
    }
}
