//! A document on its way into the index.

use std::path::Path;

use documents::Section;
use ports::NewDocument;
use tantivy::TantivyDocument;
use tantivy::tokenizer::Language;

use crate::embeddings::{EmbeddingError, Embeddings, Vector};
use crate::entries::Fields;
use crate::passages::{self, NewPassage};
use crate::words;

/// Of how many passages of one document the meanings are kept: those of a book of three hundred pages. That is six minutes' work
/// for the usual model, and two documents at a time have to be done within a job. The rest of a longer one is found by its words.
const MOST_VECTORS: usize = 1500;

/// A document's passages and what they mean: all that takes time is done.
pub(crate) struct Prepared {
    /// What all its entries have.
    base: TantivyDocument,
    /// What the file is called, without what says how it is read.
    name: Option<String>,
    title: Option<String>,
    language: Option<Language>,
    passages: Vec<NewPassage>,
    /// Those of the first passages, if there is a model.
    vectors: Vec<Vector>,
}

impl Prepared {
    pub(crate) fn new(
        fields: &Fields,
        embeddings: Option<&dyn Embeddings>,
        document: &NewDocument,
        sections: &[Section],
    ) -> Result<Self, EmbeddingError> {
        let passages = passages::cut(sections);
        let name = Path::new(&document.name).file_stem().and_then(|name| name.to_str());
        let mut prepared = Self {
            base: fields.document(document, embeddings.map_or("", Embeddings::model)),
            name: name.map(str::to_owned),
            title: passages::title(sections).map(str::to_owned),
            language: words::language(passages.iter().map(|passage| &*passage.text)),
            passages,
            vectors: Vec::new(),
        };
        if let Some(embeddings) = embeddings {
            let first = prepared.passages.iter().take(MOST_VECTORS);
            let looked_for: Vec<_> = first.map(|passage| prepared.looked_for(passage)).collect();
            let vectors = embeddings.of_passages(&looked_for)?;
            prepared.vectors = vectors.iter().map(|vector| Vector::new(vector)).collect();
        }
        Ok(prepared)
    }

    /// The document's entries: one for each passage, and one for a document without any, so that it is known. They are made one
    /// by one, for they are larger than what they are made of.
    pub(crate) fn entries<'a>(
        &'a self,
        fields: &'a Fields,
    ) -> impl Iterator<Item = serde_json::Result<TantivyDocument>> + 'a {
        let alone = self.passages.is_empty().then(|| Ok(self.base.clone()));
        let vectors = self.vectors.iter().map(Some).chain(std::iter::repeat(None));
        let entries = self.passages.iter().zip(vectors).map(|(passage, vector)| {
            let mut entry = self.base.clone();
            fields.add_passage(&mut entry, passage, self.looked_for(passage), self.language)?;
            if let Some(vector) = vector {
                fields.add_vector(&mut entry, vector);
            }
            Ok(entry)
        });
        alone.into_iter().chain(entries)
    }

    /// A passage with the words that lead to it: a page's third paragraph rarely says what the page is about.
    fn looked_for(&self, passage: &NewPassage) -> String {
        let title = self.title.as_deref().filter(|title| !passage.text.starts_with(title));
        let heading = passage.heading.as_deref().filter(|heading| Some(*heading) != title);
        let lines = [self.name.as_deref(), title, heading, Some(&passage.text)];
        lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
    }
}
