use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use documents::Format;
use ports::{
    DocumentId, DocumentIndex, IndexError, IndexState, NewContent, NewDocument, Passage, PassageSearch,
    Problem, SiteCourse,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet as _, IndexReader, Searcher, TERMINATED, TantivyDocument, TantivyError};

use crate::embeddings::{EmbeddingError, Embeddings};
use crate::entries::Fields;
use crate::open::{self, OpenError, Opened};
use crate::prepared::Prepared;
use crate::search;
use crate::vectors::VectorCache;
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
    is_new: bool,
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
        let Opened { index, reader, is_new } = open::open(folder, &schema)?;
        let (writer, vectors) = (Writer::new(index), VectorCache::default());
        Ok(Self(Arc::new(Inner { fields, embeddings, vectors, reader, writer, is_new })))
    }

    /// Whether it was made when it was opened, and is empty: what it held is to be put again.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.0.is_new
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
        // One document after the other, and all that takes time before the writer is held: whoever stops waiting for this call
        // stops it, and nothing is put.
        let (mut ids, mut states, mut prepared) = (Vec::new(), Vec::new(), Vec::new());
        for document in documents {
            ids.push(document.id.clone());
            states.push(match self.blocking(move |inner| inner.prepare(&document)).await? {
                Ok(document) => {
                    prepared.push(document);
                    IndexState::Indexed
                }
                Err(problem) => IndexState::Failed(problem),
            });
        }
        self.blocking(move |inner| inner.put(&ids, &prepared)).await?;
        Ok(states)
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

    fn prepare(&self, document: &NewDocument) -> Result<Result<Prepared, Problem>, Failure> {
        Ok(match &document.content {
            NewContent::Text(sections) => {
                Ok(Prepared::new(&self.fields, self.embeddings.as_deref(), document, sections)?)
            }
            NewContent::File { .. } => Err(Problem::new(
                "no_text",
                "this index takes the text of files only, and none was taken out of this one",
            )),
        })
    }

    fn put(&self, ids: &[DocumentId], documents: &[Prepared]) -> Result<(), Failure> {
        self.writer.commit(|writer| {
            for id in ids {
                writer.delete_term(self.fields.document_term(id));
            }
            for entry in documents.iter().flat_map(|document| document.entries(&self.fields)) {
                writer.add_document(entry?)?;
            }
            Ok(())
        })?;
        Ok(self.reader.reload()?)
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
