//! Markdown (CommonMark, and what GitHub adds).

use std::io::Read;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::charset::Decoded;
use crate::collector::Collector;
use crate::html;
use crate::stop::Stop;

/// A piece of a text that is parsed at once ends with the next blank line after so many bytes: what the parser keeps of a
/// piece is many times its size.
const PIECE: usize = 64 << 10;
/// It ends there at the latest.
const LARGEST_PIECE: usize = 256 << 10;

/// Reads the text without its marks; code keeps its lines.
pub(crate) fn read<R: Read>(file: R, out: &mut Collector) -> Result<(), Stop> {
    let mut text = Decoded::new(file, |_| None)?;
    let mut piece = String::new();
    let mut first = true;
    while let Some(chunk) = text.chunk()? {
        piece.push_str(chunk);
        while let Some(end) = end_of_piece(&piece) {
            read_piece(&piece[..end], first, out)?;
            first = false;
            piece.drain(..end);
        }
    }
    read_piece(&piece, first, out)
}

/// Where a text can be cut, if it is long enough: before a blank line that is not in a block of code.
fn end_of_piece(text: &str) -> Option<usize> {
    if text.len() < PIECE {
        return None;
    }
    let mut at = 0;
    let mut in_code = false;
    for line in text.split_inclusive('\n') {
        let words = line.trim_start();
        in_code ^= words.starts_with("```") || words.starts_with("~~~");
        if at >= PIECE && words.is_empty() && line.ends_with('\n') && !in_code {
            return Some(at);
        }
        at += line.len();
    }
    (text.len() >= LARGEST_PIECE).then(|| text.floor_char_boundary(LARGEST_PIECE))
}

/// What the next text belongs to.
#[derive(Default)]
struct At {
    code: bool,
    html: Option<String>,
    about_the_file: bool,
}

fn read_piece(piece: &str, first: bool, out: &mut Collector) -> Result<(), Stop> {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    options.set(Options::ENABLE_YAML_STYLE_METADATA_BLOCKS, first);
    let mut at = At::default();
    for event in Parser::new_ext(piece, options) {
        match event {
            Event::Start(tag) => start(&tag, &mut at, out),
            Event::End(tag) => end(tag, &mut at, out)?,
            Event::Text(_) if at.about_the_file => {}
            Event::Text(text) if at.code => out.verbatim(&text)?,
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                out.words(&text)?;
            }
            Event::Html(html) => at.html.get_or_insert_default().push_str(&html),
            Event::InlineHtml(html) if html.starts_with("<br") => out.end_line(),
            Event::InlineHtml(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
            Event::SoftBreak => out.words(" ")?,
            Event::HardBreak | Event::Rule => out.end_line(),
        }
    }
    out.end_line();
    Ok(())
}

fn start(tag: &Tag<'_>, at: &mut At, out: &mut Collector) {
    match tag {
        Tag::CodeBlock(_) => {
            at.code = true;
            out.begin_verbatim();
        }
        Tag::MetadataBlock(_) => at.about_the_file = true,
        Tag::Emphasis
        | Tag::Strong
        | Tag::Strikethrough
        | Tag::Superscript
        | Tag::Subscript
        | Tag::Link { .. }
        | Tag::Image { .. }
        | Tag::TableCell => {}
        _ => out.end_line(),
    }
}

fn end(tag: TagEnd, at: &mut At, out: &mut Collector) -> Result<(), Stop> {
    match tag {
        TagEnd::Heading(_) => out.end_heading()?,
        TagEnd::TableCell => out.end_cell(),
        TagEnd::CodeBlock => at.code = false,
        TagEnd::MetadataBlock(_) => at.about_the_file = false,
        TagEnd::HtmlBlock => {
            if let Some(html) = at.html.take() {
                html::read_fragment(&html, out)?;
            }
        }
        TagEnd::Emphasis
        | TagEnd::Strong
        | TagEnd::Strikethrough
        | TagEnd::Superscript
        | TagEnd::Subscript
        | TagEnd::Link
        | TagEnd::Image => {}
        _ => out.end_line(),
    }
    Ok(())
}
