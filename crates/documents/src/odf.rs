//! OpenDocument (ISO/IEC 26300): texts, presentations and spreadsheets are one language.

mod content;

use std::io::{Read, Seek};

use content::Reader;

use crate::Unreadable;
use crate::archive::Archive;
use crate::collector::Collector;
use crate::stop::Stop;
use crate::xml::Token;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Presentation,
    Spreadsheet,
}

/// Reads the content: not what repeats on every page, what is deleted while changes are tracked, comments or indexes.
pub(crate) fn read<R: Read + Seek>(
    kind: Kind,
    archive: &Archive<'_, R>,
    out: &mut Collector,
) -> Result<(), Stop> {
    if is_encrypted(archive)? {
        return Err(Unreadable::Encrypted.into());
    }
    if let Some(mut meta) = archive.xml("meta.xml")? {
        meta.title(out)?;
    }
    Reader::new(kind).read(&mut archive.needed_xml("content.xml")?, out)
}

/// Whether the manifest (part 2, §4) says so of any part, or of the document as one (since LibreOffice 24.8).
fn is_encrypted<R: Read + Seek>(archive: &Archive<'_, R>) -> Result<bool, Stop> {
    if archive.has("encrypted-package") {
        return Ok(true);
    }
    let Some(mut manifest) = archive.xml("META-INF/manifest.xml")? else { return Ok(false) };
    while let Some(token) = manifest.next()? {
        if let Token::Open(element) = token
            && element.name() == "encryption-data"
        {
            return Ok(true);
        }
    }
    Ok(false)
}
