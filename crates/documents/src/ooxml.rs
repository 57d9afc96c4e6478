//! Office Open XML (ECMA-376): what its three formats share.

pub(crate) mod docx;
mod drawing;
pub(crate) mod pptx;
mod relationships;
pub(crate) mod xlsx;

use std::io::{Read, Seek};

use relationships::Relationships;

use crate::archive::Archive;
use crate::collector::Collector;
use crate::stop::Stop;

/// The name of the part that a document begins with, which its package names, or else `usual`.
fn main_part<R: Read + Seek>(archive: &Archive<'_, R>, usual: &str) -> Result<String, Stop> {
    let package = Relationships::of(archive, "")?;
    Ok(package.first("officeDocument").map_or_else(|| usual.to_owned(), str::to_owned))
}

/// Takes the title out of the core properties (ECMA-376 part 2, §11), if there are any.
fn title<R: Read + Seek>(archive: &Archive<'_, R>, out: &mut Collector) -> Result<(), Stop> {
    let package = Relationships::of(archive, "")?;
    let Some(mut xml) = archive.xml(package.first("core-properties").unwrap_or("docProps/core.xml"))? else {
        return Ok(());
    };
    xml.title(out)
}
