use moodle::MoodleEvent;

use crate::StoreError;

/// Events that one call may bring, as with EventBridge.
pub const MOST_EVENTS: usize = 10;

/// Why one event of several was not taken. The others were taken or not on their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRefusal {
    /// Machine-readable, in the words of EventBridge (`ThrottlingException`, `InternalFailure`, `MalformedDetail`…).
    pub code: String,
    /// What to do, in English.
    pub message: String,
}

/// Takes the events of Moodle sites: keeps them, or hands them on to who does.
#[async_trait::async_trait]
pub trait EventSink: Send + Sync {
    /// Takes up to [`MOST_EVENTS`] events. What became of each comes back in their order: the id of the taken one, or why it
    /// was not. An event that was taken survives a crash, and comes to those who wait for events at least once; it is
    /// the same event that comes again when its site and its id are the same.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows which were taken, and the caller sends them again.
    async fn put_events(
        &self,
        events: &[MoodleEvent],
    ) -> Result<Vec<Result<String, EventRefusal>>, StoreError>;
}
