//! Words and what stands among them, up to the next thing that parts sentences; made into segments.

use std::collections::HashMap;
use std::ops::Range;

use ports::{MarkedText, Piece};

use super::{CHUNK, Document, Mark, protected, sentences};

/// What stands in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Inline {
    /// As people read them.
    Words(String),
    /// Source that is not translated.
    Keep(String),
    Open {
        name: String,
        source: String,
    },
    Close {
        name: String,
        source: String,
    },
}

/// Words and what stands among them.
#[derive(Debug, Default)]
pub(super) struct Run(Vec<Inline>);

impl Run {
    /// Adds words; formulas and the like among them are kept, as `written` in the source.
    pub fn words(&mut self, text: &str, written: impl Fn(Range<usize>) -> String) {
        let mut at = 0;
        for kept in protected::find(text) {
            self.plain(&text[at..kept.start]);
            at = kept.end;
            self.0.push(Inline::Keep(written(kept)));
        }
        self.plain(&text[at..]);
    }

    fn plain(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Inline::Words(last)) => last.push_str(text),
            _ => self.0.push(Inline::Words(text.to_owned())),
        }
    }

    /// Adds something that is not translated.
    pub fn keep(&mut self, source: &str) {
        self.0.push(Inline::Keep(source.to_owned()));
    }

    pub fn open(&mut self, name: &str, source: &str) {
        self.0.push(Inline::Open { name: name.to_owned(), source: source.to_owned() });
    }

    pub fn close(&mut self, name: &str, source: &str) {
        self.0.push(Inline::Close { name: name.to_owned(), source: source.to_owned() });
    }

    /// Ends the run: its segments, and what is around them, go to the document.
    pub fn finish(self, document: &mut Document) {
        segments(&self.0, document);
    }
}

/// A tag that has no partner in the run parts it: what cannot be put around words again stays where it is. So do the
/// tags that have such a tag between them.
fn segments(run: &[Inline], document: &mut Document) {
    let partners = partners(run);
    let is_tag = |inline: &Inline| matches!(inline, Inline::Open { .. } | Inline::Close { .. });
    // How many tags without a partner stand before each place.
    let mut alone_before = vec![0_usize];
    for (inline, partner) in run.iter().zip(&partners) {
        let before = alone_before.last().copied().unwrap_or_default();
        alone_before.push(before + usize::from(is_tag(inline) && partner.is_none()));
    }
    let mut begin = 0;
    for (at, inline) in run.iter().enumerate() {
        if is_tag(inline) && partners[at].is_none_or(|to| alone_before[at] != alone_before[to]) {
            balanced(&run[begin..at], document);
            verbatim(&run[at..=at], document);
            begin = at + 1;
        }
    }
    balanced(&run[begin..], document);
}

/// For every tag where its partner stands.
fn partners(run: &[Inline]) -> Vec<Option<usize>> {
    let mut partners = vec![None; run.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    // How many of a name are open: a tag that closes none of them must not look through all.
    let mut names: HashMap<&str, usize> = HashMap::new();
    for (at, inline) in run.iter().enumerate() {
        match inline {
            Inline::Open { name, .. } => {
                open.push((at, name));
                *names.entry(name).or_default() += 1;
            }
            Inline::Close { name, .. } if names.get(name.as_str()).is_some_and(|open| *open > 0) => {
                while let Some((partner, other)) = open.pop() {
                    if let Some(open) = names.get_mut(other) {
                        *open -= 1;
                    }
                    if other == name {
                        (partners[partner], partners[at]) = (Some(at), Some(partner));
                        break;
                    }
                    // What was opened inside and not closed has no partner.
                }
            }
            _ => {}
        }
    }
    partners
}

/// Takes what is around the words off, and makes the rest a segment, or several of bounded length.
fn balanced(run: &[Inline], document: &mut Document) {
    if !has_words(run) {
        return verbatim(run, document);
    }
    let partners = partners(run);
    let (mut begin, mut end) = (0, run.len());
    while partners[begin] == Some(end - 1) || is_space(&run[begin]) || is_space(&run[end - 1]) {
        let pair = partners[begin] == Some(end - 1);
        let at_begin = pair || is_space(&run[begin]);
        let at_end = pair || !at_begin;
        (begin, end) = (begin + usize::from(at_begin), end - usize::from(at_end));
    }
    verbatim(&run[..begin], document);
    for part in bounded(&run[begin..end]) {
        segment(&part, document);
    }
    verbatim(&run[end..], document);
}

fn is_space(inline: &Inline) -> bool {
    matches!(inline, Inline::Words(words) if words.trim().is_empty())
}

/// Cuts a run that is too long at the ends of sentences that are inside no pair.
fn bounded(run: &[Inline]) -> Vec<Vec<Inline>> {
    if characters(run) <= CHUNK {
        return vec![run.to_vec()];
    }
    let mut parts = vec![Vec::new()];
    let (mut size, mut depth) = (0, 0_usize);
    for inline in run {
        let pieces = match inline {
            Inline::Words(words) if depth == 0 => {
                // A quarter of the limit, so that runs fill up well.
                let runs = sentences(words, CHUNK / 4);
                runs.into_iter().map(|range| Inline::Words(words[range].to_owned())).collect()
            }
            other => vec![other.clone()],
        };
        match inline {
            Inline::Open { .. } => depth += 1,
            Inline::Close { .. } => depth = depth.saturating_sub(1),
            _ => {}
        }
        for piece in pieces {
            let length = characters(std::slice::from_ref(&piece));
            let new_sentence = depth == 0 && matches!(piece, Inline::Words(_));
            if new_sentence && size > 0 && size + length > CHUNK {
                parts.push(Vec::new());
                size = 0;
            }
            size += length;
            if let Some(part) = parts.last_mut() {
                part.push(piece);
            }
        }
    }
    parts
}

/// Makes a balanced run a segment; white space at its ends stays where it is.
fn segment(run: &[Inline], document: &mut Document) {
    if !has_words(run) {
        return verbatim(run, document);
    }
    let (mut pieces, mut marks, mut numbers) = (Vec::new(), Vec::new(), vec![0; run.len()]);
    for (at, (inline, partner)) in run.iter().zip(partners(run)).enumerate() {
        // Limits::MOST_CHARACTERS leaves no room for so many marks that the number would not fit.
        let number = u16::try_from(marks.len()).unwrap_or(u16::MAX);
        match (inline, partner) {
            (Inline::Words(words), _) => pieces.push(Piece::Text(document.read_words(words))),
            (Inline::Keep(source), _) => {
                marks.push(Mark::Keep(source.clone()));
                pieces.push(Piece::Keep(number));
            }
            (Inline::Open { source, .. }, Some(partner)) => {
                let close = if let Inline::Close { source, .. } = &run[partner] { source } else { "" };
                marks.push(Mark::Pair { open: source.clone(), close: close.to_owned() });
                numbers[partner] = number;
                pieces.push(Piece::Open(number));
            }
            (Inline::Close { .. }, Some(_)) => pieces.push(Piece::Close(numbers[at])),
            // The run is balanced.
            (Inline::Open { .. } | Inline::Close { .. }, None) => {}
        }
    }
    let (mut before, mut after) = (String::new(), String::new());
    if let Some(Piece::Text(words)) = pieces.first_mut() {
        let rest = words.split_off(words.len() - words.trim_start().len());
        before = std::mem::replace(words, rest);
    }
    if let Some(Piece::Text(words)) = pieces.last_mut() {
        after = words.split_off(words.trim_end().len());
    }
    document.verbatim(&before);
    document.segment(MarkedText(pieces), marks, characters(run));
    document.verbatim(&after);
}

fn verbatim(run: &[Inline], document: &mut Document) {
    for inline in run {
        let source = source(inline, document);
        document.verbatim(&source);
    }
}

fn source(inline: &Inline, document: &Document) -> String {
    match inline {
        Inline::Words(words) => document.write_words(words),
        Inline::Keep(source) | Inline::Open { source, .. } | Inline::Close { source, .. } => source.clone(),
    }
}

/// Words are what has a letter.
fn has_words(run: &[Inline]) -> bool {
    run.iter().any(|inline| matches!(inline, Inline::Words(words) if words.contains(char::is_alphabetic)))
}

fn characters(run: &[Inline]) -> usize {
    let length = |inline: &Inline| if let Inline::Words(words) = inline { words.chars().count() } else { 0 };
    run.iter().map(length).sum()
}
