//! SpreadsheetML (ECMA-376 part 1, §18).

mod number;
mod shared_strings;
mod styles;

use std::io::{Read, Seek};

use shared_strings::SharedStrings;
use styles::{Styles, Written};

use super::Relationships;
use crate::archive::Archive;
use crate::collector::Collector;
use crate::stop::Stop;
use crate::xml::{Element, Token, Xml};
use crate::{Limits, Place};

/// Reads the sheets in their order, hidden ones too, row by row.
pub(crate) fn read<R: Read + Seek>(archive: &Archive<'_, R>, out: &mut Collector) -> Result<(), Stop> {
    let workbook = super::begin(archive, "xl/workbook.xml", out)?;
    let parts = Relationships::of(archive, &workbook)?;
    let part = |kind| parts.first(kind).map_or(Ok(None), |name| archive.xml(name));
    let limits = archive.limits();
    let mut book = Book {
        strings: part("sharedStrings")?
            .map_or_else(|| Ok(SharedStrings::default()), |mut xml| SharedStrings::read(&mut xml, limits))?,
        styles: part("styles")?
            .map_or_else(|| Ok(Styles::default()), |mut xml| Styles::read(&mut xml, limits))?,
        counts_from_1904: false,
    };
    let parts = parts.by_id();
    let mut xml = archive.needed_xml(&workbook)?;
    while let Some(token) = xml.next()? {
        let Token::Open(element) = token else { continue };
        match element.name() {
            "workbookPr" => {
                book.counts_from_1904 =
                    matches!(element.attribute("date1904").as_deref(), Some("1" | "true"));
            }
            "sheet" => {
                out.section(Place::Sheet(element.attribute("name").unwrap_or_default()))?;
                let id = element.prefixed_attribute("id");
                let sheet =
                    id.and_then(|id| parts.get(id.as_str())).map_or(Ok(None), |name| archive.xml(name));
                if let Some(mut sheet) = sheet? {
                    book.sheet(&mut sheet, limits, out)?;
                }
            }
            _ => {}
        }
    }
    // Whatever came before is there; the strings beyond the limit are not.
    if book.strings.truncated { Err(Stop::Full) } else { Ok(()) }
}

struct Book {
    strings: SharedStrings,
    styles: Styles,
    /// Days are counted from 1904, as on old Macs, instead of from 1900.
    counts_from_1904: bool,
}

/// The cell that is being read.
#[derive(Default)]
struct Cell {
    kind: String,
    style: usize,
    value: String,
    in_value: bool,
}

impl Book {
    fn sheet<R: Read>(&self, xml: &mut Xml<R>, limits: &Limits, out: &mut Collector) -> Result<(), Stop> {
        let mut cell = Cell::default();
        while let Some(token) = xml.next()? {
            match token {
                Token::Open(element) => match element.name() {
                    "c" => cell = begin(&element),
                    "v" | "t" => cell.in_value = true,
                    // How characters are pronounced; what stands in the margin of a printed page.
                    "rPh" | "headerFooter" => xml.skip()?,
                    _ => {}
                },
                Token::Text(text) if cell.in_value => {
                    if cell.value.len() + text.len() > limits.token_bytes {
                        return Err(Stop::Full);
                    }
                    cell.value.push_str(&text);
                }
                Token::Close(element) => match element.name() {
                    "v" | "t" => cell.in_value = false,
                    "c" => {
                        self.show(&cell, out)?;
                        out.end_cell();
                    }
                    "row" => out.end_line(),
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(())
    }

    /// The value as a person sees it, as far as its style says so here: dates, times and percentages.
    fn show(&self, cell: &Cell, out: &mut Collector) -> Result<(), Stop> {
        match cell.kind.as_str() {
            "s" => cell
                .value
                .trim()
                .parse()
                .ok()
                .and_then(|n| self.strings.get(n))
                .map_or(Ok(()), |text| out.words(text)),
            "b" => out.words(if cell.value.trim() == "1" { "TRUE" } else { "FALSE" }),
            "" | "n" => match cell.value.trim().parse() {
                Ok(value) => out.words(&self.number(value, self.styles.of(cell.style))),
                Err(_) => out.words(&cell.value),
            },
            // Strings of formulas and of the cell's own, dates in ISO 8601, errors.
            _ => out.words(&cell.value),
        }
    }

    fn number(&self, value: f64, written: Written) -> String {
        let shown = match written {
            Written::Number => None,
            Written::Percent => Some(number::plain(value * 100.0) + "%"),
            Written::Date => number::date(value, self.counts_from_1904),
            Written::Time => number::time(value),
            Written::DateAndTime => number::date(value, self.counts_from_1904)
                .and_then(|date| Some(format!("{date} {}", number::time(value)?))),
        };
        shown.unwrap_or_else(|| number::plain(value))
    }
}

fn begin(element: &Element<'_>) -> Cell {
    Cell {
        kind: element.attribute("t").unwrap_or_default(),
        style: element.attribute("s").and_then(|style| style.parse().ok()).unwrap_or_default(),
        ..Cell::default()
    }
}
