//! The passages that documents are cut into.

use documents::{Place, Section};
use unicode_segmentation::UnicodeSegmentation as _;

/// How many words a passage has at most. A model of meanings reads some 250 pieces of words, and mixes what stands together:
/// the fewer thoughts a passage has, the plainer is what it is about.
const MOST_WORDS: usize = 120;

/// How many words at the end of a passage are also the beginning of the next, so that what one sentence says of the one before
/// is found together.
const OVERLAP: usize = 30;

/// So many bytes are a word more: a key or a picture written as text, a language without spaces.
const LONGEST_WORD: usize = 50;

/// How many words the first line of a section has at most to be its heading.
const LONGEST_HEADING: usize = 15;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewPassage {
    /// Where it stands.
    pub(crate) place: Place,
    /// The heading that it stands under, unless it begins with it.
    pub(crate) heading: Option<String>,
    /// What it says, whole sentences where they are not too long.
    pub(crate) text: String,
}

/// Cuts a document into passages, none of them across sections.
pub(crate) fn cut(sections: &[Section]) -> Vec<NewPassage> {
    sections.iter().flat_map(cut_section).collect()
}

/// What a document calls itself, if it begins with that.
pub(crate) fn title(sections: &[Section]) -> Option<&str> {
    sections.first().and_then(heading)
}

/// The first line, if it is short.
fn heading(section: &Section) -> Option<&str> {
    let first = section.text.lines().map(str::trim).find(|line| !line.is_empty());
    first.filter(|line| words(line) <= LONGEST_HEADING)
}

fn cut_section(section: &Section) -> Vec<NewPassage> {
    let sentences = sentences(&section.text);
    let heading = heading(section);
    let (mut passages, mut first) = (Vec::new(), 0);
    while first < sentences.len() {
        let end = first + fitting(sentences[first..].iter(), MOST_WORDS).max(1);
        let text: String = sentences[first..end].iter().map(|sentence| sentence.text).collect();
        let text = text.trim().to_owned();
        let heading = heading.filter(|_| first > 0).map(str::to_owned);
        passages.push(NewPassage { place: section.place.clone(), heading, text });
        if end == sentences.len() {
            break;
        }
        // Whatever is repeated, each passage begins later than the one before.
        first = (end - fitting(sentences[first..end].iter().rev(), OVERLAP)).max(first + 1);
    }
    passages
}

/// How many of the sentences have so many words together at most.
fn fitting<'a>(sentences: impl Iterator<Item = &'a Sentence<'a>>, most: usize) -> usize {
    let sums = sentences.scan(0, |sum, sentence| {
        *sum += sentence.words;
        Some(*sum)
    });
    sums.take_while(|sum| *sum <= most).count()
}

/// A sentence, or a piece of one that is too long, with the space after it.
struct Sentence<'a> {
    text: &'a str,
    words: usize,
}

fn sentences(text: &str) -> Vec<Sentence<'_>> {
    let lines = text.split_inclusive('\n');
    let sentences = lines.flat_map(|line| line.split_sentence_bounds());
    let mut pieces = Vec::new();
    for sentence in sentences.filter(|sentence| !sentence.trim().is_empty()) {
        let mut rest = sentence;
        // A table without an end, or a text without full stops.
        while let Some(end) = end_of_piece(rest) {
            pieces.push(Sentence { text: &rest[..end], words: MOST_WORDS });
            rest = &rest[end..];
        }
        pieces.push(Sentence { text: rest, words: words(rest) });
    }
    pieces
}

/// How many words a text has, at least as many as fill it.
fn words(text: &str) -> usize {
    // What is too long in any case is not counted, which would take as long as it is.
    let fill = text.len().div_ceil(LONGEST_WORD);
    if fill > MOST_WORDS { fill } else { fill.max(text.unicode_words().count()) }
}

/// Where a text that is too long for a passage is cut.
fn end_of_piece(text: &str) -> Option<usize> {
    let piece = &text[..text.floor_char_boundary(MOST_WORDS * LONGEST_WORD)];
    let word = piece.unicode_word_indices().nth(MOST_WORDS).map(|(start, _)| start);
    word.or_else(|| (piece.len() < text.len()).then_some(piece.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(text: &str) -> Section {
        Section { place: Place::Slide(3), text: text.to_owned() }
    }

    fn words(text: &str) -> Vec<&str> {
        text.unicode_words().collect()
    }

    #[test]
    fn a_short_section_is_one_passage_at_its_place() {
        let passages = cut(&[section("Light\nPlants need it.\n")]);
        let text = "Light\nPlants need it.".to_owned();
        assert_eq!(passages, [NewPassage { place: Place::Slide(3), heading: None, text }]);
    }

    #[test]
    fn passages_end_with_sentences_overlap_and_miss_nothing() {
        let sentences = (0..100).map(|number| format!("Sentence number {number} has seven words. "));
        let text = sentences.collect::<Vec<_>>().concat();
        let passages = cut(&[section(&text)]);
        assert!(passages.len() > 5);
        for pair in passages.windows(2) {
            assert!(pair[0].text.ends_with('.') && words(&pair[0].text).len() <= MOST_WORDS);
            let first = pair[1].text.split_inclusive('.').next().unwrap();
            assert!(pair[0].text.contains(first), "{first} is not in {}", pair[0].text);
        }
        for number in 0..100 {
            let sentence = format!("number {number} has");
            assert!(passages.iter().any(|passage| passage.text.contains(&sentence)), "{sentence}");
        }
    }

    #[test]
    fn no_passage_stands_in_two_sections() {
        let passages = cut(&[section("One."), section("Two.")]);
        assert_eq!(passages.iter().map(|passage| &*passage.text).collect::<Vec<_>>(), ["One.", "Two."]);
    }

    #[test]
    fn later_passages_of_a_section_know_its_heading() {
        let passages =
            cut(&[section(&format!("Safety first\n{}", "Wear goggles at all times. ".repeat(60)))]);
        assert_eq!(passages[0].heading, None);
        assert!(passages[1..].iter().all(|passage| passage.heading.as_deref() == Some("Safety first")));
        let passages = cut(&[section(&"This is no heading but text. ".repeat(60))]);
        assert!(passages.iter().all(|passage| passage.heading.is_none()));
    }

    #[test]
    fn a_text_without_sentences_is_cut_between_words() {
        let text = (0..1000).map(|number| format!("w{number} ")).collect::<Vec<_>>().concat();
        let passages = cut(&[section(&text)]);
        let found: Vec<_> = passages.iter().flat_map(|passage| words(&passage.text)).collect();
        assert_eq!(found, words(&text));
        assert!(passages.iter().all(|passage| words(&passage.text).len() <= MOST_WORDS));
    }

    #[test]
    fn a_word_without_an_end_is_cut_and_is_no_heading() {
        for text in ["x".repeat(1 << 20), format!("{}\nand more", "Größe".repeat(1 << 17))] {
            let passages = cut(&[section(&text)]);
            let longest = passages.iter().map(|passage| passage.text.len()).max().unwrap();
            assert!(longest <= MOST_WORDS * LONGEST_WORD, "{longest}");
            assert!(passages.iter().all(|passage| passage.heading.is_none()));
            let all: usize = passages.iter().map(|passage| passage.text.len()).sum();
            assert!(all >= text.trim().len() - 1, "{all} of {}", text.len());
        }
    }

    #[test]
    fn a_section_without_words_makes_no_passage() {
        assert_eq!(cut(&[section(" \n\n ")]), []);
    }
}
