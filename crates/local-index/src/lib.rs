//! The index of course files on one machine: [`LocalIndex`] is the ports' [`DocumentIndex`](ports::DocumentIndex) and
//! [`PassageSearch`](ports::PassageSearch).
//!
//! A document is cut into passages, which are found by their words (tantivy, with the stems of 18 languages) and, where a model is
//! given, by what they mean ([`BertEmbeddings`], candle). Each search keeps to the passages of one course, and what other courses hold
//! does not even change the order of what it finds. What is found says so with a score; below a certain one it is taken for nothing.
//!
//! It is a crate of its own so that nobody else who works with the ports has to build a search engine and a machine for language
//! models.
#![deny(missing_docs)]

mod embeddings;
mod entries;
mod full_text;
mod index;
mod open;
mod passages;
mod prepared;
mod search;
mod vectors;
mod words;
mod writer;

pub use embeddings::{BertEmbeddings, EmbeddingError, Embeddings, ModelError};
pub use index::LocalIndex;
pub use open::OpenError;
