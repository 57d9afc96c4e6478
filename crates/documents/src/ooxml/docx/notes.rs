use std::collections::HashMap;
use std::io::Read;

use super::{At, close};
use crate::Limits;
use crate::collector::Collector;
use crate::stop::Stop;
use crate::xml::{Token, Xml};

/// Footnotes or endnotes by their ids.
#[derive(Default)]
pub(super) struct Notes(HashMap<String, String>);

impl Notes {
    pub(super) fn read<R: Read>(xml: &mut Xml<R>, limits: &Limits) -> Result<Self, Stop> {
        let mut notes = HashMap::new();
        let mut left = limits.text_bytes;
        while let Some(token) = xml.next()? {
            let Token::Open(element) = token else { continue };
            if !matches!(element.name(), "footnote" | "endnote") {
                continue;
            }
            // The lines between text and notes are notes too, of a type.
            if element.attribute("type").is_some_and(|kind| kind != "normal") {
                xml.skip()?;
                continue;
            }
            let id = element.attribute("id").unwrap_or_default();
            let text = note(xml, &Limits { text_bytes: left, ..limits.clone() })?;
            left -= text.len().min(left);
            if notes.len() == limits.entries {
                return Err(Stop::Full);
            }
            notes.insert(id, text);
        }
        Ok(Self(notes))
    }

    pub(super) fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}

/// Reads to the end of the note whose start was the last token.
fn note<R: Read>(xml: &mut Xml<R>, limits: &Limits) -> Result<String, Stop> {
    let depth = xml.depth();
    let mut out = Collector::new(limits);
    let mut at = At::default();
    while xml.depth() >= depth {
        match xml.next()? {
            Some(Token::Open(element)) => match element.name() {
                "Fallback" | "del" | "moveFrom" => xml.skip()?,
                "t" => at.in_text = true,
                "tab" => out.words(" ")?,
                "tbl" => at.tables += 1,
                _ => {}
            },
            Some(Token::Text(text)) if at.in_text => out.words(&text)?,
            Some(Token::Close(element)) => close(element.name(), &mut at, &mut out)?,
            Some(_) => {}
            None => break,
        }
    }
    let sections = out.finish(false).map(|extracted| extracted.sections).unwrap_or_default();
    Ok(sections.into_iter().map(|section| section.text).collect())
}
