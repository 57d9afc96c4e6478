//! Puts the documents of an activity that wait into the index.

use std::mem::take;

use http_api::chain;
use ports::{
    DocumentState, IndexError, IndexState, MOST_AT_ONCE, ManifestDocument, ManifestModule, NewContent,
    NewDocument, SiteCourse,
};
use tempfile::NamedTempFile;

use crate::failure::FileFailure;
use crate::reading::{Content, Is, Reader};
use crate::site::Site;
use crate::wanted::Source;
use crate::work::Run;
use crate::{App, JobError};

/// So much text is held at a time.
const TEXT_AT_ONCE: usize = 1 << 20;
/// So much lies on the disk at a time.
const FILES_AT_ONCE: u64 = 100 << 20;

/// The documents that go into the index in one call.
#[derive(Default)]
struct Batch {
    documents: Vec<NewDocument>,
    /// Where each stands among the activity's.
    places: Vec<usize>,
    /// Files of documents, which go with them.
    files: Vec<NamedTempFile>,
    text: usize,
    bytes: u64,
}

impl Batch {
    fn is_full(&self) -> bool {
        self.documents.len() == MOST_AT_ONCE || self.text >= TEXT_AT_ONCE || self.bytes >= FILES_AT_ONCE
    }
}

/// How putting went.
enum Went {
    On,
    /// The index has too much to do: the rest waits.
    Busy,
}

pub(super) struct Putting<'a> {
    app: &'a App,
    run: &'a Run,
    course: &'a SiteCourse,
    reader: Reader<'a>,
    batch: Batch,
}

impl<'a> Putting<'a> {
    pub fn new(app: &'a App, run: &'a Run, site: &'a Site<'a>, course: &'a SiteCourse) -> Self {
        Self { app, run, course, reader: Reader { app, site }, batch: Batch::default() }
    }

    /// Puts what waits; what became of each stands in the module afterwards, also when there is an error. A file that could not
    /// be fetched is one in the end, so that the job is done again: the others were put by then.
    pub async fn put(mut self, module: &mut ManifestModule, sources: Vec<Source>) -> Result<(), JobError> {
        let mut unfetched = None;
        for (place, source) in sources.into_iter().enumerate() {
            if module.documents[place].state != DocumentState::Waiting {
                continue;
            }
            if self.run.is_over() {
                break;
            }
            match self.reader.read(&module.documents[place], source).await? {
                Ok(content) => self.add(module, place, content),
                Err(failure) => {
                    let id = module.documents[place].id.clone();
                    if let FileFailure::Failed(problem) = &failure {
                        unfetched.get_or_insert_with(|| problem.message.clone());
                    }
                    // What it was before may be in the index.
                    self.app.ports.index.remove(&[id]).await?;
                    self.settle(&mut module.documents[place], failure.into());
                }
            }
            if self.batch.is_full() && matches!(self.flush(module).await?, Went::Busy) {
                return Ok(());
            }
        }
        self.flush(module).await?;
        unfetched.map_or(Ok(()), |message| Err(JobError::File(message)))
    }

    fn add(&mut self, module: &mut ManifestModule, place: usize, content: Content) {
        let document = &mut module.documents[place];
        let Content { digest, bytes, is } = content;
        document.bytes = bytes.or(document.bytes);
        let Some(is) = is else {
            self.settle(&mut module.documents[place], DocumentState::Indexed);
            return;
        };
        document.digest = Some(digest);
        let content = match is {
            Is::Text(sections) => {
                self.batch.text += sections.iter().map(|section| section.text.len()).sum::<usize>();
                NewContent::Text(sections)
            }
            Is::File(file, format) => {
                let path = file.path().to_owned();
                self.batch.bytes += document.bytes.unwrap_or_default();
                self.batch.files.push(file);
                NewContent::File { path, format }
            }
        };
        self.batch.places.push(place);
        self.batch.documents.push(NewDocument {
            id: document.id.clone(),
            course: self.course.clone(),
            module: module.id,
            name: document.name.clone(),
            content,
        });
    }

    async fn flush(&mut self, module: &mut ManifestModule) -> Result<Went, JobError> {
        let Batch { documents, places, files, .. } = take(&mut self.batch);
        if documents.is_empty() {
            return Ok(Went::On);
        }
        let put = self.app.ports.index.put(documents).await;
        drop(files);
        match put {
            Ok(states) => {
                for (place, state) in places.into_iter().zip(states) {
                    let state = match state {
                        IndexState::Indexed => DocumentState::Indexed,
                        IndexState::Failed(problem) => DocumentState::Failed(problem),
                        IndexState::Pending | IndexState::Absent => DocumentState::Indexing,
                    };
                    self.settle(&mut module.documents[place], state);
                }
                Ok(Went::On)
            }
            // It is tried again soon, as often as it takes: no delivery of the message is used up for it.
            Err(error @ IndexError::Busy(_)) => {
                tracing::warn!(error = chain(&error), "the index has too much to do; what is left waits");
                Ok(Went::Busy)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn settle(&self, document: &mut ManifestDocument, state: DocumentState) {
        document.state = state;
        document.since = self.run.now;
    }
}

impl From<FileFailure> for DocumentState {
    fn from(failure: FileFailure) -> Self {
        match failure {
            FileFailure::Skipped(problem) => Self::Skipped(problem),
            FileFailure::Failed(problem) => Self::Failed(problem),
        }
    }
}
