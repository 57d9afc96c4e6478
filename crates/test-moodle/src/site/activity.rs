use super::file::{self, File};
use crate::ids::Ids;
use crate::{Content, SectionId};

/// How many characters of a label's text are its name.
const LABEL_NAME: usize = 50;

/// What stands in a course, as a teacher writes it.
#[derive(Clone, Debug)]
pub struct Activity {
    pub(crate) name: String,
    /// On the course page, as HTML.
    pub(crate) description: Option<String>,
    pub(crate) matter: Matter,
}

/// What is in an activity.
#[derive(Clone, Debug)]
pub(crate) enum Matter {
    Resource(Vec<File>),
    Folder(Vec<File>),
    Page { html: String, files: Vec<File> },
    Book(Vec<Chapter>),
    Label,
    Glossary(Vec<Entry>),
    Url(String),
    Quiz,
    Subsection(SectionId),
}

impl Activity {
    fn new(name: &str, matter: Matter) -> Self {
        Self { name: name.into(), description: None, matter }
    }

    /// One file.
    #[must_use]
    pub fn resource(name: &str, file: File) -> Self {
        Self::new(name, Matter::Resource(vec![file]))
    }

    /// Any number of files in folders.
    #[must_use]
    pub fn folder(name: &str, files: impl IntoIterator<Item = File>) -> Self {
        Self::new(name, Matter::Folder(files.into_iter().collect()))
    }

    /// A page. Its HTML names its pictures by their names alone.
    #[must_use]
    pub fn page(name: &str, html: &str) -> Self {
        Self::new(name, Matter::Page { html: html.into(), files: Vec::new() })
    }

    /// Chapters one after the other.
    #[must_use]
    pub fn book(name: &str, chapters: impl IntoIterator<Item = Chapter>) -> Self {
        Self::new(name, Matter::Book(chapters.into_iter().collect()))
    }

    /// HTML on the course page itself. The beginning of its text is its name.
    #[must_use]
    pub fn label(html: &str) -> Self {
        Self::new(&label_name(html), Matter::Label).described(html)
    }

    /// Concepts and what they mean.
    #[must_use]
    pub fn glossary(name: &str, entries: impl IntoIterator<Item = Entry>) -> Self {
        Self::new(name, Matter::Glossary(entries.into_iter().collect()))
    }

    /// A link to an address elsewhere.
    #[must_use]
    pub fn url(name: &str, address: &str) -> Self {
        Self::new(name, Matter::Url(address.into()))
    }

    /// A quiz. Whoever may not take it is not told of it, and an indexer may not.
    #[must_use]
    pub fn quiz(name: &str) -> Self {
        Self::new(name, Matter::Quiz)
    }

    pub(crate) fn subsection(name: &str, section: SectionId) -> Self {
        Self::new(name, Matter::Subsection(section))
    }

    /// With a description that stands on the course page, as HTML.
    #[must_use]
    pub fn described(mut self, html: &str) -> Self {
        self.description = Some(html.into());
        self
    }

    /// With another file: a picture of a page, or one more of a folder or resource. Other kinds have no files of their own.
    #[must_use]
    pub fn with_file(mut self, file: File) -> Self {
        if let Matter::Resource(files) | Matter::Folder(files) | Matter::Page { files, .. } = &mut self.matter
        {
            files.push(file);
        }
        self
    }

    /// With another content of the only file, whose name stays. Other kinds are as they were.
    #[must_use]
    pub fn with_content(mut self, content: impl Into<Content>) -> Self {
        if let Matter::Resource(files) = &mut self.matter
            && let Some(file) = files.first_mut()
        {
            file.content = content.into();
        }
        self
    }
}

/// A chapter of a book.
#[derive(Clone, Debug)]
pub struct Chapter {
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) html: String,
    pub(crate) is_sub: bool,
    pub(crate) hidden: bool,
    pub(crate) files: Vec<File>,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

impl Chapter {
    /// A chapter.
    #[must_use]
    pub fn new(title: &str, html: &str) -> Self {
        let (title, html) = (title.into(), html.into());
        Self { id: 0, title, html, is_sub: false, hidden: false, files: Vec::new(), created: 0, modified: 0 }
    }

    /// Under the chapter before it.
    #[must_use]
    pub fn sub(mut self) -> Self {
        self.is_sub = true;
        self
    }

    /// Hidden from students, and from an indexer.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// With a picture.
    #[must_use]
    pub fn with_file(mut self, file: File) -> Self {
        self.files.push(file);
        self
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.title, &self.html, self.is_sub, self.hidden)
            == (&other.title, &other.html, other.is_sub, other.hidden)
            && file::are_same(&self.files, &other.files)
    }
}

/// An entry of a glossary.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(crate) id: u64,
    pub(crate) concept: String,
    pub(crate) definition: String,
    pub(crate) approved: bool,
    pub(crate) by_teacher: bool,
    pub(crate) files: Vec<File>,
    pub(crate) created: i64,
    pub(crate) modified: i64,
}

impl Entry {
    /// An entry that a teacher has approved. The definition is HTML.
    #[must_use]
    pub fn new(concept: &str, definition: &str) -> Self {
        let (concept, definition) = (concept.into(), definition.into());
        Self {
            id: 0,
            concept,
            definition,
            approved: true,
            by_teacher: true,
            files: Vec::new(),
            created: 0,
            modified: 0,
        }
    }

    /// Not approved: nobody but its author and teachers is told of it.
    #[must_use]
    pub fn unapproved(mut self) -> Self {
        self.approved = false;
        self
    }

    /// Written by somebody who may not manage the glossary.
    #[must_use]
    pub fn by_participant(mut self) -> Self {
        self.by_teacher = false;
        self
    }

    /// With a file beside it.
    #[must_use]
    pub fn with_file(mut self, file: File) -> Self {
        self.files.push(file);
        self
    }

    fn is_same(&self, other: &Self) -> bool {
        self.definition == other.definition
            && self.approved == other.approved
            && self.by_teacher == other.by_teacher
            && file::are_same(&self.files, &other.files)
    }
}

impl Matter {
    /// What Moodle calls its kind.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Resource(_) => "resource",
            Self::Folder(_) => "folder",
            Self::Page { .. } => "page",
            Self::Book(_) => "book",
            Self::Label => "label",
            Self::Glossary(_) => "glossary",
            Self::Url(_) => "url",
            Self::Quiz => "quiz",
            Self::Subsection(_) => "subsection",
        }
    }

    /// Gives ids and times to what is saved in the place of older matter of the same kind, as far as there is some. What did
    /// not change keeps them; chapters keep their ids by their order, entries by their concept.
    pub(crate) fn settle(&mut self, old: Option<&Self>, ids: &mut Ids, now: i64) {
        match (self, old) {
            (Self::Resource(files), Some(Self::Resource(old)))
            | (Self::Folder(files), Some(Self::Folder(old)))
            | (Self::Page { files, .. }, Some(Self::Page { files: old, .. })) => file::stamp(files, old, now),
            (Self::Resource(files) | Self::Folder(files) | Self::Page { files, .. }, _) => {
                file::stamp(files, &[], now);
            }
            (Self::Book(chapters), old) => {
                let old = if let Some(Self::Book(old)) = old { old.as_slice() } else { &[] };
                for (at, chapter) in chapters.iter_mut().enumerate() {
                    chapter.settle(old.get(at), ids, now);
                }
            }
            (Self::Glossary(entries), old) => {
                let old = if let Some(Self::Glossary(old)) = old { old.as_slice() } else { &[] };
                for entry in entries {
                    let replaced = old.iter().find(|old| old.concept == entry.concept);
                    entry.settle(replaced, ids, now);
                }
            }
            (Self::Label | Self::Url(_) | Self::Quiz | Self::Subsection(_), _) => {}
        }
    }
}

impl Chapter {
    fn settle(&mut self, old: Option<&Self>, ids: &mut Ids, now: i64) {
        file::stamp(&mut self.files, old.map_or(&[], |old| &old.files), now);
        self.id = old.map_or_else(|| ids.part(), |old| old.id);
        self.created = old.map_or(now, |old| old.created);
        self.modified = old.filter(|old| self.is_same(old)).map_or(now, |old| old.modified);
    }
}

impl Entry {
    fn settle(&mut self, old: Option<&Self>, ids: &mut Ids, now: i64) {
        file::stamp(&mut self.files, old.map_or(&[], |old| &old.files), now);
        self.id = old.map_or_else(|| ids.part(), |old| old.id);
        self.created = old.map_or(now, |old| old.created);
        self.modified = old.filter(|old| self.is_same(old)).map_or(now, |old| old.modified);
    }
}

/// The text of a label without its markup, as far as it makes a name.
fn label_name(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LABEL_NAME) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_and_entries_that_stay_keep_their_ids_and_times() {
        let mut ids = Ids::default();
        let book =
            |second: &str| Matter::Book(vec![Chapter::new("One", "<p>1</p>"), Chapter::new("Two", second)]);
        let (mut first, mut second) = (book("<p>2</p>"), book("<p>two</p>"));
        first.settle(None, &mut ids, 100);
        second.settle(Some(&first), &mut ids, 200);
        let (Matter::Book(first), Matter::Book(second)) = (first, second) else { unreachable!() };
        assert_eq!([first[0].id, first[1].id], [second[0].id, second[1].id]);
        assert_eq!([second[0].modified, second[1].modified, second[1].created], [100, 200, 100]);
    }

    #[test]
    fn a_label_is_called_by_the_beginning_of_its_text() {
        assert_eq!(label_name("<p>Bring <b>waders</b>\n on Thursday.</p>"), "Bring waders on Thursday.");
        assert_eq!(label_name(&"ä".repeat(60)).chars().count(), 53);
    }
}
