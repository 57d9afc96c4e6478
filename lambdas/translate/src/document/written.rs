//! How a part of some words was written in HTML.

use std::ops::Range;

use crate::reference;

/// Words as people read them, beside their source.
pub(super) struct Written<'a> {
    source: &'a str,
    /// The length of the words.
    length: usize,
    /// Places in the words and in the source that belong together, in order.
    places: Vec<(usize, usize)>,
}

impl<'a> Written<'a> {
    pub fn of(words: &str, source: &'a str) -> Self {
        let mut places = vec![(0, 0)];
        let (mut in_words, mut in_source) = (0, 0);
        while let Some((words, source)) = step(&words[in_words..], &source[in_source..]) {
            (in_words, in_source) = (in_words + words, in_source + source);
            places.push((in_words, in_source));
        }
        Self { source, length: words.len(), places }
    }

    /// What stands in the source after the words.
    pub fn after(&self) -> &'a str {
        let end = self.places.last().filter(|(in_words, _)| *in_words == self.length);
        end.map_or("", |(_, in_source)| &self.source[*in_source..])
    }

    /// The source of a part of the words; none where the part begins or ends within a reference.
    pub fn source(&self, part: Range<usize>) -> Option<&'a str> {
        let place = |offset| {
            let found = self.places.binary_search_by_key(&offset, |(in_words, _)| *in_words);
            found.ok().map(|index| self.places[index].1)
        };
        self.source.get(place(part.start)?..place(part.end)?)
    }
}

/// The lengths of what comes first: a character, or a reference and what it stands for.
fn step(words: &str, source: &str) -> Option<(usize, usize)> {
    let first = words.chars().next()?;
    if source.starts_with('&') {
        let end = reference::length(source);
        let end = end + usize::from(source[end..].starts_with(';'));
        let read = reference::read(&source[..end]);
        return (!read.is_empty() && words.starts_with(&read)).then_some((read.len(), end));
    }
    // HTML §13.2.3.5, normalising newlines.
    if first == '\n' && source.starts_with('\r') {
        return Some((1, 1 + usize::from(source[1..].starts_with('\n'))));
    }
    source.starts_with(first).then_some((first.len_utf8(), first.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_words_is_found_as_it_was_written() {
        let source = "&eacute; {a->b} &amp {c&gt;d}\r\n{é &amp;lt; f} &notit; & {g}";
        let words = "é {a->b} & {c>d}\n{é &lt; f} ¬it; & {g}";
        let written = Written::of(words, source);
        for (part, expected) in [
            ("{a->b}", "{a->b}"),
            ("{c>d}", "{c&gt;d}"),
            ("{c>d}\n", "{c&gt;d}\r\n"),
            ("{é &lt; f}", "{é &amp;lt; f}"),
            ("{g}", "{g}"),
            (words, source),
        ] {
            let begin = words.find(part).unwrap();
            assert_eq!(written.source(begin..begin + part.len()), Some(expected), "{part}");
        }
    }

    #[test]
    fn what_stands_after_the_words_is_told() {
        assert_eq!(Written::of("é & ", "&eacute; & <a href='x").after(), "<a href='x");
        assert_eq!(Written::of("a", "a").after(), "");
        assert_eq!(Written::of("a b", "a c <").after(), "", "they do not belong together");
    }

    #[test]
    fn a_part_that_begins_within_a_reference_has_no_source() {
        let written = Written::of("¬it; a", "&notit; a");
        assert_eq!(written.source(2..5), None);
        assert_eq!(written.source(0..5), Some("&notit;"));
    }
}
