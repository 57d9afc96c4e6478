//! How documents get into a knowledge base: their texts in calls of a bounded size, and what is too large by way of S3.

use aws_sdk_bedrockagent::types::KnowledgeBaseDocument;
use ports::{DocumentId, IndexError, IndexState, MOST_AT_ONCE, NewContent, NewDocument, Problem};

use super::attributes::Attributes;
use super::failure::{Refusal, refusal, unusable};
use super::staging::Kind;
use super::{KnowledgeBase, content, markers, state};

/// The longest text that is part of a call, in bytes; a longer one is staged.
const LONGEST_INLINE: usize = 1024 * 1024;
/// How many bytes of text one call has at most. AWS takes some more, with all that is around them.
const MOST_INLINE: usize = 4 * 1024 * 1024;

/// A document as it is put.
#[derive(Clone)]
struct Prepared {
    /// Which of the documents of [`KnowledgeBase::put_all`] it is.
    place: usize,
    id: DocumentId,
    document: KnowledgeBaseDocument,
    /// How much text of it is in the call.
    bytes: usize,
}

/// The documents of one call.
#[derive(Default)]
struct Batch(Vec<Prepared>);

impl Batch {
    fn has_room_for(&self, next: &Prepared) -> bool {
        let bytes: usize = self.0.iter().map(|prepared| prepared.bytes).sum();
        self.0.is_empty() || (self.0.len() < MOST_AT_ONCE && bytes + next.bytes <= MOST_INLINE)
    }
}

impl KnowledgeBase {
    /// Puts documents, and says how far each is.
    pub(super) async fn put_all(&self, documents: Vec<NewDocument>) -> Result<Vec<IndexState>, IndexError> {
        let nothing = IndexState::Failed(Problem::new("empty", "there is no text in it"));
        let mut states = vec![nothing; documents.len()];
        let mut batch = Batch::default();
        for (place, document) in documents.into_iter().enumerate() {
            let Some(prepared) = self.prepared(place, document).await? else { continue };
            if !batch.has_room_for(&prepared) {
                self.ingest(std::mem::take(&mut batch), &mut states).await?;
            }
            batch.0.push(prepared);
        }
        self.ingest(batch, &mut states).await?;
        Ok(states)
    }

    /// What is asked of AWS for a document; `None` when there is nothing in it.
    async fn prepared(&self, place: usize, new: NewDocument) -> Result<Option<Prepared>, IndexError> {
        let attributes = Attributes::of(&new);
        let id = new.id;
        let location = match new.content {
            NewContent::Text(sections) => {
                let text = markers::marked(&sections);
                if sections.iter().all(|section| section.text.trim().is_empty()) {
                    return Ok(None);
                }
                if text.len() <= LONGEST_INLINE {
                    let bytes = text.len();
                    let document = content::inline(&id, text, &attributes).map_err(|gap| self.gap(gap))?;
                    return Ok(Some(Prepared { place, id, document, bytes }));
                }
                self.staging.put_text(&id, text).await?
            }
            NewContent::File { path, format } => {
                let kind = Kind::of(format).ok_or_else(|| {
                    unusable(
                        "staging",
                        id.as_str(),
                        format!("files of the format {format:?} are not given to it"),
                    )
                })?;
                self.staging.put_file(&id, kind, &path).await?
            }
        };
        let attributes = self.staging.put_attributes(&id, attributes.file()).await?;
        let document = content::staged(&id, location, attributes).map_err(|gap| self.gap(gap))?;
        Ok(Some(Prepared { place, id, document, bytes: 0 }))
    }

    /// Puts the documents of a batch: in one call, or, when AWS refuses them together, one by one, to learn which it does not
    /// take.
    async fn ingest(&self, Batch(batch): Batch, states: &mut [IndexState]) -> Result<(), IndexError> {
        match self.ingest_once(&batch, states).await {
            Ok(()) => Ok(()),
            Err(Refusal::Call(error)) => Err(error),
            Err(Refusal::Documents(words)) if batch.len() == 1 => {
                states[batch[0].place] = refused(&words);
                Ok(())
            }
            Err(Refusal::Documents(_)) => {
                for one in batch {
                    let place = one.place;
                    match self.ingest_once(&[one], states).await {
                        Ok(()) => {}
                        Err(Refusal::Call(error)) => return Err(error),
                        Err(Refusal::Documents(words)) => states[place] = refused(&words),
                    }
                }
                Ok(())
            }
        }
    }

    async fn ingest_once(&self, batch: &[Prepared], states: &mut [IndexState]) -> Result<(), Refusal> {
        if batch.is_empty() {
            return Ok(());
        }
        let documents = batch.iter().map(|prepared| prepared.document.clone()).collect();
        let put = self
            .client
            .ingest_knowledge_base_documents()
            .knowledge_base_id(&self.names.knowledge_base)
            .data_source_id(&self.names.data_source)
            .set_documents(Some(documents))
            .send()
            .await;
        let put =
            put.map_err(|error| refusal("IngestKnowledgeBaseDocuments", &self.names.knowledge_base, error))?;
        let ids: Vec<_> = batch.iter().map(|prepared| prepared.id.clone()).collect();
        // What the answer leaves out was taken with the rest.
        let told = state::in_order(&ids, put.document_details.unwrap_or_default(), &IndexState::Pending);
        for (prepared, state) in batch.iter().zip(told) {
            states[prepared.place] = state;
        }
        Ok(())
    }
}

fn refused(words: &str) -> IndexState {
    IndexState::Failed(Problem::new("index_refused", words))
}
