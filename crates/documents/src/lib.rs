//! The text of course files, with the places it stands at: slides, pages, sheets, chapters.
//!
//! [`recognise`] says what a file is, by its content first, and [`extract`] reads it. Both take any file, however hostile,
//! and keep to [`Limits`] in time and memory: parts of archives are inflated as they are read and never held, every
//! inflated byte of a file counts against one allowance, and nothing is ever written to disk. What cannot be read is an
//! [`Unreadable`], whose message tells a teacher what to do.
//!
//! What stands on libraries, and which:
//!
//! - Archives: `rawzip`, because it lists an archive without holding it (`zip` makes a record of each entry before one can
//!   say that there are too many), and `flate2`. The XML in them: `quick-xml`, which knows no entities but XML's own; tags and
//!   the text between them are found here, in half the time.
//! - XLSX: read here, not by `calamine`, which holds a workbook's shared strings and a sheet's XML without a bound.
//! - PDF: `hayro-interpret`, the interpreter beneath a renderer, without `unsafe` of its own: it gives each glyph with its
//!   place and its Unicode, opens what is encrypted without a password, and mends broken cross-reference tables. It needs the
//!   file in memory, and how long a page takes is not bounded: read PDFs of others in a process that can be ended.
//! - HTML: `html5gum`. Markdown: `pulldown-cmark`. RTF: read here; there is no library that knows code pages and bounds.
//!
//! The crate does no I/O but on the file it is given, and knows nobody of ours.
#![deny(missing_docs)]

mod archive;
mod charset;
mod collector;
mod epub;
mod extracted;
mod format;
mod html;
mod limits;
mod markdown;
mod odf;
mod ooxml;
mod pdf;
mod recognise;
mod rtf;
mod stop;
mod text;
mod unreadable;
mod xml;

use std::io::{Read, Seek, SeekFrom};

use archive::Archive;
use collector::Collector;
pub use extracted::{Extracted, Place, Section};
pub use format::Format;
pub use limits::Limits;
pub use recognise::recognise;
use stop::Stop;
pub use unreadable::{Kind, LegacyFormat, Unreadable};

/// Takes the text out of a file that [`recognise`] knows as `format`, from the file's beginning.
///
/// # Errors
/// [`Unreadable`], with the reason. Another attempt with the same bytes fails in the same way, but for
/// [`Unreadable::Io`].
pub fn extract<R: Read + Seek>(
    format: Format,
    mut file: R,
    limits: &Limits,
) -> Result<Extracted, Unreadable> {
    let mut out = Collector::new(limits);
    match read(format, &mut file, limits, &mut out) {
        Ok(()) => out.finish(false),
        Err(Stop::Full) => out.finish(true),
        Err(Stop::Unreadable(reason)) => Err(reason),
    }
}

fn read<R: Read + Seek>(
    format: Format,
    file: &mut R,
    limits: &Limits,
    out: &mut Collector,
) -> Result<(), Stop> {
    if file.seek(SeekFrom::End(0)).map_err(Stop::io)? == 0 {
        return Err(Unreadable::Empty.into());
    }
    file.rewind().map_err(Stop::io)?;
    match format {
        Format::Pptx => ooxml::pptx::read(&Archive::open(file, limits)?, out),
        Format::Docx => ooxml::docx::read(&Archive::open(file, limits)?, out),
        Format::Xlsx => ooxml::xlsx::read(&Archive::open(file, limits)?, out),
        Format::Odt => odf::read(odf::Kind::Text, &Archive::open(file, limits)?, out),
        Format::Odp => odf::read(odf::Kind::Presentation, &Archive::open(file, limits)?, out),
        Format::Ods => odf::read(odf::Kind::Spreadsheet, &Archive::open(file, limits)?, out),
        Format::Epub => epub::read(&Archive::open(file, limits)?, out),
        Format::Html => html::read(file, limits, out),
        Format::Markdown => markdown::read(file, out),
        Format::Rtf => rtf::read(file, limits, out),
        Format::Text | Format::Csv | Format::Json => text::read(file, out),
        Format::Pdf => pdf::read(file, limits, out),
    }
}
