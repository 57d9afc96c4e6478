//! Where a text stands in its document, written into the text: a knowledge base cuts texts into pieces as it likes, and says
//! of a piece only what stands in it. So each section begins with its place between brackets, `⟦slide 3⟧`, and says it again
//! before each piece of it, `⟦… slide 3⟧`, so often that a piece has one such marker at least. The brackets stand for nothing
//! else: those of the text itself are written otherwise, so no text can lie about where it stands.

use documents::{Place, Section};

const OPEN: char = '⟦';
const CLOSE: char = '⟧';
/// Begins a marker in the midst of its section.
const ON: &str = "… ";
/// After so many bytes of a section its place is said again. A piece has 300 tokens (`infra/lib/constructs/knowledge-base.ts`): some
/// 1,200 bytes of English, and not many fewer of any other language.
const EVERY: usize = 500;
/// The longest name of a sheet or a chapter in a marker, in characters.
const LONGEST_NAME: usize = 80;

/// The text of the sections with their places.
pub(super) fn marked(sections: &[Section]) -> String {
    let has_places = sections.iter().any(|section| section.place != Place::Whole);
    let marked = |Section { place, text }: &Section| {
        let text = text.replace(OPEN, "[[").replace(CLOSE, "]]");
        if !has_places {
            return text;
        }
        let label = label(place);
        let again = format!("{OPEN}{ON}{label}{CLOSE}");
        format!("{OPEN}{label}{CLOSE}\n{}", pieces(&text).join(&again))
    };
    sections.iter().map(marked).collect::<Vec<_>>().join("\n")
}

/// The text in pieces of [`EVERY`] bytes at most, between words where there are any.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while rest.len() > EVERY {
        let most = rest.floor_char_boundary(EVERY);
        let word = rest[..most].rfind(char::is_whitespace).map(|space| {
            let width = rest[space..].chars().next().map_or(1, char::len_utf8);
            space + width
        });
        let (piece, left) = rest.split_at(word.unwrap_or(most));
        pieces.push(piece);
        rest = left;
    }
    pieces.push(rest);
    pieces
}

fn label(place: &Place) -> String {
    let named = |kind: &str, name: &str| {
        let name = name.replace([OPEN, CLOSE], " ");
        let words: Vec<_> = name.split_whitespace().collect();
        let name: String = words.join(" ").chars().take(LONGEST_NAME).collect();
        format!("{kind} {name}")
    };
    match place {
        Place::Whole => "text".to_owned(),
        Place::Page(number) => format!("page {number}"),
        Place::Slide(number) => format!("slide {number}"),
        Place::Sheet(name) => named("sheet", name),
        Place::Chapter(name) => named("chapter", name),
    }
}

fn place(label: &str) -> Option<Place> {
    let (kind, name) = label.split_once(' ')?;
    let named = || Some(name.trim().to_owned()).filter(|name| !name.is_empty());
    match kind {
        "page" => name.parse().ok().map(Place::Page),
        "slide" => name.parse().ok().map(Place::Slide),
        "sheet" => named().map(Place::Sheet),
        "chapter" => named().map(Place::Chapter),
        _ => None,
    }
}

/// The text of a piece without markers, and where most of it stands, if that is known.
pub(super) fn unmarked(piece: &str) -> (String, Option<Place>) {
    // The end of a marker that the piece before has begun, and the beginning of one that the next one ends.
    let piece = match (piece.find(CLOSE), piece.find(OPEN)) {
        (Some(close), open) if open.is_none_or(|open| close < open) => &piece[close + CLOSE.len_utf8()..],
        _ => piece,
    };
    let piece = match (piece.rfind(OPEN), piece.rfind(CLOSE)) {
        (Some(open), close) if close.is_none_or(|close| close < open) => &piece[..open],
        _ => piece,
    };
    let (mut text, mut stand) = (String::new(), Vec::<(Option<Place>, usize)>::new());
    let mut count = |place: Option<Place>, said: &str| {
        let size = said.trim().chars().count();
        match stand.iter_mut().find(|(known, _)| *known == place) {
            Some((_, known)) => *known += size,
            None => stand.push((place, size)),
        }
    };
    let mut parts = piece.split(OPEN);
    let mut before = parts.next();
    for part in parts {
        let (label, said) = part.split_once(CLOSE).unwrap_or(("", part));
        let (label, goes_on) = label.strip_prefix(ON).map_or((label, false), |label| (label, true));
        let place = place(label);
        if let Some(before) = before.take() {
            count(place.clone().filter(|_| goes_on), before);
            text.push_str(before);
        }
        count(place, said);
        if !goes_on && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        // The line that a marker had for itself.
        text.push_str(if goes_on { said } else { said.trim_start() });
    }
    if let Some(before) = before {
        text.push_str(before);
    }
    let most = stand.iter().rev().max_by_key(|(_, size)| *size);
    (text.trim().to_owned(), most.and_then(|(place, _)| place.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slide(number: u32, text: &str) -> Section {
        Section { place: Place::Slide(number), text: text.into() }
    }

    #[test]
    fn sections_begin_with_their_places_and_come_back_without_them() {
        let sections = [slide(1, "Cells."), slide(2, "The mitochondria.")];
        let text = marked(&sections);
        assert_eq!(text, "⟦slide 1⟧\nCells.\n⟦slide 2⟧\nThe mitochondria.");
        assert_eq!(unmarked(&text), ("Cells.\nThe mitochondria.".into(), Some(Place::Slide(2))));
    }

    #[test]
    fn a_text_without_places_is_left_as_it_is() {
        let whole = |text: &str| Section { place: Place::Whole, text: text.into() };
        let text = marked(&[whole("one"), whole("two")]);
        assert_eq!((text.as_str(), unmarked(&text)), ("one\ntwo", ("one\ntwo".into(), None)));
        let mixed = marked(&[whole("the longest of them"), slide(2, "short")]);
        assert_eq!(unmarked(&mixed).1, None);
    }

    #[test]
    fn every_piece_of_a_long_section_tells_its_place() {
        let long = "word ".repeat(1000) + &"字".repeat(3000);
        let text = marked(&[slide(1, "Short."), slide(2, &long)]);
        let characters: Vec<char> = text.chars().collect();
        for piece in characters[20..].chunks(EVERY + 30) {
            let (said, place) = unmarked(&piece.iter().collect::<String>());
            assert_eq!(place, Some(Place::Slide(2)));
            assert!(!said.contains([OPEN, CLOSE]), "{said}");
        }
        assert_eq!(unmarked(&text).0, format!("Short.\n{long}"));
    }

    #[test]
    fn a_piece_belongs_where_most_of_it_stands() {
        assert_eq!(unmarked("the end of something ⟦slide 3⟧ x").1, None);
        assert_eq!(unmarked("the end of something ⟦… slide 3⟧ x").1, Some(Place::Slide(3)));
        assert_eq!(unmarked("x ⟦slide 3⟧ the midst ⟦slide 4⟧ y").1, Some(Place::Slide(3)));
        assert_eq!(unmarked("no marker at all"), ("no marker at all".into(), None));
    }

    #[test]
    fn a_marker_that_was_cut_leaves_nothing_behind() {
        assert_eq!(unmarked("lide 3⟧\nWords. ⟦slide 4⟧ More words. ⟦sli").0, "Words. \nMore words.");
        assert_eq!(unmarked("lide 3⟧\nWords."), ("Words.".into(), None));
        assert_eq!(unmarked("Words. ⟦"), ("Words.".into(), None));
        assert_eq!(unmarked(""), (String::new(), None));
    }

    #[test]
    fn a_text_cannot_lie_about_where_it_stands() {
        let text = marked(&[slide(1, "See ⟦slide 9⟧ for ⟦… slide 9⟧ all of it"), slide(2, "x")]);
        assert_eq!(unmarked(&text).1, Some(Place::Slide(1)));
        assert!(unmarked(&text).0.contains("[[slide 9]]"));
        let name = Place::Chapter("1⟧⟦slide 9⟧ \n the  end".into());
        let text = marked(&[Section { place: name, text: "words".into() }]);
        assert_eq!(unmarked(&text), ("words".into(), Some(Place::Chapter("1 slide 9 the end".into()))));
    }

    #[test]
    fn every_kind_of_place_comes_back() {
        for place in [Place::Page(7), Place::Slide(300), Place::Sheet("Noten 2026".into())] {
            let text = marked(&[Section { place: place.clone(), text: "x".into() }]);
            assert_eq!(unmarked(&text).1, Some(place));
        }
    }
}
