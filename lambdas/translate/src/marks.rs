//! Whether a translation kept the marks of its source.

use std::collections::BTreeMap;

use ports::{MarkedText, Piece};

/// Whether each mark of `source` stands in `translation` exactly once, inside the same pair as before, and around words
/// only if it was before: a link without words cannot be seen, and words in an icon's element cannot be read.
pub(crate) fn kept(source: &MarkedText, translation: &MarkedText) -> bool {
    let words = !translation.words().trim().is_empty();
    words && places(translation).is_some_and(|places| Some(places) == self::places(source))
}

#[derive(PartialEq, Eq)]
enum Place {
    Pair { inside: Option<u16>, around_words: bool },
    Keep { inside: Option<u16> },
}

/// For every mark what it is, which pair it is directly inside, and whether it is around words; `None` when one stands
/// twice or pairs are not nested.
fn places(text: &MarkedText) -> Option<BTreeMap<u16, Place>> {
    let mut places = BTreeMap::new();
    // The pairs that are open, and whether there were words in them yet.
    let mut open: Vec<(u16, bool)> = Vec::new();
    for piece in &text.0 {
        let inside = open.last().map(|(number, _)| *number);
        let (number, place) = match piece {
            Piece::Text(words) => {
                note_words(&mut open, !words.trim().is_empty());
                continue;
            }
            Piece::Open(number) => {
                open.push((*number, false));
                continue;
            }
            Piece::Close(number) => {
                let (_, around_words) = open.pop().filter(|(opened, _)| opened == number)?;
                note_words(&mut open, around_words);
                (*number, Place::Pair { inside: open.last().map(|(number, _)| *number), around_words })
            }
            Piece::Keep(number) => (*number, Place::Keep { inside }),
        };
        if places.insert(number, place).is_some() {
            return None;
        }
    }
    open.is_empty().then_some(places)
}

fn note_words(open: &mut [(u16, bool)], there: bool) {
    if let Some((_, words)) = open.last_mut() {
        *words |= there;
    }
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
            &[Open(0), Open(0), Close(0), Open(1), Close(1), Close(0), Keep(2), Open(3), Close(3)],
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
    fn a_pair_is_around_words_if_it_was_before() {
        let text = |words: &str| Piece::Text(words.into());
        let link = || MarkedText(vec![text("see "), Open(0), Open(1), text("it"), Close(1), Close(0)]);
        let icon = || MarkedText(vec![Open(0), Keep(1), Close(0), text(" it")]);
        assert!(kept(&link(), &link()) && kept(&icon(), &icon()));
        let without = [text("see it"), Open(0), Open(1), text(" "), Close(1), Close(0)];
        assert!(!kept(&link(), &MarkedText(without.into())));
        assert!(!kept(&icon(), &MarkedText(vec![Open(0), Keep(1), text("it"), Close(0), text(" ")])));
        let beside = [Open(0), text("it"), Open(1), Close(1), Close(0)];
        assert!(!kept(&link(), &MarkedText(beside.into())));
    }

    #[test]
    fn a_translation_without_words_is_none() {
        let source = MarkedText(vec![Keep(0), Piece::Text("w".into())]);
        assert!(!kept(&source, &MarkedText(vec![Keep(0), Piece::Text(" ".into())])));
    }
}
