use serde::{Deserialize, Serialize};

/// What can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A presentation of Microsoft PowerPoint since 2007, with or without macros.
    Pptx,
    /// A presentation of LibreOffice.
    Odp,
    /// A text of LibreOffice.
    Odt,
    /// A spreadsheet of LibreOffice.
    Ods,
    /// An electronic book.
    Epub,
    /// A text of Microsoft Word since 2007, with or without macros.
    Docx,
    /// A workbook of Microsoft Excel since 2007, with or without macros.
    Xlsx,
    /// Rich Text Format.
    Rtf,
    /// Markdown.
    Markdown,
    /// A page of the web.
    Html,
    /// Plain text: also source code, subtitles, TeX.
    Text,
    /// A table as text.
    Csv,
    /// Data as text.
    Json,
    /// A PDF.
    Pdf,
}

impl Format {
    /// The format that files with this extension have (in lower case, without its dot).
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        Some(match extension {
            "pptx" | "pptm" | "ppsx" | "ppsm" | "potx" | "potm" => Self::Pptx,
            "odp" | "otp" => Self::Odp,
            "odt" | "ott" => Self::Odt,
            "ods" | "ots" => Self::Ods,
            "epub" => Self::Epub,
            "docx" | "docm" | "dotx" | "dotm" => Self::Docx,
            "xlsx" | "xlsm" | "xltx" | "xltm" => Self::Xlsx,
            "rtf" => Self::Rtf,
            "md" | "markdown" | "mkd" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "txt" | "text" => Self::Text,
            "csv" | "tsv" => Self::Csv,
            "json" => Self::Json,
            "pdf" => Self::Pdf,
            _ => return None,
        })
    }

    /// The format that a MIME type names (in lower case, without parameters).
    pub(crate) fn of_mime(mime: &str) -> Option<Self> {
        Some(match mime {
            "application/epub+zip" => Self::Epub,
            "application/rtf" | "text/rtf" => Self::Rtf,
            "text/markdown" | "text/x-markdown" => Self::Markdown,
            "text/html" | "application/xhtml+xml" => Self::Html,
            "text/csv" | "text/tab-separated-values" => Self::Csv,
            "application/json" => Self::Json,
            "application/pdf" => Self::Pdf,
            _ if mime.contains("presentationml.") => Self::Pptx,
            _ if mime.contains("wordprocessingml.") => Self::Docx,
            _ if mime.contains("spreadsheetml.") => Self::Xlsx,
            _ if mime.contains("opendocument.presentation") => Self::Odp,
            _ if mime.contains("opendocument.text") => Self::Odt,
            _ if mime.contains("opendocument.spreadsheet") => Self::Ods,
            _ => return None,
        })
    }

    /// Whether files of this format are zip archives.
    pub(crate) fn is_archive(self) -> bool {
        match self {
            Self::Pptx | Self::Odp | Self::Odt | Self::Ods | Self::Epub | Self::Docx | Self::Xlsx => true,
            Self::Rtf | Self::Markdown | Self::Html | Self::Text | Self::Csv | Self::Json | Self::Pdf => {
                false
            }
        }
    }

    /// Whether this is written as plain text, so that only its name tells it from other plain text.
    pub(crate) fn is_plain(self) -> bool {
        matches!(self, Self::Markdown | Self::Html | Self::Text | Self::Csv | Self::Json)
    }
}
