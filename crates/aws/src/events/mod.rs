//! The stack's event bus, the log of what was put onto it, and its archive.

#[cfg(feature = "operator")]
mod archive;
#[cfg(feature = "operator")]
mod log;

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::{PutEventsRequestEntry, PutEventsResultEntry};
use aws_types::SdkConfig;
use moodle::{MoodleEvent, event};
use ports::{EventRefusal, EventSink, StoreError};

#[cfg(feature = "operator")]
pub use archive::{Archive, EventArchive, Replay, ReplayState};
#[cfg(feature = "operator")]
pub use log::EventLog;

use crate::{AwsFailure, StackName};

/// The event bus of one stack. What was put onto it is kept in the archive and the log, and comes to whoever has a rule.
#[derive(Debug)]
pub struct EventBus {
    client: Client,
    bus: String,
    /// When the bus was last seen.
    seen: Mutex<Option<Instant>>,
}

/// For how long a bus that was seen is taken to be there.
const SEEN: Duration = Duration::from_mins(1);

impl EventBus {
    /// The bus of `stack`. Nothing is sent yet.
    #[must_use]
    pub fn new(sdk: &SdkConfig, stack: &StackName) -> Self {
        Self { client: Client::new(sdk), bus: stack.event_bus(), seen: Mutex::default() }
    }

    /// Looks whether the bus is there: EventBridge answers as if it took events for one that is not.
    async fn look(&self) -> Result<(), StoreError> {
        let now = Instant::now();
        let seen = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.is_some_and(|seen| now.duration_since(seen) < SEEN) {
            return Ok(());
        }
        let asked = self.client.describe_event_bus().name(&self.bus).send().await;
        asked.map_err(|error| AwsFailure::new("DescribeEventBus", &self.bus, error).into_store_error())?;
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(())
    }

    fn entry(&self, event: &MoodleEvent) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source(event::SOURCE)
            .detail_type(event.name.detail_type())
            .time(DateTime::from_secs(event.time))
            .detail(event.detail())
            .build()
    }
}

#[async_trait::async_trait]
impl EventSink for EventBus {
    async fn put_events(
        &self,
        events: &[MoodleEvent],
    ) -> Result<Vec<Result<String, EventRefusal>>, StoreError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        self.look().await?;
        let entries = events.iter().map(|event| self.entry(event)).collect();
        let put = self.client.put_events().set_entries(Some(entries)).send().await;
        let put = put.map_err(|error| AwsFailure::new("PutEvents", &self.bus, error).into_store_error())?;
        let results = put.entries.unwrap_or_default();
        if results.len() != events.len() {
            let why = format!("{} results for {} events", results.len(), events.len());
            return Err(StoreError::Unavailable(Box::new(AwsFailure::because("PutEvents", &self.bus, why))));
        }
        Ok(results.into_iter().map(result).collect())
    }
}

fn result(
    PutEventsResultEntry { event_id, error_code, error_message, .. }: PutEventsResultEntry,
) -> Result<String, EventRefusal> {
    match (event_id, error_code) {
        (Some(id), None) => Ok(id),
        (_, code) => Err(EventRefusal {
            code: code.unwrap_or_else(|| "InternalFailure".to_owned()),
            message: error_message.unwrap_or_else(|| "EventBridge did not take the event.".to_owned()),
        }),
    }
}
