use moodle::MoodleEvent;

use super::MemoryStore;
use crate::{EventRefusal, EventSink, StoreError};

#[async_trait::async_trait]
impl EventSink for MemoryStore {
    async fn put_events(
        &self,
        events: &[MoodleEvent],
    ) -> Result<Vec<Result<String, EventRefusal>>, StoreError> {
        let kept = &mut self.tables().events;
        let put = |event: &MoodleEvent| {
            let known = kept.iter().any(|other| (&other.site, other.id) == (&event.site, event.id));
            if !known {
                kept.push(event.clone());
            }
            Ok(event.id.to_string())
        };
        Ok(events.iter().map(put).collect())
    }
}

impl MemoryStore {
    /// The events that were taken, each once, in the order in which they came.
    #[must_use]
    pub fn taken_events(&self) -> Vec<MoodleEvent> {
        self.tables().events.clone()
    }
}
