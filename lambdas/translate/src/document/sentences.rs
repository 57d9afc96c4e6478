use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

/// Cuts `text` into runs of whole sentences of at most `limit` characters (UAX #29); a longer sentence is cut between
/// words, and a longer word between characters as people see them. The runs joined are the text.
pub(crate) fn sentences(text: &str, limit: usize) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    pack(
        text,
        0,
        limit,
        &mut runs,
        &[
            |text| text.split_sentence_bounds().collect(),
            |text| text.split_word_bounds().collect(),
            |text| text.graphemes(true).collect(),
        ],
    );
    runs
}

type Cut = fn(&str) -> Vec<&str>;

/// Packs the parts that the first cut makes into runs; what is too long by itself is cut by the next.
fn pack(text: &str, at: usize, limit: usize, runs: &mut Vec<Range<usize>>, cuts: &[Cut]) {
    let Some((cut, finer)) = cuts.split_first() else {
        runs.push(at..at + text.len());
        return;
    };
    let (mut begin, mut end, mut size) = (at, at, 0);
    for part in cut(text) {
        let length = part.chars().count();
        if size > 0 && size + length > limit {
            runs.push(begin..end);
            (begin, size) = (end, 0);
        }
        if length > limit {
            pack(part, end, limit, runs, finer);
            end += part.len();
            begin = end;
        } else {
            end += part.len();
            size += length;
        }
    }
    if begin < end {
        runs.push(begin..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, limit: usize) -> Vec<&str> {
        sentences(text, limit).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn whole_sentences_stay_together_up_to_the_limit() {
        assert_eq!(cut("One. Two. Three.", 100), ["One. Two. Three."]);
        assert_eq!(cut("One. Two. Three.", 10), ["One. Two. ", "Three."]);
        assert_eq!(cut("一二三。四五六。", 4), ["一二三。", "四五六。"]);
        assert_eq!(cut("", 4), [""; 0]);
    }

    #[test]
    fn a_long_sentence_is_cut_between_words_and_a_long_word_between_characters() {
        assert_eq!(cut("Alpha beta gamma. Delta.", 11), ["Alpha beta ", "gamma. ", "Delta."]);
        assert_eq!(cut("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 10), ["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧"]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_long(text in r"[\PC\n .]{0,200}", limit in 1_usize..50) {
            let runs = cut(&text, limit);
            proptest::prop_assert_eq!(runs.concat(), text.as_str());
            let one_character = |run: &str| run.graphemes(true).count() == 1;
            proptest::prop_assert!(runs.iter().all(|run| one_character(run) || run.chars().count() <= limit));
        }
    }
}
