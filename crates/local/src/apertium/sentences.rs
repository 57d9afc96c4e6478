//! Where sentences end: Apertium translates each by itself.

use unicode_segmentation::UnicodeSegmentation;

use super::units::Unit;

/// In characters. Apertium's time grows faster than a sentence's length beyond this; only text without punctuation
/// has such sentences, and it is cut between words.
const LONGEST: usize = 5_000;

/// What stands in for a mark where bounds are looked for: it is no letter and no space.
const OBJECT: char = '\u{fffc}';

/// Cuts at the sentence bounds of UAX #29. White space after a sentence belongs to it.
pub(super) fn sentences(units: &[Unit]) -> Vec<&[Unit]> {
    let text: String = units.iter().map(|unit| unit.char().unwrap_or(OBJECT)).collect();
    let mut rest = units;
    let mut sentences = Vec::new();
    let mut length = 0;
    for sentence in text.split_sentence_bounds() {
        length += sentence.chars().count();
        let (mut sentence, after) = rest.split_at(length);
        if is_inside_word(sentence, after) {
            continue;
        }
        rest = after;
        length = 0;
        while sentence.len() > LONGEST {
            let cut = sentence[..LONGEST].iter().rposition(Unit::is_space).map_or(LONGEST, |space| space + 1);
            let (part, after) = sentence.split_at(cut);
            sentences.push(part);
            sentence = after;
        }
        sentences.push(sentence);
    }
    sentences
}

/// Whether there is a bound where people see none: after the `?` of an address.
fn is_inside_word(before: &[Unit], after: &[Unit]) -> bool {
    let is_mark = before.last().and_then(Unit::char).is_some_and(|char| char.is_ascii_punctuation());
    is_mark && after.first().is_some_and(|unit| unit.char().is_some())
}

#[cfg(test)]
mod tests {
    use ports::MarkedText;

    use super::super::units::units;
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let units = units(&MarkedText::plain(text));
        let texts = sentences(&units).into_iter();
        texts.map(|sentence| sentence.iter().filter_map(Unit::char).collect()).collect()
    }

    #[test]
    fn a_text_is_cut_after_each_sentence_and_its_white_space() {
        assert_eq!(
            cut("One. Two?  Three\nfour, 3.5 of it"),
            ["One. ", "Two?  ", "Three\n", "four, 3.5 of it"]
        );
        assert_eq!(cut("See https://a.example/b?c=d. Yes!"), ["See https://a.example/b?c=d. ", "Yes!"]);
        assert_eq!(cut("یہ کتاب ہے۔ وہ قلم ہے۔"), ["یہ کتاب ہے۔ ", "وہ قلم ہے۔"]);
    }

    #[test]
    fn a_sentence_without_an_end_is_cut_between_words() {
        let text = "the red house ".repeat(1_000);
        let cut = cut(&text);
        assert_eq!(cut.concat(), text);
        assert!(cut.len() > 1 && cut.iter().all(|part| part.len() <= LONGEST && part.ends_with(' ')));
    }
}
