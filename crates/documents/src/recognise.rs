//! What a file is: by its content where that tells, else by its name, else by what its sender says.

mod archive;
mod plain;

use std::io::{self, Read, Seek, SeekFrom};

use cfb::CompoundFile;
use infer::MatcherType;

use crate::stop::Stop;
use crate::{Format, Kind, LegacyFormat, Unreadable};

/// Bytes that tell what a file is. Only an archive's directory stands elsewhere.
const HEAD: u64 = 64 << 10;

/// Bytes that are read of a container's tables: a 128th of it, and some more for its directory.
const TABLES: u64 = 1 << 20;

/// Says what a file is, by its whole content or, if there is no more at hand, its first 64 KiB.
///
/// `name` is the file's, of which the extension counts, and `mime` the type that its sender gives it; both may be wrong or
/// empty.
///
/// # Errors
/// [`Unreadable`], if nothing here can read it: `Legacy`, `Encrypted`, `NotText` and `Empty`; `Broken`, if it only bears the
/// name of a document; `Io`.
pub fn recognise<R: Read + Seek>(name: &str, mime: &str, mut file: R) -> Result<Format, Unreadable> {
    let mut head = Vec::new();
    let read = file.rewind().and_then(|()| file.by_ref().take(HEAD).read_to_end(&mut head));
    if let Err(error) = read {
        return Err(Unreadable::Io { detail: error.to_string() });
    }
    if head.is_empty() {
        return Err(Unreadable::Empty);
    }
    let told = told(name, mime);
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(compound_file(file));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return archive::recognise(&head, file, told);
    }
    // A PDF may begin with other bytes (ISO 32000-1, annex H.3.4.1), but not with another file.
    if head.starts_with(b"%PDF-")
        || contains(&head[..head.len().min(1024)], b"%PDF-") && infer::get(&head).is_none()
    {
        return Ok(Format::Pdf);
    }
    if head.starts_with(b"{\\rtf") {
        return Ok(Format::Rtf);
    }
    if let Some(kind) = without_text(&head) {
        return Err(Unreadable::NotText { kind });
    }
    if let Some(format) = plain::recognise(&head, told) {
        return format;
    }
    Err(match told {
        Some(Told::Format(format)) => Unreadable::Broken { detail: format!("its content is no {format:?}") },
        Some(Told::Kind(kind)) => Unreadable::NotText { kind },
        None => Unreadable::NotText { kind: Kind::Unknown },
    })
}

/// What name and sender say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Format(Format),
    Kind(Kind),
}

fn told(name: &str, mime: &str) -> Option<Told> {
    let extension =
        name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let by_name = Format::of_extension(&extension).map(Told::Format);
    let by_mime = Format::of_mime(&mime).map(Told::Format);
    by_name.or(by_mime).or_else(|| {
        let kind = match mime.split('/').next()? {
            "image" => Kind::Image,
            "audio" => Kind::Audio,
            "video" => Kind::Video,
            _ => return None,
        };
        Some(Told::Kind(kind))
    })
}

/// What is in the container that Microsoft Office had before 2007, and has for what is encrypted (MS-OFFCRYPTO §2.3).
fn compound_file<R: Read + Seek>(mut file: R) -> Unreadable {
    let Ok(bytes) = file.seek(SeekFrom::End(0)) else {
        return Unreadable::Legacy { format: LegacyFormat::Other };
    };
    // Tables that name one sector again and again would be read, and held, as often.
    let Ok(container) = CompoundFile::open(Sparing { file, left: bytes / 64 + TABLES }) else {
        return Unreadable::Legacy { format: LegacyFormat::Other };
    };
    let has = |name: &str| container.exists(name);
    if has("/EncryptedPackage") {
        return Unreadable::Encrypted;
    }
    let format = if has("/PowerPoint Document") {
        LegacyFormat::Ppt
    } else if has("/WordDocument") {
        LegacyFormat::Doc
    } else if has("/Workbook") || has("/Book") {
        LegacyFormat::Xls
    } else {
        LegacyFormat::Other
    };
    Unreadable::Legacy { format }
}

/// A file of which no more than so many bytes are read.
struct Sparing<R> {
    file: R,
    left: u64,
}

impl<R: Read> Read for Sparing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let read = self.file.by_ref().take(self.left).read(buffer)?;
        self.left -= read as u64;
        Ok(read)
    }
}

impl<R: Seek> Seek for Sparing<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

fn without_text(head: &[u8]) -> Option<Kind> {
    match infer::get(head)?.matcher_type() {
        MatcherType::Image => Some(Kind::Image),
        MatcherType::Audio => Some(Kind::Audio),
        MatcherType::Video => Some(Kind::Video),
        MatcherType::Archive => Some(Kind::Archive),
        MatcherType::App => Some(Kind::Program),
        MatcherType::Font | MatcherType::Doc | MatcherType::Book | MatcherType::Custom => Some(Kind::Unknown),
        MatcherType::Text => None,
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

impl From<Stop> for Unreadable {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Full => Self::TooLarge,
            Stop::Unreadable(reason) => reason,
        }
    }
}
