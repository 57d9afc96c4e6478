//! Text in DrawingML (ECMA-376 part 1, §20 and §21): shapes, tables, diagrams, charts.

use std::io::Read;

use crate::collector::Collector;
use crate::stop::Stop;
use crate::xml::{Token, Xml};

/// Placeholders whose text is the same on every slide, or made by the program.
const REPEATED: [&str; 5] = ["dt", "ftr", "hdr", "sldImg", "sldNum"];

/// Reads all shapes, grouped ones and tables too, in the order in which they are drawn.
pub(super) fn shapes<R: Read>(xml: &mut Xml<R>, out: &mut Collector) -> Result<(), Stop> {
    let mut tables = 0_usize;
    let mut shape = None;
    let mut in_text = false;
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "t" => in_text = true,
                "tbl" => tables += 1,
                // Says the same in another way, for older programs (ECMA-376 part 3, §7.5).
                "Fallback" => xml.skip()?,
                "sp" => shape = Some(xml.depth()),
                "ph" if element.attribute("type").is_some_and(|kind| REPEATED.contains(&kind.as_str())) => {
                    if let Some(depth) = shape.take() {
                        xml.leave(depth)?;
                    }
                }
                "br" if tables > 0 => out.words(" ")?,
                "br" => out.end_line(),
                _ => {}
            },
            Token::Text(text) if in_text => out.words(&text)?,
            Token::Close(element) => match element.name() {
                "t" => in_text = false,
                "p" if tables > 0 => out.words(" ")?,
                "p" | "tr" => out.end_line(),
                "tc" => out.end_cell(),
                "tbl" => tables = tables.saturating_sub(1),
                _ => {}
            },
            _ => {}
        }
    }
    Ok(())
}

/// Reads a chart's titles, and the names of its series and categories.
pub(super) fn chart<R: Read>(xml: &mut Xml<R>, out: &mut Collector) -> Result<(), Stop> {
    let mut in_text = false;
    let mut in_names = false;
    let mut named_categories = false;
    while let Some(token) = xml.next()? {
        match token {
            Token::Open(element) => match element.name() {
                "t" => in_text = true,
                "v" if in_names => in_text = true,
                "strCache" => in_names = true,
                // Every series says them again.
                "cat" if named_categories => xml.skip()?,
                "cat" => named_categories = true,
                _ => {}
            },
            Token::Text(text) if in_text => out.words(&text)?,
            Token::Close(element) => match element.name() {
                "t" => in_text = false,
                "v" => {
                    in_text = false;
                    out.end_cell();
                }
                "strCache" => {
                    in_names = false;
                    out.end_line();
                }
                "p" => out.end_line(),
                _ => {}
            },
            _ => {}
        }
    }
    out.end_line();
    Ok(())
}
