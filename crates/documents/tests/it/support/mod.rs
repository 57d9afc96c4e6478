pub(crate) mod ooxml;
pub(crate) mod pdf;
pub(crate) mod zip;

use std::io::Cursor;

use documents::{Extracted, Format, Limits, Place, Unreadable, extract, recognise};

/// What is read of these bytes within the usual limits.
pub(crate) fn read(format: Format, bytes: impl AsRef<[u8]>) -> Result<Extracted, Unreadable> {
    extract(format, Cursor::new(bytes), &Limits::default())
}

/// The sections, as pairs that are easy to compare.
pub(crate) fn sections(format: Format, bytes: impl AsRef<[u8]>) -> Vec<(Place, String)> {
    let extracted = read(format, bytes).unwrap();
    assert!(!extracted.truncated);
    extracted.sections.into_iter().map(|section| (section.place, section.text)).collect()
}

/// All of the text, whatever its places.
pub(crate) fn text(format: Format, bytes: impl AsRef<[u8]>) -> String {
    let texts: Vec<String> = sections(format, bytes).into_iter().map(|(_, text)| text).collect();
    texts.join("\n")
}

pub(crate) fn recognised(name: &str, mime: &str, bytes: impl AsRef<[u8]>) -> Result<Format, Unreadable> {
    recognise(name, mime, Cursor::new(bytes))
}

pub(crate) fn chapter(name: &str) -> Place {
    Place::Chapter(name.to_owned())
}

pub(crate) fn sheet(name: &str) -> Place {
    Place::Sheet(name.to_owned())
}
