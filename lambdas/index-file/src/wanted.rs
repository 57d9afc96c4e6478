//! What of an activity belongs into the index.

use std::fmt::Write as _;

use moodle::ModuleId;
use moodle::content::{ContentFile, CourseModule, Entry};
use ports::{DocumentId, MOST_DOCUMENTS, SiteCourse};

use crate::content::{digest, escape};
use crate::failure::FileFailure;

/// Which way documents are read and cut: with another number, all are read anew.
const EDITION: u32 = 1;
/// What Moodle calls a glossary.
const GLOSSARY: &str = "glossary";

/// A document that belongs into the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub id: DocumentId,
    pub name: String,
    pub version: String,
    pub bytes: Option<u64>,
    pub source: Source,
}

/// Where the content of a document comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// It is downloaded.
    File(ContentFile),
    /// It is this HTML.
    Html(String),
    /// It could not be asked for.
    Missing(FileFailure),
}

/// The documents of an activity, and how many more it has than are indexed.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    pub wanted: Vec<Wanted>,
    pub omitted: u32,
}

/// What the entries of a glossary have to be asked for: other activities come with all that they have.
pub(crate) fn is_glossary(module: &CourseModule) -> bool {
    module.kind == GLOSSARY
}

/// The entries of a glossary, as far as they are known.
pub(crate) enum GlossaryEntries {
    /// These, and so many more that are not indexed. An activity of another kind has none.
    Read(Vec<Entry>, u32),
    /// Moodle did not tell them.
    Missing(FileFailure),
}

impl GlossaryEntries {
    /// None.
    pub const NONE: Self = Self::Read(Vec::new(), 0);
}

/// The documents of an activity that everybody may see.
pub(crate) fn documents(course: &SiteCourse, module: &CourseModule, entries: GlossaryEntries) -> Documents {
    let mut list = List { course, module: module.id, documents: Documents::default() };
    if let Some(html) = &module.description {
        list.html("description", &module.name, html.clone());
    }
    for file in &module.files {
        // Pictures in the text of a page, and the like, come with it.
        list.file(&format!("file:{}{}", file.folder, file.name), page_name(module, file), file);
    }
    match entries {
        GlossaryEntries::Read(entries, omitted) => {
            if !entries.is_empty() {
                list.html("entries", &module.name, glossary(&entries));
            }
            for entry in &entries {
                for file in &entry.attachments {
                    list.file(&format!("entry:{}{}{}", entry.id, file.folder, file.name), &file.name, file);
                }
            }
            list.documents.omitted += omitted;
        }
        GlossaryEntries::Missing(failure) => {
            list.push("entries", &module.name, String::new(), None, Source::Missing(failure));
        }
    }
    list.documents
}

/// What people call a file: pages and chapters are called `index.html` by Moodle.
fn page_name<'a>(module: &'a CourseModule, file: &'a ContentFile) -> &'a str {
    match (module.kind.as_str(), file.name.as_str(), &file.title) {
        ("book", "index.html", Some(title)) => title,
        ("page" | "book", "index.html", _) => &module.name,
        _ => &file.name,
    }
}

/// The entries as one page with a heading each.
fn glossary(entries: &[Entry]) -> String {
    let mut html = String::new();
    for Entry { concept, definition, .. } in entries {
        // Writing into a string does not fail.
        let _ = writeln!(html, "<h2>{}</h2><div>{definition}</div>", escape(concept));
    }
    html
}

struct List<'a> {
    course: &'a SiteCourse,
    module: ModuleId,
    documents: Documents,
}

impl List<'_> {
    fn push(&mut self, path: &str, name: &str, version: String, bytes: Option<u64>, source: Source) {
        let id = DocumentId::new(self.course, self.module, path);
        if self.documents.wanted.iter().any(|wanted| wanted.id == id) {
            return;
        }
        if self.documents.wanted.len() == MOST_DOCUMENTS {
            self.documents.omitted += 1;
            return;
        }
        let name = name.chars().take(255).collect();
        self.documents.wanted.push(Wanted { id, name, version, bytes, source });
    }

    fn html(&mut self, path: &str, name: &str, html: String) {
        let version = digest(format!("{EDITION} {html}").as_bytes());
        self.push(path, name, version, None, Source::Html(html));
    }

    /// The address changes with every edit of a file's activity, and the time with every upload.
    fn file(&mut self, path: &str, name: &str, file: &ContentFile) {
        let said = format!("{EDITION} {} {} {}", file.modified, file.bytes, file.url);
        let bytes = Some(file.bytes).filter(|bytes| *bytes > 0);
        self.push(path, name, digest(said.as_bytes()), bytes, Source::File(file.clone()));
    }
}
