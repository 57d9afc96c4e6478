use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use documents::{Format, Section};
use ports::{
    DocumentId, DocumentIndex, IndexError, IndexState, NewContent, NewDocument, Passage, PassageSearch,
    Problem, SiteCourse,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet as _, IndexReader, Searcher, TERMINATED, TantivyDocument, TantivyError};

use crate::embeddings::{EmbeddingError, Embeddings};
use crate::entries::Fields;
use crate::open::{self, OpenError};
use crate::passages::{self, NewPassage};
use crate::search;
use crate::vectors::VectorCache;
use crate::words;
use crate::writer::Writer;

/// How many documents a page of the list names.
const PAGE: usize = 1000;

/// The index of course files on one machine: full text, and the meaning of passages where there is a model for it. It lies in
/// a folder, which one process works in.
///
/// A change is on disk when its call is over, whole or not at all, whatever ends the process. What waits for the disk or the
/// model waits on threads for blocking work.
#[derive(Clone)]
pub struct LocalIndex(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) fields: Fields,
    pub(crate) embeddings: Option<Arc<dyn Embeddings>>,
    pub(crate) vectors: VectorCache,
    reader: IndexReader,
    writer: Writer,
}

/// What can go wrong inside a call.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Index(#[from] TantivyError),
    #[error(transparent)]
    Embedding(#[from] EmbeddingError),
    #[error("the place of a passage cannot be written")]
    Place(#[from] serde_json::Error),
    #[error("the index stopped working on it")]
    Panicked(#[from] tokio::task::JoinError),
}

/// Nothing on this machine passes by itself, neither a full disk nor a broken file.
impl From<Failure> for IndexError {
    fn from(failure: Failure) -> Self {
        Self::Unusable(failure.into())
    }
}

impl LocalIndex {
    /// Opens the index in a folder, which is made where it is missing. An index that is damaged, or that another version made,
    /// is replaced by an empty one, with a warning.
    ///
    /// Without `embeddings`, questions find passages with their words only. Documents that were put without the model that is
    /// given now, or with another, are [`IndexState::Absent`] until they are put again; their words are found meanwhile.
    ///
    /// # Errors
    /// [`OpenError`], which says what to do.
    pub fn open(folder: &Path, embeddings: Option<Arc<dyn Embeddings>>) -> Result<Self, OpenError> {
        let (schema, fields) = Fields::new();
        let (index, reader) = open::open(folder, &schema)?;
        let (writer, vectors) = (Writer::new(index), VectorCache::default());
        Ok(Self(Arc::new(Inner { fields, embeddings, vectors, reader, writer })))
    }

    /// Does what waits for the disk or the model.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, IndexError> {
        let inner = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || work(&inner)).await;
        Ok(done.map_err(Failure::from).flatten()?)
    }
}

#[async_trait::async_trait]
impl DocumentIndex for LocalIndex {
    fn reads(&self, _: Format) -> bool {
        false
    }

    async fn put(&self, documents: Vec<NewDocument>) -> Result<Vec<IndexState>, IndexError> {
        self.blocking(move |inner| inner.put(&documents)).await
    }

    async fn states(&self, ids: &[DocumentId]) -> Result<Vec<IndexState>, IndexError> {
        let ids = ids.to_vec();
        self.blocking(move |inner| {
            let searcher = inner.reader.searcher();
            ids.iter().map(|id| inner.state(&searcher, id)).collect()
        })
        .await
    }

    async fn remove(&self, ids: &[DocumentId]) -> Result<(), IndexError> {
        let ids = ids.to_vec();
        self.blocking(move |inner| inner.remove(&ids)).await
    }

    async fn list(&self, after: Option<String>) -> Result<(Vec<DocumentId>, Option<String>), IndexError> {
        self.blocking(move |inner| inner.list(&after.unwrap_or_default())).await
    }
}

#[async_trait::async_trait]
impl PassageSearch for LocalIndex {
    async fn search(
        &self,
        course: &SiteCourse,
        question: &str,
        limit: usize,
    ) -> Result<Vec<Passage>, IndexError> {
        let (course, question) = (course.clone(), question.to_owned());
        self.blocking(move |inner| search::search(inner, &inner.reader.searcher(), &course, &question, limit))
            .await
    }
}

impl Inner {
    /// The name of the model that makes vectors, empty for none.
    pub(crate) fn model(&self) -> &str {
        self.embeddings.as_ref().map_or("", |embeddings| embeddings.model())
    }

    fn put(&self, documents: &[NewDocument]) -> Result<Vec<IndexState>, Failure> {
        // All that takes time is done before the writer is held.
        let (mut entries, mut states) = (Vec::new(), Vec::new());
        for document in documents {
            match &document.content {
                NewContent::Text(sections) => {
                    entries.extend(self.entries(document, sections)?);
                    states.push(IndexState::Indexed);
                }
                NewContent::File { .. } => states.push(IndexState::Failed(Problem::new(
                    "no_text",
                    "this index takes the text of files only, and none was taken out of this one",
                ))),
            }
        }
        self.writer.commit(|writer| {
            for document in documents {
                writer.delete_term(self.fields.document_term(&document.id));
            }
            entries.into_iter().try_for_each(|entry| writer.add_document(entry).map(|_| ()))
        })?;
        self.reader.reload()?;
        Ok(states)
    }

    /// The entries of a document: one for each passage, and one for a document without any, so that it is known.
    fn entries(&self, document: &NewDocument, sections: &[Section]) -> Result<Vec<TantivyDocument>, Failure> {
        let (base, passages) = (self.fields.document(document, self.model()), passages::cut(sections));
        if passages.is_empty() {
            return Ok(vec![base]);
        }
        let title = passages::title(sections);
        let looked_for: Vec<_> =
            passages.iter().map(|passage| looked_for(document, title, passage)).collect();
        let language = words::language(&passages.iter().map(|passage| &*passage.text).collect::<String>());
        let vectors = self.embeddings.as_ref().map(|embeddings| embeddings.of_passages(&looked_for));
        let mut vectors = vectors.transpose()?.unwrap_or_default().into_iter();
        let entries = passages.iter().zip(looked_for).map(|(passage, looked_for)| {
            let mut entry = base.clone();
            self.fields.add_passage(&mut entry, passage, looked_for, language)?;
            if let Some(vector) = vectors.next() {
                self.fields.add_vector(&mut entry, &vector);
            }
            Ok(entry)
        });
        entries.collect()
    }

    fn remove(&self, ids: &[DocumentId]) -> Result<(), Failure> {
        self.writer.commit(|writer| {
            for id in ids {
                writer.delete_term(self.fields.document_term(id));
            }
            Ok(())
        })?;
        Ok(self.reader.reload()?)
    }

    fn state(&self, searcher: &Searcher, id: &DocumentId) -> Result<IndexState, Failure> {
        let Some(address) = self.any_entry(searcher, id.as_str())? else { return Ok(IndexState::Absent) };
        let entry: TantivyDocument = searcher.doc(address)?;
        let current = self.embeddings.is_none() || self.fields.model(&entry) == self.model();
        Ok(if current { IndexState::Indexed } else { IndexState::Absent })
    }

    /// An entry of a document, if there is any.
    fn any_entry(&self, searcher: &Searcher, id: &str) -> Result<Option<DocAddress>, TantivyError> {
        let term = tantivy::Term::from_field_text(self.fields.document, id);
        for (segment, number) in searcher.segment_readers().iter().zip(0..) {
            let index = segment.inverted_index(self.fields.document)?;
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    return Ok(Some(DocAddress::new(number, postings.doc())));
                }
                postings.advance();
            }
        }
        Ok(None)
    }

    /// A page of the documents' names in their order. Of deleted ones the names stay for a while: they are passed over.
    fn list(&self, after: &str) -> Result<(Vec<DocumentId>, Option<String>), Failure> {
        let searcher = self.reader.searcher();
        let mut names = BTreeSet::new();
        for segment in searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.document)?;
            let mut terms = index.terms().range().gt(after).into_stream().map_err(TantivyError::from)?;
            let mut found = 0;
            while found < PAGE && terms.advance() {
                if let Ok(name) = std::str::from_utf8(terms.key())
                    && self.any_entry(&searcher, name)?.is_some()
                {
                    names.insert(name.to_owned());
                    found += 1;
                }
            }
        }
        let next = names.iter().nth(PAGE - 1).cloned();
        let page = names.into_iter().take(PAGE).filter_map(|name| DocumentId::try_from(name).ok());
        Ok((page.collect(), next))
    }
}

/// A passage with the words that lead to it: a page's third paragraph rarely says what the page is about.
fn looked_for(document: &NewDocument, title: Option<&str>, passage: &NewPassage) -> String {
    // What stands after the last full stop of a file's name says how it is read, not what it says.
    let name = Path::new(&document.name).file_stem().and_then(|name| name.to_str());
    let title = title.filter(|title| !passage.text.starts_with(title));
    let heading = passage.heading.as_deref().filter(|heading| Some(*heading) != title);
    let lines = [name, title, heading, Some(&passage.text)];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
