use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a file has no text for us. The message is for the teacher who placed the file, and says what to do.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
#[non_exhaustive]
pub enum Unreadable {
    /// It has no bytes.
    #[error("the file is empty: upload it again")]
    Empty,
    /// It opens with a password only, or is bound to the devices of one reader.
    #[error("the file is protected by a password: save it without one")]
    Encrypted,
    /// It is not what it should be. `detail` is for the administrator.
    #[error(
        "the file is damaged: open it in the program that made it, save it anew and upload it again ({detail})"
    )]
    Broken {
        /// What is wrong, and in which part of the file.
        detail: String,
    },
    /// A format of Microsoft Office before 2007, which is not read here.
    #[error("the file has an old format of Microsoft Office: save it as {}", format.successor())]
    Legacy {
        /// Which of them.
        format: LegacyFormat,
    },
    /// It is no document.
    #[error(
        "the file is {kind}, which has no text to read: add its content as a text, if students should find it"
    )]
    NotText {
        /// What it is instead.
        kind: Kind,
    },
    /// It is too large to be read, or so much of it comes before its text.
    #[error("the file is too large: split it into several files, or take out pictures and data")]
    TooLarge,
    /// It is made to exhaust who opens it.
    #[error(
        "the file grows out of all proportion when it is unpacked, as only made-up files do: upload another one"
    )]
    Bomb,
    /// It can be read, but there is no text in it: a scan, or pictures only.
    #[error("the file has pictures but no text: run text recognition (OCR) over it, or upload it as a text")]
    NoText,
    /// It could not be read from where it is stored. Another attempt may succeed.
    #[error("the file could not be read from storage: {detail}")]
    Io {
        /// What the operating system says.
        detail: String,
    },
}

impl Unreadable {
    /// The variant's name for logs, tables and translations. It never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Encrypted => "encrypted",
            Self::Broken { .. } => "broken",
            Self::Legacy { .. } => "legacy",
            Self::NotText { .. } => "not_text",
            Self::TooLarge => "too_large",
            Self::Bomb => "bomb",
            Self::NoText => "no_text",
            Self::Io { .. } => "io",
        }
    }
}

/// A format of Microsoft Office before 2007.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegacyFormat {
    /// A presentation (`.ppt`, `.pps`).
    Ppt,
    /// A text (`.doc`).
    Doc,
    /// A workbook (`.xls`).
    Xls,
    /// Another program's file in the same container: a mail, a drawing.
    Other,
}

impl LegacyFormat {
    fn successor(self) -> &'static str {
        match self {
            Self::Ppt => "PowerPoint presentation (.pptx)",
            Self::Doc => "Word document (.docx)",
            Self::Xls => "Excel workbook (.xlsx)",
            Self::Other => "PDF",
        }
    }
}

/// What a file without text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A picture.
    Image,
    /// Sound.
    Audio,
    /// A film.
    Video,
    /// An archive of other files.
    Archive,
    /// A program.
    Program,
    /// Bytes that mean nothing to us.
    Unknown,
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Image => "a picture",
            Self::Audio => "a sound recording",
            Self::Video => "a video",
            Self::Archive => "an archive of files",
            Self::Program => "a program",
            Self::Unknown => "of a kind that is not known here",
        })
    }
}
