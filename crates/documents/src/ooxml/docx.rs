//! WordprocessingML (ECMA-376 part 1, §17).

mod notes;
mod styles;

use std::io::{Read, Seek};

use notes::Notes;
use styles::Styles;

use super::Relationships;
use crate::archive::Archive;
use crate::collector::Collector;
use crate::stop::Stop;
use crate::xml::{Element, Token, Xml};

/// Reads the body, with notes after the paragraphs that refer to them. Headers and footers, comments, and what is deleted
/// while changes are tracked are left out.
pub(crate) fn read<R: Read + Seek>(archive: &Archive<'_, R>, out: &mut Collector) -> Result<(), Stop> {
    let document = super::begin(archive, "word/document.xml", out)?;
    let parts = Relationships::of(archive, &document)?;
    let part = |kind| parts.first(kind).map_or(Ok(None), |name| archive.xml(name));
    let limits = archive.limits();
    let body = Body {
        styles: part("styles")?
            .map_or_else(|| Ok(Styles::default()), |mut xml| Styles::read(&mut xml, limits))?,
        footnotes: part("footnotes")?
            .map_or_else(|| Ok(Notes::default()), |mut xml| Notes::read(&mut xml, limits))?,
        endnotes: part("endnotes")?
            .map_or_else(|| Ok(Notes::default()), |mut xml| Notes::read(&mut xml, limits))?,
    };
    body.read(&mut archive.needed_xml(&document)?, out)
}

#[derive(Default)]
struct Body {
    styles: Styles,
    footnotes: Notes,
    endnotes: Notes,
}

/// What the next text belongs to.
#[derive(Default)]
struct At {
    tables: usize,
    boxes: usize,
    in_text: bool,
    /// Tabulators in here are settings, not characters.
    in_properties: bool,
    heading: bool,
}

impl Body {
    fn read<R: Read>(&self, xml: &mut Xml<R>, out: &mut Collector) -> Result<(), Stop> {
        let mut at = At::default();
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => match element.name() {
                    // The same in another way, for older programs; what is not there any more; where a page's
                    // settings stand; how characters are pronounced.
                    "Fallback" | "del" | "moveFrom" | "sectPr" | "rt" => xml.skip()?,
                    _ => self.open(&element, &mut at, out)?,
                },
                Token::Text(text) if at.in_text => out.words(&text)?,
                Token::Close(element) => close(element.name(), &mut at, out)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn open(&self, element: &Element<'_>, at: &mut At, out: &mut Collector) -> Result<(), Stop> {
        match element.name() {
            "t" => at.in_text = true,
            "tbl" => at.tables += 1,
            "txbxContent" => {
                at.boxes += 1;
                out.begin_aside();
            }
            "pPr" => at.in_properties = true,
            "pStyle" if at.boxes == 0 => {
                at.heading |= element.attribute("val").is_some_and(|style| self.styles.is_heading(&style));
            }
            "outlineLvl" if at.boxes == 0 => {
                at.heading |= element.attribute("val").is_some_and(|level| level != "9");
            }
            "tab" if !at.in_properties => out.words(" ")?,
            "br" | "cr" if at.tables > 0 || at.heading => out.words(" ")?,
            "br" | "cr" => out.end_line(),
            "noBreakHyphen" => out.words("-")?,
            "footnoteReference" => refer(&self.footnotes, element, out)?,
            "endnoteReference" => refer(&self.endnotes, element, out)?,
            _ => {}
        }
        Ok(())
    }
}

fn refer(notes: &Notes, element: &Element<'_>, out: &mut Collector) -> Result<(), Stop> {
    element.attribute("id").and_then(|id| notes.get(&id)).map_or(Ok(()), |note| out.aside(note))
}

fn close(name: &str, at: &mut At, out: &mut Collector) -> Result<(), Stop> {
    match name {
        "t" => at.in_text = false,
        "pPr" => at.in_properties = false,
        "p" if at.boxes > 0 => out.end_line(),
        "p" if at.tables > 0 => {
            at.heading = false;
            out.words(" ")?;
        }
        "p" if at.heading => {
            at.heading = false;
            out.end_heading()?;
        }
        "p" => out.end_line(),
        "tc" => out.end_cell(),
        "tr" if at.tables == 1 => out.end_line(),
        "tbl" => at.tables = at.tables.saturating_sub(1),
        "txbxContent" => {
            at.boxes = at.boxes.saturating_sub(1);
            out.end_aside();
        }
        _ => {}
    }
    Ok(())
}
