//! Fragments of HTML: which tags part sentences, which stand among words, and what is not translated at all. What is
//! not words stays byte for byte.

use std::cell::LazyCell;
use std::ops::Range;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::Document;
use super::inline::Run;
use super::written::Written;

/// Elements that stand among words (HTML §3.2.5.2.5, phrasing content, and their old companions).
const AMONG_WORDS: [&str; 30] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "del", "dfn", "em", "font", "i", "ins",
    "label", "mark", "nobr", "q", "ruby", "s", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "data",
];
/// Elements without content that stand among words.
const EMPTY_AMONG_WORDS: [&str; 3] = ["img", "input", "wbr"];
/// Elements among words whose content is not for translation.
const KEPT_AMONG_WORDS: [&str; 6] = ["code", "kbd", "math", "samp", "svg", "var"];
/// Other elements whose content is not for translation, or is raw text to some browsers and markup to others.
const KEPT: [&str; 14] = [
    "audio",
    "canvas",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "plaintext",
    "pre",
    "script",
    "style",
    "template",
    "textarea",
    "xmp",
];
/// Elements without content (HTML §13.1.2).
const EMPTY: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Takes a fragment apart.
pub(super) fn read(source: &str, document: &mut Document) {
    let mut reader =
        Reader { source, document, run: Run::default(), words: String::new(), at: 0, kept: None };
    let tokens = Tokenizer::new_with_emitter(source, emitter());
    for Ok(token) in tokens {
        match token {
            Token::StartTag(tag) => reader.start_tag(&tag),
            Token::EndTag(tag) => reader.end_tag(&name(&tag.name), tag.span.start..tag.span.end),
            Token::Comment(comment) => reader.aside(comment.span.start..comment.span.end),
            Token::Doctype(doctype) => reader.aside(doctype.span.start..doctype.span.end),
            Token::String(words) => reader.words.push_str(&String::from_utf8_lossy(&words)),
            Token::Error(_) => {}
        }
    }
    reader.finish();
}

fn emitter() -> DefaultEmitter<usize> {
    let mut emitter = DefaultEmitter::new_with_span();
    // Otherwise markup in a script would be read as markup.
    emitter.naively_switch_states(true);
    emitter
}

/// An element whose content is kept, until it is closed.
struct Kept {
    name: String,
    begin: usize,
    among_words: bool,
    /// Elements of its name that are open inside it.
    depth: usize,
}

struct Reader<'a> {
    source: &'a str,
    document: &'a mut Document,
    run: Run,
    /// Words since the last tag, as people read them.
    words: String,
    /// Where their source begins.
    at: usize,
    kept: Option<Kept>,
}

impl<'a> Reader<'a> {
    fn start_tag(&mut self, tag: &StartTag<usize>) {
        let (name, span) = (name(&tag.name), tag.span.start..tag.span.end);
        if let Some(kept) = &mut self.kept {
            kept.depth += usize::from(kept.name == name && !tag.self_closing);
            return;
        }
        let is = |names: &[&str]| names.contains(&name.as_str());
        let source = self.flush(&span);
        if is(&EMPTY_AMONG_WORDS) {
            self.run.keep(source);
        } else if is(&EMPTY) {
            self.part(source);
        } else if is(&KEPT) || is(&KEPT_AMONG_WORDS) || not_for_translation(tag) {
            // In HTML the slash ends a tag of these two only.
            if tag.self_closing && is(&["svg", "math"]) {
                return self.run.keep(source);
            }
            let among_words = is(&KEPT_AMONG_WORDS) || is(&AMONG_WORDS);
            self.kept = Some(Kept { name, begin: span.start, among_words, depth: 0 });
        } else if is(&AMONG_WORDS) {
            self.run.open(&name, source);
        } else {
            self.part(source);
        }
    }

    fn end_tag(&mut self, name: &str, span: Range<usize>) {
        match &mut self.kept {
            Some(kept) if kept.name != name => {}
            Some(kept) if kept.depth > 0 => kept.depth -= 1,
            Some(_) => self.end_kept(span.end),
            None => {
                let source = self.flush(&span);
                if AMONG_WORDS.contains(&name) { self.run.close(name, source) } else { self.part(source) }
            }
        }
    }

    /// A comment.
    fn aside(&mut self, span: Range<usize>) {
        if self.kept.is_none() {
            let source = self.flush(&span);
            self.run.keep(source);
        }
    }

    /// The words before a tag go into the run; gives the tag's source.
    fn flush(&mut self, span: &Range<usize>) -> &'a str {
        self.end_words(span.start);
        self.at = span.end;
        &self.source[span.clone()]
    }

    /// The words whose source ends there go into the run.
    fn end_words(&mut self, end: usize) {
        let words = std::mem::take(&mut self.words);
        let written = LazyCell::new(|| Written::of(&words, &self.source[self.at..end]));
        self.run.words(&words, |part| {
            written.source(part.clone()).map_or_else(|| escape(&words[part]), str::to_owned)
        });
    }

    /// A tag that parts sentences.
    fn part(&mut self, source: &str) {
        std::mem::take(&mut self.run).finish(self.document);
        self.document.verbatim(source);
    }

    fn end_kept(&mut self, end: usize) {
        let Some(kept) = self.kept.take() else { return };
        self.words.clear();
        self.at = end;
        let source = &self.source[kept.begin..end];
        if kept.among_words { self.run.keep(source) } else { self.part(source) }
    }

    fn finish(mut self) {
        if self.kept.is_some() {
            self.end_kept(self.source.len());
        }
        let rest = &self.source[self.at..];
        let unfinished = Written::of(&self.words, rest).after();
        self.end_words(self.source.len());
        self.run.finish(self.document);
        // The beginning of a tag, which is no mark: among words it would swallow them.
        self.document.verbatim(unfinished);
    }
}

/// `translate="no"` (HTML §3.2.6.5), the class that translation tools know, and formulas that are already drawn.
fn not_for_translation(tag: &StartTag<usize>) -> bool {
    let attribute = |name: &[u8]| {
        let value = tag.attributes.get(name)?;
        Some(String::from_utf8_lossy(value).to_ascii_lowercase())
    };
    let classes = attribute(b"class").unwrap_or_default();
    attribute(b"translate").is_some_and(|value| value == "no")
        || classes
            .split_ascii_whitespace()
            .any(|class| class == "notranslate" || class.starts_with("mathjax"))
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Words as HTML text (HTML §13.3, escaping a string).
pub(super) fn escape(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\u{a0}', "&nbsp;")
}

/// White space as a browser shows it: any run of it is one space.
pub(super) fn collapse(words: &str) -> String {
    let space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
    let mut collapsed = String::with_capacity(words.len());
    for c in words.chars() {
        if !space(c) {
            collapsed.push(c);
        } else if !collapsed.ends_with(' ') {
            collapsed.push(' ');
        }
    }
    collapsed
}
