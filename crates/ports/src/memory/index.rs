use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use documents::{Format, Place, Section};

use crate::{
    DocumentId, DocumentIndex, IndexError, IndexState, MOST_AT_ONCE, NewContent, NewDocument, Passage,
    PassageSearch, SiteCourse,
};

/// An index in memory, which looks for words.
#[derive(Debug, Default)]
pub struct MemoryIndex(Mutex<BTreeMap<DocumentId, NewDocument>>);

/// The words of a text, as they are compared.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

impl MemoryIndex {
    fn documents(&self) -> MutexGuard<'_, BTreeMap<DocumentId, NewDocument>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl DocumentIndex for MemoryIndex {
    fn reads(&self, _: Format) -> bool {
        false
    }

    async fn put(&self, documents: Vec<NewDocument>) -> Result<Vec<IndexState>, IndexError> {
        let states = vec![IndexState::Indexed; documents.len()];
        self.documents().extend(documents.into_iter().map(|document| (document.id.clone(), document)));
        Ok(states)
    }

    async fn states(&self, ids: &[DocumentId]) -> Result<Vec<IndexState>, IndexError> {
        let documents = self.documents();
        let state = |id| if documents.contains_key(id) { IndexState::Indexed } else { IndexState::Absent };
        Ok(ids.iter().map(state).collect())
    }

    async fn remove(&self, ids: &[DocumentId]) -> Result<(), IndexError> {
        self.documents().retain(|id, _| !ids.contains(id));
        Ok(())
    }

    async fn list(&self, after: Option<String>) -> Result<(Vec<DocumentId>, Option<String>), IndexError> {
        let documents = self.documents();
        let later = documents.keys().filter(|id| after.as_deref().is_none_or(|after| id.as_str() > after));
        let page: Vec<_> = later.take(MOST_AT_ONCE).cloned().collect();
        let next = (page.len() == MOST_AT_ONCE).then(|| page.last().map(DocumentId::to_string)).flatten();
        Ok((page, next))
    }
}

#[async_trait::async_trait]
impl PassageSearch for MemoryIndex {
    async fn search(
        &self,
        course: &SiteCourse,
        question: &str,
        limit: usize,
    ) -> Result<Vec<Passage>, IndexError> {
        let asked = words(question);
        let mut found = Vec::new();
        for document in self.documents().values().filter(|document| document.course == *course) {
            let NewContent::Text(sections) = &document.content else { continue };
            for Section { place, text } in sections {
                let said = words(text);
                let hits = asked.iter().filter(|word| said.contains(word)).count();
                if hits > 0 {
                    let place = Some(place.clone()).filter(|place| *place != Place::Whole);
                    #[expect(clippy::cast_precision_loss, reason = "a question has few words")]
                    let score = hits as f32 / asked.len() as f32;
                    let (document, module) = (document.id.clone(), document.module);
                    found.push(Passage { document, module, text: text.clone(), place, score, fits: true });
                }
            }
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score));
        found.truncate(limit);
        Ok(found)
    }
}
