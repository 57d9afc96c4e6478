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

/// Takes the title out of the core properties (ECMA-376 part 2, §11), if there are any. Gives the name of the part that the
/// document begins with, which its package names, or else `usual`.
fn begin<R: Read + Seek>(archive: &Archive<'_, R>, usual: &str, out: &mut Collector) -> Result<String, Stop> {
    let package = Relationships::of(archive, "")?;
    if let Some(mut xml) = archive.xml(package.first("core-properties").unwrap_or("docProps/core.xml"))? {
        xml.title(out)?;
    }
    Ok(package.first("officeDocument").unwrap_or(usual).to_owned())
}
