//! Passages, cut to a length that people and models read.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation as _;

/// Letters of a word's beginning by which words of a question and of a passage are taken for the same: `absent`, `absence`.
const STEM: usize = 5;
/// Words with fewer letters say nothing.
const SHORTEST: usize = 3;
/// Beginnings of an excerpt that are compared. A passage has fewer sentences; what is no text may have one at each letter.
const BEGINNINGS: usize = 60;

/// The text up to `most` characters, cut where a word ends; an ellipsis stands for the rest, and counts.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let mut room = most.saturating_sub(1);
    let fits = |piece: &&str| {
        let left = room.checked_sub(piece.chars().count());
        room = left.unwrap_or(room);
        left.is_some()
    };
    let whole: String = text.split_word_bounds().take_while(fits).collect();
    // One word without an end, of a language that writes none or of somebody who means harm.
    let kept =
        if whole.trim().is_empty() { text.chars().take(most.saturating_sub(1)).collect() } else { whole };
    format!("{}…", kept.trim_end())
}

/// The part of a passage that says most of what a question asks, in one line, `most` characters at most.
pub(crate) fn excerpt(passage: &str, question: &str, most: usize) -> String {
    let line = passage.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().nth(most).is_none() {
        return line;
    }
    let asked = stems(question);
    let starts = line.split_sentence_bound_indices().map(|(start, _)| start).take(BEGINNINGS);
    let said = |start: usize| {
        let window: String = line[start..].chars().take(most).collect();
        stems(&window).intersection(&asked).count()
    };
    // Of windows that say as much, the first.
    let best =
        starts.map(|start| (said(start), start)).max_by_key(|(said, start)| (*said, usize::MAX - start));
    match best {
        Some((1.., start)) if start > 0 => format!("…{}", cut(&line[start..], most.saturating_sub(1))),
        _ => cut(&line, most),
    }
}

fn stems(text: &str) -> HashSet<String> {
    let words = text.unicode_words().filter(|word| word.chars().count() >= SHORTEST);
    words.map(|word| word.to_lowercase().chars().take(STEM).collect()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_cut_where_a_word_ends() {
        assert_eq!(cut("  one two three ", 13), "one two three");
        assert_eq!(cut("one two three", 12), "one two…");
        assert_eq!(cut("one two three", 8), "one two…");
        assert_eq!(cut("one two three", 7), "one…");
        assert_eq!(cut("Donaudampfschifffahrt", 6), "Donau…");
        assert_eq!(cut("水面下の世界", 4).chars().count(), 4);
        assert_eq!(cut("", 4), "");
    }

    #[test]
    fn an_excerpt_shows_the_sentence_that_is_asked_for() {
        let filler = "Seminars take place every week and are held in the old building. ".repeat(20);
        let passage = format!("{filler}Who is absent three times gets no credit. {filler}");
        let shown = excerpt(&passage, "How many absences until I get no credit?", 200);
        assert!(shown.contains("absent three times") && shown.starts_with('…'), "{shown}");
        assert!(shown.chars().count() <= 200);
        assert!(excerpt(&passage, "?", 200).starts_with("Seminars take"), "nothing in it is better");
        assert_eq!(excerpt("a\n\n b", "b", 200), "a b");
    }

    proptest! {
        #[test]
        fn no_text_is_longer_than_it_may_be(text in "\\PC{0,80}|[a-z .\u{300}\u{1f1e9}]{0,80}", most in 1_usize..60) {
            prop_assert!(cut(&text, most).chars().count() <= most);
            prop_assert!(excerpt(&text, "abcdef", most).chars().count() <= most);
        }
    }
}
