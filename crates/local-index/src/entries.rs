//! What stands in the index: an entry for each passage.

use documents::Place;
use moodle::ModuleId;
use ports::{DocumentId, NewDocument, SiteCourse};
use tantivy::TantivyDocument;
use tantivy::Term;
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::tokenizer::PreTokenizedString;

use crate::embeddings::Vector;
use crate::passages::NewPassage;
use crate::words;

/// The fields of an entry. An index with other fields, or with these in another way, was made by another version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    /// The course, as [`course_key`] writes it. Every search keeps to one.
    pub(crate) course: Field,
    /// The document's name in the index.
    pub(crate) document: Field,
    /// The model whose vector the entry has, empty for none.
    pub(crate) model: Field,
    /// The stems of the passage's words and of those that lead to it.
    pub(crate) stems: Field,
    module: Field,
    place: Field,
    text: Field,
    vector: Field,
}

/// A passage as it is found.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) document: DocumentId,
    pub(crate) module: ModuleId,
    pub(crate) place: Option<Place>,
    pub(crate) text: String,
}

/// A course as one word, the same for no other.
fn course_key(course: &SiteCourse) -> String {
    // No address has a space.
    format!("{} {}", course.site, course.course)
}

impl Fields {
    pub(crate) fn new() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let counted = TextFieldIndexing::default().set_index_option(IndexRecordOption::WithFreqs);
        let fields = Self {
            course: schema.add_text_field("course", STRING),
            document: schema.add_text_field("document", STRING | STORED),
            model: schema.add_text_field("model", STRING | STORED),
            stems: schema.add_text_field("stems", TextOptions::default().set_indexing_options(counted)),
            module: schema.add_u64_field("module", STORED),
            place: schema.add_text_field("place", STORED),
            text: schema.add_text_field("text", STORED),
            vector: schema.add_bytes_field("vector", STORED),
        };
        (schema.build(), fields)
    }

    pub(crate) fn course_term(&self, course: &SiteCourse) -> Term {
        Term::from_field_text(self.course, &course_key(course))
    }

    pub(crate) fn document_term(&self, id: &DocumentId) -> Term {
        Term::from_field_text(self.document, id.as_str())
    }

    pub(crate) fn stem_term(&self, stem: &str) -> Term {
        Term::from_field_text(self.stems, stem)
    }

    /// The entry of a document, of which all its passages have what is in it.
    pub(crate) fn document(&self, document: &NewDocument, model: &str) -> TantivyDocument {
        let mut entry = TantivyDocument::new();
        entry.add_text(self.course, course_key(&document.course));
        entry.add_text(self.document, document.id.as_str());
        entry.add_text(self.model, model);
        entry.add_u64(self.module, document.module.get());
        entry
    }

    /// Adds what is a passage's own. `looked_for` is its text with the words that lead to it.
    ///
    /// # Errors
    /// A place that cannot be written.
    pub(crate) fn add_passage(
        &self,
        entry: &mut TantivyDocument,
        passage: &NewPassage,
        looked_for: String,
        language: Option<tantivy::tokenizer::Language>,
    ) -> serde_json::Result<()> {
        let tokens = words::stems(&looked_for, language);
        entry.add_pre_tokenized_text(self.stems, PreTokenizedString { text: looked_for, tokens });
        entry.add_text(self.text, &passage.text);
        if passage.place != Place::Whole {
            entry.add_text(self.place, serde_json::to_string(&passage.place)?);
        }
        Ok(())
    }

    pub(crate) fn add_vector(&self, entry: &mut TantivyDocument, vector: &Vector) {
        entry.add_bytes(self.vector, &vector.to_bytes());
    }

    /// The vector of an entry, if it has one of this model.
    pub(crate) fn vector(&self, entry: &TantivyDocument, model: &str) -> Option<Vector> {
        let made_by = entry.get_first(self.model)?.as_str()?;
        let stored = entry.get_first(self.vector)?.as_bytes()?;
        Vector::from_bytes(stored).filter(|_| made_by == model)
    }

    /// The model whose vectors the entry's document has, empty for none.
    pub(crate) fn model<'a>(&self, entry: &'a TantivyDocument) -> &'a str {
        entry.get_first(self.model).and_then(|model| model.as_str()).unwrap_or_default()
    }

    /// An entry as it is found. `None` for that of a document without passages.
    pub(crate) fn read(&self, entry: &TantivyDocument) -> Option<Entry> {
        let text = |field| entry.get_first(field)?.as_str();
        Some(Entry {
            document: text(self.document)?.to_owned().try_into().ok()?,
            module: entry.get_first(self.module)?.as_u64()?.try_into().ok()?,
            place: text(self.place).and_then(|place| serde_json::from_str(place).ok()),
            text: text(self.text)?.to_owned(),
        })
    }
}
