//! Zip archives, of whose entries parts are read as streams, within the limits.

mod inflater;
mod part;

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::mem;

use inflater::Idle;
pub(crate) use part::Part;
use rawzip::{
    CompressionMethod, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder, ZipLocator,
};

use crate::stop::Stop;
use crate::xml::Xml;
use crate::{Limits, Unreadable};

/// Longer names of entries are nobody's parts.
const LONGEST_NAME: usize = 1024;
/// Bytes that are read at once.
const READ_AHEAD: usize = 64 << 10;

/// An archive whose directory has been read.
///
/// Names are only ever compared: an entry called `../../etc/passwd` is one that no document asks for. Where two entries
/// have one name, the last one counts, as it does to most programs.
pub(crate) struct Archive<'a, R> {
    zip: ZipArchive<Shared<R>>,
    entries: HashMap<Box<str>, Entry>,
    limits: &'a Limits,
    spent: Spent,
    idle: Idle,
}

struct Entry {
    wayfinder: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    encrypted: bool,
}

/// What has been used of the limits that all parts have together.
#[derive(Default)]
struct Spent {
    inflated: Cell<u64>,
    opened: Cell<usize>,
}

impl<'a, R: Read + Seek> Archive<'a, R> {
    /// Reads the directory.
    pub(crate) fn open(mut file: R, limits: &'a Limits) -> Result<Self, Stop> {
        let end = file.seek(SeekFrom::End(0)).map_err(Stop::io)?;
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let zip = ZipLocator::new()
            .locate_in_reader(Shared::new(file), &mut buffer, end)
            .map_err(|(_, error)| zip_error(error))?;
        let mut entries = HashMap::new();
        let mut directory = zip.entries(&mut buffer);
        let mut seen = 0;
        while let Some(entry) = directory.next_entry().map_err(zip_error)? {
            seen += 1;
            if seen > limits.entries {
                return Err(Unreadable::TooLarge.into());
            }
            let name = entry.file_path();
            if name.len() <= LONGEST_NAME
                && let Ok(name) = str::from_utf8(name.as_bytes())
            {
                let entry = Entry {
                    wayfinder: entry.wayfinder(),
                    method: entry.compression_method(),
                    encrypted: entry.flags().is_encrypted(),
                };
                entries.insert(key(name).into_boxed_str(), entry);
            }
        }
        Ok(Self { zip, entries, limits, spent: Spent::default(), idle: Idle::default() })
    }

    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.contains_key(key(name).as_str())
    }

    /// Whether a name begins like this.
    pub(crate) fn has_folder(&self, name: &str) -> bool {
        self.entries.keys().any(|entry| entry.starts_with(name))
    }

    /// Opens a part. `None`: the archive has none of this name.
    pub(crate) fn part(&self, name: &str) -> Result<Option<Part<'_, R>>, Stop> {
        let Some(entry) = self.entries.get(key(name).as_str()) else { return Ok(None) };
        self.spent.opened.set(self.spent.opened.get() + 1);
        if self.spent.opened.get() > self.limits.parts {
            return Err(Stop::Full);
        }
        if entry.encrypted {
            return Err(Unreadable::Encrypted.into());
        }
        Part::open(&self.zip, entry, &self.idle, &self.spent.inflated, self.limits).map(Some)
    }

    /// Opens a part in XML. `None`: the archive has none of this name.
    pub(crate) fn xml(&self, name: &str) -> Result<Option<Xml<Part<'_, R>>>, Stop> {
        Ok(self.part(name)?.map(|part| {
            let bytes = part.said_bytes();
            Xml::new(name, part, bytes, self.limits)
        }))
    }

    /// Opens a part in XML that must be there.
    pub(crate) fn needed_xml(&self, name: &str) -> Result<Xml<Part<'_, R>>, Stop> {
        self.xml(name)?.ok_or_else(|| Stop::broken(&format!("{name} is missing")))
    }
}

/// Names are compared without regard to case (ECMA-376 part 2, §6.2.2.3), and to what some programs write them with.
fn key(name: &str) -> String {
    let key = name.trim_start_matches(['/', '\\']).to_ascii_lowercase();
    if key.contains('\\') { key.replace('\\', "/") } else { key }
}

fn zip_error(error: rawzip::Error) -> Stop {
    match error.into_kind() {
        rawzip::ErrorKind::IO(error) => Stop::io(error),
        kind => Stop::broken(&kind),
    }
}

/// Lets several parts of one file be read in turns.
struct Shared<R>(RefCell<Ahead<R>>);

/// A file, and what was last read of it: parts are small, and stand behind one another.
struct Ahead<R> {
    file: R,
    /// Where in the file the bytes stand.
    offset: u64,
    bytes: Vec<u8>,
}

impl<R> Shared<R> {
    fn new(file: R) -> Self {
        Self(RefCell::new(Ahead { file, offset: 0, bytes: Vec::new() }))
    }
}

impl<R: Read + Seek> ReaderAt for Shared<R> {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let Ahead { file, offset: begin, bytes } = &mut *self.0.borrow_mut();
        let known = offset.checked_sub(*begin).and_then(|start| bytes.get(usize::try_from(start).ok()?..));
        if let Some(known) = known.filter(|known| !known.is_empty()) {
            return (&*known).read(buffer);
        }
        file.seek(SeekFrom::Start(offset))?;
        *begin = offset;
        let mut ahead = mem::take(bytes);
        ahead.resize(READ_AHEAD, 0);
        let read = file.read(&mut ahead)?;
        ahead.truncate(read);
        *bytes = ahead;
        bytes.as_slice().read(buffer)
    }
}

/// The name that a reference in a folder of the archive means. It never leads out of the archive.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop();
            }
            name => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn a_reference_is_resolved_inside_the_archive() {
        assert_eq!(
            resolve("ppt/slides", "../notesSlides/notesSlide1.xml"),
            "ppt/notesSlides/notesSlide1.xml"
        );
        assert_eq!(resolve("ppt", "/ppt/slides/slide1.xml"), "ppt/slides/slide1.xml");
        assert_eq!(resolve("ppt", "../../../etc/passwd"), "etc/passwd");
    }
}
