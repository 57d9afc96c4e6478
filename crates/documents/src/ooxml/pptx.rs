//! PresentationML (ECMA-376 part 1, §19).

use std::io::{Read, Seek};

use super::{Relationships, drawing};
use crate::archive::Archive;
use crate::collector::Collector;
use crate::stop::Stop;
use crate::xml::Token;
use crate::{Place, Unreadable};

/// What stands before the speaker's notes of a slide.
pub(crate) const NOTES: &str = "Notes:";

/// Reads the slides in the order of the presentation, hidden ones too: whoever downloads the file sees them.
pub(crate) fn read<R: Read + Seek>(archive: &Archive<'_, R>, out: &mut Collector) -> Result<(), Stop> {
    let presentation = super::begin(archive, "ppt/presentation.xml", out)?;
    let parts = Relationships::of(archive, &presentation)?;
    let parts = parts.by_id();
    let mut xml = archive.needed_xml(&presentation)?;
    let mut number = 0_u32;
    while let Some(token) = xml.next()? {
        let Token::Open(element) = token else { continue };
        if element.name() != "sldId" {
            continue;
        }
        let part = element
            .prefixed_attribute("id")
            .and_then(|id| parts.get(id.as_str()))
            .ok_or_else(|| Stop::broken(&format!("{presentation}: a slide has no part")))?;
        number = number.checked_add(1).ok_or(Unreadable::TooLarge)?;
        slide(archive, part, number, out)?;
    }
    Ok(())
}

fn slide<R: Read + Seek>(
    archive: &Archive<'_, R>,
    part: &str,
    number: u32,
    out: &mut Collector,
) -> Result<(), Stop> {
    out.section(Place::Slide(number))?;
    drawing::shapes(&mut archive.needed_xml(part)?, out)?;
    let related = Relationships::of(archive, part)?;
    for relationship in related.iter() {
        let read = match relationship.kind.as_str() {
            "diagramData" => drawing::shapes,
            "chart" => drawing::chart,
            _ => continue,
        };
        if let Some(mut xml) = archive.xml(&relationship.target)? {
            read(&mut xml, out)?;
        }
    }
    if let Some(mut xml) = related.first("notesSlide").map_or(Ok(None), |notes| archive.xml(notes))? {
        out.label(Some(NOTES));
        drawing::shapes(&mut xml, out)?;
    }
    Ok(())
}
