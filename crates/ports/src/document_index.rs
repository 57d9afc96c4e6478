//! The index itself: documents in, passages out.

use std::path::PathBuf;

use documents::{Format, Place, Section};
use moodle::ModuleId;

use crate::{DocumentId, Problem, SiteCourse};

/// How many documents are put, removed or asked about in one call at most: as many as Amazon Bedrock takes (its API model,
/// `KnowledgeBaseDocuments` and `DocumentIdentifiers`).
pub const MOST_AT_ONCE: usize = 10;

/// A document for the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDocument {
    /// Names it. One of that name that is there is replaced.
    pub id: DocumentId,
    /// The course whose people may read it.
    pub course: SiteCourse,
    /// The activity or resource that it belongs to.
    pub module: ModuleId,
    /// What people call it.
    pub name: String,
    /// What it says.
    pub content: NewContent,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewContent {
    /// Text, with its places.
    Text(Vec<Section>),
    /// A file of a format that the index reads itself.
    File {
        /// Where it lies, until the call is over.
        path: PathBuf,
        /// What it is.
        format: Format,
    },
}

/// How far the index is with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexState {
    /// It does not have it.
    Absent,
    /// It is at it.
    Pending,
    /// It answers from it.
    Indexed,
    /// It cannot take it, and why. The same document fails again.
    Failed(Problem),
}

/// Why the index did not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// It has too much to do, or cannot be reached; the same call may work in a minute.
    #[error("the index is too busy or cannot be reached")]
    Busy(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It refuses the caller, or is not there: a name, a permission, the disk. The source says which.
    #[error("the index cannot be used as it is set up")]
    Unusable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Changes what the index holds. Calls about the same document come one after the other.
#[async_trait::async_trait]
pub trait DocumentIndex: Send + Sync {
    /// Whether it takes files of this format as they are. The text of others is extracted before.
    fn reads(&self, format: Format) -> bool;

    /// Puts documents, [`MOST_AT_ONCE`] at most, and says how far each is, in the order in which they were given. When the call
    /// is over, the index keeps them itself.
    ///
    /// # Errors
    /// [`IndexError`]; then some may have been put.
    async fn put(&self, documents: Vec<NewDocument>) -> Result<Vec<IndexState>, IndexError>;

    /// How far these documents are, [`MOST_AT_ONCE`] at most, in the order in which they were given.
    ///
    /// # Errors
    /// [`IndexError`].
    async fn states(&self, ids: &[DocumentId]) -> Result<Vec<IndexState>, IndexError>;

    /// Removes documents, [`MOST_AT_ONCE`] at most; those that are not there are left alone.
    ///
    /// # Errors
    /// [`IndexError`]; then some may be there still.
    async fn remove(&self, ids: &[DocumentId]) -> Result<(), IndexError>;

    /// The documents that it holds, whatever their state, page by page: those after the place that the last page named; and the
    /// place that names the next page, while there is one.
    ///
    /// # Errors
    /// [`IndexError`].
    async fn list(&self, after: Option<String>) -> Result<(Vec<DocumentId>, Option<String>), IndexError>;
}

/// A piece of a document that may answer a question.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// The document.
    pub document: DocumentId,
    /// The activity or resource that it belongs to.
    pub module: ModuleId,
    /// What it says.
    pub text: String,
    /// Where in the document it stands, if that is known.
    pub place: Option<Place>,
    /// How well it fits the question, from 0 to 1. Only passages of one search can be compared.
    pub score: f32,
    /// Whether it fits better than by chance, as far as the index can tell. What does not is for readers who judge that
    /// themselves, as language models do.
    pub fits: bool,
}

/// Finds passages of one course.
#[async_trait::async_trait]
pub trait PassageSearch: Send + Sync {
    /// Up to `limit` passages of the course's documents that fit the question best, the best first.
    ///
    /// # Errors
    /// [`IndexError`].
    async fn search(
        &self,
        course: &SiteCourse,
        question: &str,
        limit: usize,
    ) -> Result<Vec<Passage>, IndexError>;
}
