use moodle::MoodleEvent;

use super::MemoryStore;
use crate::{EventFilter, EventHistory, EventPage, EventPlace, EventRefusal, EventSink, StoreError};

/// Small, so that tests meet more than one.
const PAGE: usize = 7;

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

#[async_trait::async_trait]
impl EventHistory for MemoryStore {
    async fn events(&self, filter: &EventFilter, from: &EventPlace) -> Result<EventPage, StoreError> {
        let from: usize = from.0.parse().unwrap_or(0);
        let kept = &self.tables().events;
        let next = kept.len().min(from + PAGE);
        let events = kept[from..next].iter().filter(|event| filter.fits(event)).cloned().collect();
        Ok(EventPage { events, next: EventPlace(next.to_string()), more: next < kept.len() })
    }
}

impl MemoryStore {
    /// The events that were taken, each once, in the order in which they came.
    #[must_use]
    pub fn taken_events(&self) -> Vec<MoodleEvent> {
        self.tables().events.clone()
    }
}
