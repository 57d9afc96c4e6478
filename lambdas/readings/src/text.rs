//! A text as a teacher wrote, pasted or imported it: made harmless, and divided into the paragraphs that students see.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use ammonia::{Builder, UrlRelative};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{Token, Tokenizer};
use unicode_segmentation::UnicodeSegmentation as _;

/// The largest text, in bytes of HTML after cleaning. It fits into one item of every store.
pub(crate) const MAX_TEXT: usize = 200 * 1024;

/// The largest text that is looked at, in bytes before cleaning: word processors write much that is thrown away.
pub(crate) const MAX_RAW: usize = 1024 * 1024;
/// Elements that may be open inside each other.
const MAX_OPEN: usize = 100;
/// Attributes that one tag may have.
const MAX_ATTRIBUTES: usize = 100;
/// Elements that a parser may make beside those of the text: of formatting that it opens again (HTML §13.2.4.3).
const MAX_COPIES: usize = 100_000;

/// Elements that stand for themselves as a paragraph.
const BLOCKS: [&str; 11] = ["p", "h1", "h2", "h3", "h4", "ul", "ol", "blockquote", "pre", "hr", "table"];
/// Elements that only group others: what is in them is divided as if they were not there.
const GROUPS: [&str; 9] =
    ["div", "section", "article", "main", "header", "footer", "figure", "aside", "address"];
/// Elements inside a paragraph.
const INSIDE: [&str; 20] = [
    "li",
    "a",
    "em",
    "strong",
    "b",
    "i",
    "u",
    "s",
    "sub",
    "sup",
    "code",
    "br",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "caption",
    "figcaption",
];
/// Elements without content (HTML §13.1.2), of those above.
const EMPTY: [&str; 2] = ["hr", "br"];

/// Why a text cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TextError {
    #[error("the text is longer than {} KB", MAX_TEXT / 1024)]
    TooLong,
    #[error("the text's markup is nested wrongly or too deeply, or holds a drawing or form")]
    Nested,
}

/// Elements that a parser opens again in the next paragraph (HTML §13.2.4.3).
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements without content (HTML §13.1.2), and those that a parser takes for one.
const VOID: [&str; 17] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "hr", "image", "img", "input", "keygen",
    "link", "meta", "param", "source", "wbr",
];
/// Elements in which a parser reads by other rules than the tokenizer here.
const OTHER_RULES: [&str; 8] =
    ["svg", "math", "select", "template", "frameset", "plaintext", "noframes", "head"];
/// Elements that hold parts of tables only. A parser moves anything else before the table, past all that it moved before.
const TABLE: [&str; 6] = ["table", "colgroup", "thead", "tbody", "tfoot", "tr"];
/// Parts of tables.
const TABLE_PARTS: [&str; 9] = ["caption", "col", "colgroup", "thead", "tbody", "tfoot", "tr", "td", "th"];

/// A text that holds nothing harmful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CleanText {
    /// The paragraphs, each a fragment of HTML with one element at its top.
    pub blocks: Vec<String>,
    /// How many words it has (UAX #29).
    pub words: u32,
}

impl CleanText {
    /// Keeps of `html` what a text is made of; scripts, styles, pictures, frames, forms and everything unknown go.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn of(html: &str) -> Result<Self, TextError> {
        if html.len() > MAX_RAW {
            return Err(TextError::TooLong);
        }
        check_nesting(html)?;
        let text = Self::divided(&cleaner().clean(html).to_string());
        if text.html().len() > MAX_TEXT { Err(TextError::TooLong) } else { Ok(text) }
    }

    /// Divides what [`CleanText::html`] gave.
    pub fn divided(clean: &str) -> Self {
        let mut divider = Divider::new(clean);
        for Ok(token) in Tokenizer::new_with_emitter(clean, DefaultEmitter::<usize>::new_with_span()) {
            match token {
                Token::StartTag(tag) => divider.start_tag(&name(&tag.name), &(tag.span.start..tag.span.end)),
                Token::EndTag(tag) => divider.end_tag(&(tag.span.start..tag.span.end)),
                Token::String(text) => divider.text(&String::from_utf8_lossy(&text)),
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        divider.flush(clean.len(), clean.len());
        Self { blocks: divider.blocks, words: divider.words }
    }

    /// The text as one fragment of HTML.
    pub fn html(&self) -> String {
        self.blocks.concat()
    }
}

/// Refuses what would keep a parser busy, and all of which it cannot be said whether it would. A parser searches what is open
/// for every tag, and opens formatting again in every paragraph. Of markup whose tags end in the reverse order of their
/// beginnings, as browsers write it, no parser has more open than what is counted here.
fn check_nesting(html: &str) -> Result<(), TextError> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let (mut open, mut formatting, mut copies) = (Vec::<String>::new(), 0, 0);
    for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
        let in_table = open.last().is_some_and(|open| TABLE.contains(&open.as_str()));
        let fits = match token {
            Token::StartTag(tag) => {
                let name = name(&tag.name);
                let is_part = TABLE_PARTS.contains(&name.as_str());
                let fits = is_part == in_table
                    && !OTHER_RULES.contains(&name.as_str())
                    && tag.attributes.len() <= MAX_ATTRIBUTES;
                if !VOID.contains(&name.as_str()) {
                    formatting += usize::from(FORMATTING.contains(&name.as_str()));
                    open.push(name);
                }
                fits
            }
            Token::EndTag(tag) => open.pop().is_some_and(|open| {
                formatting -= usize::from(FORMATTING.contains(&open.as_str()));
                open.as_bytes() == tag.name.as_slice()
            }),
            Token::String(text) => !in_table || text.trim_ascii().is_empty(),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => true,
        };
        copies += formatting;
        if !fits || open.len() > MAX_OPEN || copies > MAX_COPIES {
            return Err(TextError::Nested);
        }
    }
    Ok(())
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn cleaner() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .add_tags(BLOCKS)
        .add_tags(GROUPS)
        .add_tags(INSIDE)
        .add_clean_content_tags([
            "script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math",
        ])
        .generic_attributes(HashSet::from(["lang", "dir"]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan", "scope"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .set_tag_attribute_value("a", "target", "_blank");
    builder
}

/// Divides clean HTML at its top: an element of [`BLOCKS`] is a block, and what stands between such elements becomes one.
struct Divider<'a> {
    source: &'a str,
    blocks: Vec<String>,
    words: u32,
    /// Where the block that is being read begins.
    begin: usize,
    /// Elements that are open inside it.
    depth: usize,
    /// Whether it is an element of its own, and not what stands between such.
    is_element: bool,
    /// Whether it holds elements that may not stand in a `p`.
    holds_blocks: bool,
    /// Whether there is anything to see in it.
    is_visible: bool,
}

impl<'a> Divider<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            blocks: Vec::new(),
            words: 0,
            begin: 0,
            depth: 0,
            is_element: false,
            holds_blocks: false,
            is_visible: false,
        }
    }

    fn start_tag(&mut self, name: &str, span: &Range<usize>) {
        let (is_block, is_group) = (BLOCKS.contains(&name), GROUPS.contains(&name));
        if self.depth == 0 && is_group {
            return self.flush(span.start, span.end);
        }
        if self.depth == 0 && is_block {
            self.flush(span.start, span.start);
            (self.is_element, self.is_visible) = (true, name == "hr");
        }
        self.holds_blocks |= is_block || is_group;
        self.depth += usize::from(!EMPTY.contains(&name));
        if self.depth == 0 && self.is_element {
            self.flush(span.end, span.end);
        }
    }

    fn end_tag(&mut self, span: &Range<usize>) {
        if self.depth == 0 {
            // The end of a group, whose beginning was left out as well.
            return self.flush(span.start, span.end);
        }
        self.depth -= 1;
        if self.depth == 0 && self.is_element {
            self.flush(span.end, span.end);
        }
    }

    fn text(&mut self, text: &str) {
        let words = text.unicode_words().count();
        self.words = self.words.saturating_add(u32::try_from(words).unwrap_or(u32::MAX));
        self.is_visible |= !text.trim().is_empty();
    }

    /// Ends the block, and begins the next one.
    fn flush(&mut self, end: usize, next: usize) {
        if self.is_visible {
            let source = &self.source[self.begin..end];
            self.blocks.push(match (self.is_element, self.holds_blocks) {
                (true, _) => source.to_owned(),
                (false, true) => format!("<div>{source}</div>"),
                (false, false) => format!("<p>{}</p>", source.trim()),
            });
        }
        self.begin = next;
        (self.is_element, self.holds_blocks, self.is_visible) = (false, false, false);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn blocks(html: &str) -> Vec<String> {
        CleanText::of(html).unwrap().blocks
    }

    #[test]
    fn paragraphs_headings_lists_and_tables_are_blocks_of_their_own() {
        assert_eq!(
            blocks(
                "<h2>T</h2><p>a <b>b</b></p>\n<ul><li>c<p>d</p></li></ul><hr><table><tr><td colspan=2>e</td></tr></table>"
            ),
            [
                "<h2>T</h2>",
                "<p>a <b>b</b></p>",
                "<ul><li>c<p>d</p></li></ul>",
                "<hr>",
                "<table><tbody><tr><td colspan=\"2\">e</td></tr></tbody></table>",
            ]
        );
    }

    #[test]
    fn what_stands_outside_of_paragraphs_becomes_one() {
        assert_eq!(
            blocks(
                "one <em>two</em><br>three<p>four</p> five <div>six<section><p>seven</p>eight</section></div>"
            ),
            [
                "<p>one <em>two</em><br>three</p>",
                "<p>four</p>",
                "<p>five</p>",
                "<p>six</p>",
                "<p>seven</p>",
                "<p>eight</p>",
            ]
        );
        assert_eq!(blocks("<b>x<p>y</p></b>z"), ["<div><b>x<p>y</p></b>z</div>"], "markup around paragraphs");
    }

    #[test]
    fn what_shows_nothing_is_left_out() {
        for html in ["", " \n", "<p> </p>", "<p>&nbsp;</p><ul></ul>", "<div></div><p><br></p>", "<!-- a -->"]
        {
            assert_eq!(blocks(html), [""; 0], "{html}");
        }
    }

    #[test]
    fn nothing_that_runs_loads_or_looks_different_survives() {
        for html in [
            "<script>alert(1)</script>",
            "<p onclick=alert(1) style='position:fixed' class=x id=y>a</p>",
            "<a href='javascript:alert(1)'>a</a><a href='data:text/html,x'>b</a><a href='//evil.example'>c</a>",
            "<img src=x onerror=alert(1)>",
            "<iframe src=https://evil.example></iframe><object data=x></object><form action=x><input></form>",
            "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
            "<p>a<!--><img src=x onerror=alert(1)>--></p>",
            "<base href=//evil.example>",
        ] {
            let html = CleanText::of(html).unwrap().html();
            for harm in [
                "script",
                "onerror=",
                "onclick=",
                "style",
                "class",
                "src=",
                "evil",
                "javascript:",
                "<svg",
                "form",
            ] {
                assert!(
                    !html.replace("&lt;", "").contains(&format!("<{harm}"))
                        && !html.contains(&format!(" {harm}")),
                    "{html}"
                );
            }
        }
    }

    #[test]
    fn links_lead_out_of_the_frame_and_tell_nothing() {
        assert_eq!(
            blocks("<a href='https://a.example/?b&amp;c' title=x>a</a>"),
            [
                "<p><a href=\"https://a.example/?b&amp;c\" target=\"_blank\" rel=\"noopener noreferrer\">a</a></p>"
            ]
        );
    }

    #[test]
    fn the_direction_and_language_of_parts_are_kept() {
        assert_eq!(blocks("<p lang=ar dir=rtl>سلام</p>"), ["<p lang=\"ar\" dir=\"rtl\">سلام</p>"]);
    }

    #[test]
    fn words_are_counted_as_people_count_them() {
        for (html, words) in [("<p>One, two-three</p><p>l'été</p>", 4), ("<p>日本</p>", 2), ("<p>…</p>", 0)]
        {
            assert_eq!(CleanText::of(html).unwrap().words, words, "{html}");
        }
    }

    #[test]
    fn what_makes_a_parser_work_without_end_is_refused() {
        for tag in ["ul", "b", "div", "blockquote", "x", "p", "li", "table><tr><td"] {
            let nested = format!("{}x", format!("<{tag}>").repeat(50_000));
            assert_eq!(CleanText::of(&nested), Err(TextError::Nested), "{tag}");
        }
        let formatting = (0..90).map(|i| format!("<b id={i}>")).collect::<Vec<_>>().concat();
        let attributes = (0..1000).map(|i| format!(" a{i}")).collect::<Vec<_>>().concat();
        for hostile in [
            format!("<p>{formatting}</p>{}", "<p>x".repeat(50_000)),
            format!("<p>{formatting}{}", "<p>x</p>".repeat(50_000)),
            format!("<p>{}{}", "<b id=i></i>".repeat(4000), "<p>x".repeat(4000)),
            format!("<textarea><!--</textarea>{}", "<ul>".repeat(100_000)),
            format!("<select><title></select>{}", "<ul>".repeat(100_000)),
            format!("<svg><style></svg>{}", "<ul>".repeat(100_000)),
            "<ul></x>".repeat(50_000),
            format!("<table>{}</table>", "<i>x</i>".repeat(50_000)),
            format!("<table>{}</table>", "x<tr></tr>".repeat(50_000)),
            format!("<table><tr><td><col>{}", "<i>x</i>".repeat(50_000)),
            format!("<table><tr><td><p></td>{}", "<i>x</i>".repeat(50_000)),
            format!("<p{attributes}>x</p>"),
        ] {
            assert_eq!(CleanText::of(&hostile), Err(TextError::Nested), "{hostile:.80}");
        }
        assert_eq!(CleanText::of(&"x".repeat(MAX_RAW + 1)), Err(TextError::TooLong));
    }

    #[test]
    fn a_long_text_as_browsers_write_it_is_taken() {
        let part = "<h2>T</h2><p>a <strong>b <em>c</em></strong><br>d</p><ul><li><p>e</p></li><li>f</li></ul>\
            <table><tbody>\n<tr><td>g</td><td colspan=\"2\"><p>h</p></td></tr></tbody></table><hr>";
        assert_eq!(CleanText::of(&part.repeat(500)).unwrap().blocks.len(), 5 * 500);
    }

    proptest! {
        #[test]
        fn what_was_divided_is_divided_in_the_same_way_again(
            html in "(<(p|b|div|ul|li|a|em|br|hr|table|td|h1)>|</(p|b|div|ul|li|a|em|table|td|h1)>|[a-z &é]{0,5}){0,40}"
        ) {
            let Ok(once) = CleanText::of(&html) else { return Ok(()) };
            prop_assert_eq!(&CleanText::divided(&once.html()), &once);
            prop_assert_eq!(CleanText::of(&once.html()).unwrap().words, once.words);
        }
    }
}
