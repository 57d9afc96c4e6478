//! Puts the documents of an activity that wait into the index.

use std::mem::take;

use http_api::chain;
use ports::{
    DocumentState, IndexError, IndexState, MOST_AT_ONCE, ManifestDocument, ManifestModule, NewContent,
    NewDocument, SiteCourse,
};
use tempfile::NamedTempFile;

use crate::failure::{FileFailure, crashed};
use crate::module::plan::Reading;
use crate::reading::{Content, Is, Reader};
use crate::site::Site;
use crate::work::Run;
use crate::{App, JobError};

/// So much text is held at a time: some minutes' work for an index that reads what it means, well within a run.
const TEXT_AT_ONCE: usize = 256 << 10;
/// After so many files in a row that Moodle does not give, the rest is left for later.
const MOST_AWAY: usize = 3;
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
#[derive(Clone, Copy)]
pub(super) enum Went {
    Through,
    /// Something is left for a later run: the index has too much to do, or the time is up.
    Leaves,
}

impl Went {
    pub fn leaves_something(self) -> bool {
        matches!(self, Self::Leaves)
    }
}

/// Reads documents and puts them into the index.
pub(super) struct Putting<'a> {
    app: &'a App,
    run: &'a Run,
    course: &'a SiteCourse,
    reader: Reader<'a>,
    batch: Batch,
    /// What cannot be read any more and may be in the index as it was: where it stands, and what it is when it is out of it.
    unreadable: Vec<(usize, DocumentState)>,
    /// Why the first of those could not be fetched for which the job is to be done again.
    unfetched: Option<String>,
    /// How many that came one after the other could not be fetched for a reason that others may have too.
    away: usize,
}

impl<'a> Putting<'a> {
    pub fn new(app: &'a App, run: &'a Run, site: &'a Site<'a>, course: &'a SiteCourse) -> Self {
        let (batch, unreadable) = (Batch::default(), Vec::new());
        Self { app, run, course, reader: Reader { app, site }, batch, unreadable, unfetched: None, away: 0 }
    }

    /// Whether no file is to be had from Moodle at the moment.
    pub fn is_hopeless(&self) -> bool {
        self.away >= MOST_AWAY
    }

    pub fn is_full(&self) -> bool {
        self.batch.is_full() || self.unreadable.len() >= MOST_AT_ONCE
    }

    /// Reads a document. What came of it stands in the module, once it is [flushed](Self::flush) at the latest.
    ///
    /// # Errors
    /// When this machine or the store fails. What was read before is in the index then.
    pub async fn read(&mut self, module: &mut ManifestModule, reading: Reading) -> Result<(), JobError> {
        let place = reading.place;
        if (self.run.last_died || reading.is_risky)
            && let Err(error) = self.begin(module, &reading).await
        {
            self.flush(module).await?;
            return Err(error);
        }
        match self.reader.read(&module.documents[place], reading.source).await {
            Ok(Ok(content)) => {
                self.away = 0;
                self.add(module, place, content);
            }
            Ok(Err(failure)) => {
                let state = self.failed(failure);
                if reading.is_held {
                    self.unreadable.push((place, state));
                } else {
                    self.settle(&mut module.documents[place], state);
                }
            }
            Err(error) => {
                self.flush(module).await?;
                return Err(error);
            }
        }
        Ok(())
    }

    /// Writes down that a document failed, while it is read: if the program dies of it, teachers know it, and later runs read it
    /// after all others. What it was before does not stay in the index as long as the program dies of what it is now.
    async fn begin(&self, module: &mut ManifestModule, reading: &Reading) -> Result<(), JobError> {
        let before = module.documents[reading.place].clone();
        tracing::warn!(document = %before.id, "a document is read that the program may die of");
        self.settle(&mut module.documents[reading.place], DocumentState::Failed(crashed()));
        let written = self.app.ports.manifest.put_module(self.course, module).await;
        module.documents[reading.place] = before;
        written?;
        if reading.is_risky && reading.is_held {
            self.app.remove(&[module.documents[reading.place].id.clone()]).await?;
        }
        Ok(())
    }

    fn failed(&mut self, failure: FileFailure) -> DocumentState {
        self.away = if matches!(failure, FileFailure::Away(_)) { self.away + 1 } else { 0 };
        match failure {
            FileFailure::Skipped(problem) => DocumentState::Skipped(problem),
            FileFailure::Failed(problem) | FileFailure::Away(problem) => {
                self.unfetched.get_or_insert_with(|| problem.message.clone());
                DocumentState::Failed(problem)
            }
        }
    }

    fn add(&mut self, module: &mut ManifestModule, place: usize, content: Content) {
        let document = &mut module.documents[place];
        let Content { digest, bytes, is } = content;
        document.bytes = bytes.or(document.bytes);
        let Some(is) = is else {
            self.settle(document, DocumentState::Indexed);
            return;
        };
        if document.state != DocumentState::Waiting {
            self.settle(document, DocumentState::Waiting);
        }
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

    /// Puts what was read into the index, and takes out what cannot be read any more.
    pub async fn flush(&mut self, module: &mut ManifestModule) -> Result<Went, JobError> {
        let unreadable = take(&mut self.unreadable);
        let Batch { documents, places, files, .. } = take(&mut self.batch);
        let ids: Vec<_> = unreadable.iter().map(|(place, _)| module.documents[*place].id.clone()).collect();
        let put = async {
            self.app.remove(&ids).await?;
            for (place, state) in unreadable {
                self.settle(&mut module.documents[place], state);
            }
            if documents.is_empty() { Ok(Vec::new()) } else { self.app.ports.index.put(documents).await }
        };
        let put = put.await;
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
                Ok(Went::Through)
            }
            // It is tried again soon, as often as it takes: no delivery of the message is used up for it.
            Err(error @ IndexError::Busy(_)) => {
                tracing::warn!(error = chain(&error), "the index has too much to do; what is left waits");
                Ok(Went::Leaves)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The job is to be done again for what could not be fetched.
    pub fn end(self) -> Result<(), JobError> {
        self.unfetched.map_or(Ok(()), |message| Err(JobError::File(message)))
    }

    fn settle(&self, document: &mut ManifestDocument, state: DocumentState) {
        document.state = state;
        document.since = self.run.now;
    }
}
