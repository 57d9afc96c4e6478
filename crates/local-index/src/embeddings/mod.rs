//! What texts mean, as vectors: texts that mean alike point the same way, whatever their words are.

mod bert;
mod files;
mod vector;

pub use bert::BertEmbeddings;
pub use files::ModelError;
pub(crate) use vector::Vector;

/// The text has no vector: the model failed. The source says how.
#[derive(Debug, thiserror::Error)]
#[error("the language model failed on a text")]
pub struct EmbeddingError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Makes vectors of texts. It takes its time, and the thread on which it is called.
pub trait Embeddings: Send + Sync {
    /// Names the model. Vectors of models with different names are never compared.
    fn model(&self) -> &str;

    /// A vector for each passage, of length 1. All vectors of a model have the same number of dimensions.
    ///
    /// # Errors
    /// [`EmbeddingError`].
    fn of_passages(&self, passages: &[String]) -> Result<Vec<Vec<f32>>, EmbeddingError>;

    /// The vector of a question, of length 1: passages that answer it point the same way.
    ///
    /// # Errors
    /// [`EmbeddingError`].
    fn of_question(&self, question: &str) -> Result<Vec<f32>, EmbeddingError>;
}
