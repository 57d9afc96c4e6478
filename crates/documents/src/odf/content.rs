use std::io::Read;

use super::Kind;
use crate::collector::Collector;
use crate::ooxml::pptx::NOTES;
use crate::stop::Stop;
use crate::xml::{Element, Token, Xml};
use crate::{Place, Unreadable};

/// Reads `content.xml`.
pub(super) struct Reader {
    kind: Kind,
    /// Paragraphs and headings that are open: characters outside of them are no text.
    paragraphs: usize,
    tables: usize,
    slides: u32,
    heading: bool,
    /// Whether each open text box and note stands aside of a paragraph.
    asides: Vec<bool>,
}

impl Reader {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, paragraphs: 0, tables: 0, slides: 0, heading: false, asides: Vec::new() }
    }

    pub(super) fn read<R: Read>(mut self, xml: &mut Xml<R>, out: &mut Collector) -> Result<(), Stop> {
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => {
                    if is_left_out(&element) {
                        xml.skip()?;
                    } else {
                        self.open(&element, out)?;
                    }
                }
                Token::Text(text) if self.paragraphs > 0 => out.words(&text)?,
                Token::Close(element) => self.close(element.name(), out)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn open(&mut self, element: &Element<'_>, out: &mut Collector) -> Result<(), Stop> {
        match element.name() {
            "p" => self.paragraphs += 1,
            "h" => {
                self.paragraphs += 1;
                self.heading = self.kind == Kind::Text && self.tables == 0 && self.asides.is_empty();
            }
            "s" | "tab" => out.words(" ")?,
            "line-break" if self.tables > 0 || self.heading => out.words(" ")?,
            "line-break" => out.end_line(),
            "note" | "text-box" => {
                let aside = self.paragraphs > 0;
                self.asides.push(aside);
                if aside {
                    out.begin_aside();
                }
            }
            "table" => {
                if self.kind == Kind::Spreadsheet && self.tables == 0 {
                    out.section(Place::Sheet(element.attribute("name").unwrap_or_default()))?;
                }
                self.tables += 1;
            }
            "page" if self.kind == Kind::Presentation => {
                self.slides = self.slides.checked_add(1).ok_or(Unreadable::TooLarge)?;
                out.section(Place::Slide(self.slides))?;
            }
            "notes" if self.kind == Kind::Presentation => out.label(Some(NOTES)),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str, out: &mut Collector) -> Result<(), Stop> {
        match name {
            "p" | "h" => {
                self.paragraphs = self.paragraphs.saturating_sub(1);
                if self.tables > 0 && self.asides.is_empty() {
                    out.words(" ")?;
                } else if self.heading && name == "h" {
                    self.heading = false;
                    out.end_heading()?;
                } else {
                    out.end_line();
                }
            }
            "note" | "text-box" if self.asides.pop() == Some(true) => out.end_aside(),
            "table-cell" => out.end_cell(),
            "table-row" if self.tables == 1 => out.end_line(),
            "table" => self.tables = self.tables.saturating_sub(1),
            "notes" => {
                out.end_line();
                out.label(None);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Comments, deleted text, indexes, form controls, the marks of notes, how characters are pronounced; and what pictures
/// are called, which is not the same as the field `text:title`.
fn is_left_out(element: &Element<'_>) -> bool {
    matches!(
        element.name(),
        "annotation"
            | "tracked-changes"
            | "table-of-content"
            | "alphabetical-index"
            | "forms"
            | "note-citation"
            | "ruby-text"
    ) || matches!(element.qualified_name(), "svg:title" | "svg:desc")
        || element.name() == "frame" && element.attribute("class").is_some_and(|class| is_repeated(&class))
}

/// Whether a placeholder has the same text on every slide, or text that the program makes.
fn is_repeated(class: &str) -> bool {
    matches!(class, "date-time" | "footer" | "header" | "page-number")
}
