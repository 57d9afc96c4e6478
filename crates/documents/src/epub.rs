//! Electronic books (EPUB 3.3, and 2).

mod package;

use std::collections::HashSet;
use std::io::{Read, Seek};

use package::Package;
use percent_encoding::percent_decode_str;

use crate::archive::Archive;
use crate::collector::Collector;
use crate::stop::Stop;
use crate::xml::Token;
use crate::{Place, Unreadable, html};

/// Reads the chapters in the order of the book.
pub(crate) fn read<R: Read + Seek>(archive: &Archive<'_, R>, out: &mut Collector) -> Result<(), Stop> {
    let name = package_name(archive)?;
    let package = Package::read(&mut archive.needed_xml(&name)?, archive.limits())?;
    out.title(package.title.as_deref().unwrap_or_default());
    let encrypted = encrypted_parts(archive)?;
    for item in &package.spine {
        let Some(href) = package.hrefs.get(item) else { continue };
        let part = resolve(&name, href);
        if encrypted.contains(&part) {
            return Err(Unreadable::Encrypted.into());
        }
        if let Some(chapter) = archive.part(&part)? {
            // What comes before its own heading is not part of the chapter before.
            out.section(Place::Whole)?;
            html::read_xhtml(chapter, archive.limits(), out)?;
        }
    }
    Ok(())
}

/// Where the container says that the book's package stands (§4.2.6.3.1).
fn package_name<R: Read + Seek>(archive: &Archive<'_, R>) -> Result<String, Stop> {
    let mut container = archive.needed_xml("META-INF/container.xml")?;
    while let Some(token) = container.next()? {
        if let Token::Open(element) = token
            && element.name() == "rootfile"
            && let Some(name) = element.attribute("full-path")
        {
            return Ok(name);
        }
    }
    Err(Stop::broken("META-INF/container.xml names no package"))
}

/// The parts that need a key (§4.2.6.3.2). Often these are fonts only, which anybody can do without.
fn encrypted_parts<R: Read + Seek>(archive: &Archive<'_, R>) -> Result<HashSet<String>, Stop> {
    let Some(mut xml) = archive.xml("META-INF/encryption.xml")? else { return Ok(HashSet::new()) };
    let mut parts = HashSet::new();
    while let Some(token) = xml.next()? {
        if let Token::Open(element) = token
            && element.name() == "CipherReference"
            && let Some(name) = element.attribute("URI")
        {
            if parts.len() == archive.limits().entries {
                return Err(Stop::Full);
            }
            parts.insert(resolve("", &name));
        }
    }
    Ok(parts)
}

/// The name of the part that a reference in the package means.
fn resolve(package: &str, href: &str) -> String {
    let href = href.split(['#', '?']).next().unwrap_or_default();
    let href = percent_decode_str(href).decode_utf8_lossy();
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    crate::archive::resolve(folder, &href)
}
