use std::io::{Read, Seek};

use super::Told;
use crate::archive::Archive;
use crate::{Format, Kind, Limits, Unreadable};

/// Bytes of the file `mimetype`, which OpenDocument and EPUB have in front.
const LONGEST_MIME_TYPE: usize = 128;

/// What a zip archive is: by the parts in it, or, where its directory is missing, by their names in its beginning.
pub(super) fn recognise<R: Read + Seek>(
    head: &[u8],
    file: R,
    told: Option<Told>,
) -> Result<Format, Unreadable> {
    let limits = Limits::default();
    let format = match Archive::open(file, &limits) {
        Ok(archive) => by_parts(&archive)?,
        Err(stop) => match (by_beginning(head), Unreadable::from(stop)) {
            (Some(format), _) => Some(format),
            (None, broken @ Unreadable::Broken { .. }) => match told {
                Some(Told::Format(_)) => return Err(broken),
                _ => None,
            },
            (None, other) => return Err(other),
        },
    };
    format.ok_or(Unreadable::NotText { kind: Kind::Archive })
}

fn by_parts<R: Read + Seek>(archive: &Archive<'_, R>) -> Result<Option<Format>, Unreadable> {
    if archive.has("[Content_Types].xml") {
        let folders = [("ppt/", Format::Pptx), ("word/", Format::Docx), ("xl/", Format::Xlsx)];
        return Ok(folders
            .into_iter()
            .find(|(folder, _)| archive.has_folder(folder))
            .map(|(_, format)| format));
    }
    if archive.has("META-INF/container.xml") {
        return Ok(Some(Format::Epub));
    }
    let mut kind = String::new();
    if let Some(part) = archive.part("mimetype")? {
        // What is no text is no type either.
        let _ = part.take(LONGEST_MIME_TYPE as u64).read_to_string(&mut kind);
    }
    match Format::of_mime(kind.trim()) {
        // It holds nothing but the encrypted document (LibreOffice since 24.8).
        Some(_) if archive.has("encrypted-package") => Err(Unreadable::Encrypted),
        format => Ok(format.filter(|format| format.is_archive())),
    }
}

/// The names of an archive's first entries stand before their content.
fn by_beginning(head: &[u8]) -> Option<Format> {
    let mut rest = head;
    while let Some(at) = rest.windows(4).position(|window| window == b"PK\x03\x04") {
        rest = &rest[at + 4..];
        let length = usize::from(u16::from_le_bytes([*rest.get(22)?, *rest.get(23)?]));
        let name = rest.get(26..26 + length).unwrap_or_default();
        if name == b"mimetype" {
            let extra = usize::from(u16::from_le_bytes([*rest.get(24)?, *rest.get(25)?]));
            let content = rest.get(26 + length + extra..).unwrap_or_default();
            let content = &content[..content.len().min(LONGEST_MIME_TYPE)];
            let end = content.windows(2).position(|window| window == b"PK").unwrap_or(content.len());
            return Format::of_mime(&String::from_utf8_lossy(&content[..end]));
        }
        let folders = [(&b"ppt/"[..], Format::Pptx), (b"word/", Format::Docx), (b"xl/", Format::Xlsx)];
        if let Some((_, format)) = folders.into_iter().find(|(folder, _)| name.starts_with(folder)) {
            return Some(format);
        }
    }
    None
}
