use http::{Request, Response};
use serde::Deserialize;

use super::{ContentFile, plain};
use crate::web_service::{self, WebServiceError};
use crate::{SiteUrl, WebServiceToken};

/// How many entries one answer has at most.
pub const MOST_ENTRIES: u32 = 100;

/// One part of a glossary: `mod_glossary_get_entries_by_letter`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entries {
    /// How many entries the glossary has in all.
    pub count: u64,
    /// Those of this part that teachers wrote and that are approved: what participants write, nobody else stands for.
    pub entries: Vec<Entry>,
}

/// An entry of a glossary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: u64,
    /// What it explains.
    pub concept: String,
    /// The explanation, as HTML.
    pub definition: String,
    /// When it was changed, in seconds since 1970.
    pub modified: i64,
    /// The files beside it.
    pub attachments: Vec<ContentFile>,
}

#[derive(Deserialize)]
struct Answer {
    count: u64,
    entries: Vec<Raw>,
}

#[derive(Deserialize)]
struct Raw {
    id: u64,
    concept: String,
    definition: String,
    #[serde(default)]
    timemodified: i64,
    approved: bool,
    /// Who wrote it could manage entries then.
    teacherentry: bool,
    #[serde(default)]
    attachments: Vec<Attachment>,
}

#[derive(Deserialize)]
struct Attachment {
    filename: String,
    filepath: Option<String>,
    #[serde(default)]
    filesize: u64,
    fileurl: String,
    #[serde(default)]
    timemodified: i64,
    mimetype: Option<String>,
}

impl Entries {
    /// The question about the entries of a glossary, by its id among the glossaries, from one of them on.
    ///
    /// # Errors
    /// When the site's address cannot be written into a request.
    pub fn request(
        site: &SiteUrl,
        token: &WebServiceToken,
        glossary: u64,
        from: u64,
    ) -> Result<Request<Vec<u8>>, http::Error> {
        let (glossary, from, limit) = (glossary.to_string(), from.to_string(), MOST_ENTRIES.to_string());
        let parameters = [
            ("id", glossary.as_str()),
            ("letter", "ALL"),
            ("from", from.as_str()),
            ("limit", limit.as_str()),
        ];
        web_service::request(site, token, "mod_glossary_get_entries_by_letter", &parameters)
    }

    /// Reads the answer.
    ///
    /// # Errors
    /// [`WebServiceError`].
    pub fn read(answer: &Response<Vec<u8>>) -> Result<Self, WebServiceError> {
        let answer: Answer = web_service::read(answer)?;
        let entries = answer.entries.into_iter().filter(|entry| entry.approved && entry.teacherentry);
        Ok(Self { count: answer.count, entries: entries.map(Raw::entry).collect() })
    }
}

impl Raw {
    fn entry(self) -> Entry {
        Entry {
            id: self.id,
            concept: plain(&self.concept),
            definition: self.definition,
            modified: self.timemodified,
            attachments: self.attachments.into_iter().map(Attachment::file).collect(),
        }
    }
}

impl Attachment {
    fn file(self) -> ContentFile {
        ContentFile {
            name: self.filename,
            folder: self.filepath.unwrap_or_else(|| "/".into()),
            bytes: self.filesize,
            url: self.fileurl,
            modified: self.timemodified,
            mime: self.mimetype.filter(|mime| !mime.is_empty()),
            title: None,
        }
    }
}
