//! The log group into which a rule of the stack writes every event.

use aws_sdk_cloudwatchlogs::Client;
use aws_types::SdkConfig;
use moodle::MoodleEvent;
use ports::{EventFilter, EventHistory, EventPage, EventPlace, StoreError};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{AwsFailure, StackName};

/// How much earlier than an event happened, in milliseconds, the log is read: the site's clock may be ahead of AWS's.
const CLOCKS: i64 = 10 * 60 * 1000;
/// How long, in milliseconds, what was shown is read again. Lines have the times of their events, and come in another order: a
/// site that found the bus away waits for five minutes at most.
const LATE: i64 = 10 * 60 * 1000;

/// The log of the events of one stack.
#[derive(Clone, Debug)]
pub struct EventLog {
    client: Client,
    group: String,
}

/// How reading goes on.
#[derive(Default, Deserialize, Serialize)]
struct Place {
    /// The first time that is asked for, in milliseconds since 1970.
    from: i64,
    /// The time of the last line that came.
    #[serde(default)]
    last: i64,
    /// Of the pages that belong to one question, the next.
    #[serde(default)]
    token: Option<String>,
}

/// A line as EventBridge writes it.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    detail: &'a RawValue,
}

impl EventLog {
    /// The log of `stack`. Nothing is sent yet.
    #[must_use]
    pub fn new(sdk: &SdkConfig, stack: &StackName) -> Self {
        Self { client: Client::new(sdk), group: stack.event_log() }
    }
}

fn read(message: &str) -> Option<MoodleEvent> {
    let line: Line<'_> = serde_json::from_str(message).ok()?;
    match MoodleEvent::parse(line.detail.get()) {
        Ok(event) => Some(event),
        Err(error) => {
            tracing::warn!(%error, "a line of the log of events is no event of Moodle");
            None
        }
    }
}

#[async_trait::async_trait]
impl EventHistory for EventLog {
    async fn events(&self, filter: &EventFilter, from: &EventPlace) -> Result<EventPage, StoreError> {
        let mut place = serde_json::from_str(&from.0).unwrap_or_else(|_| {
            let since = filter.since.map_or(0, |since| since.0.saturating_mul(1000) - CLOCKS);
            Place { from: since.max(0), ..Place::default() }
        });
        let asked = self.client.filter_log_events().log_group_name(&self.group).start_time(place.from);
        let found = asked.set_next_token(place.token.take()).send().await;
        let found = found
            .map_err(|error| AwsFailure::new("FilterLogEvents", &self.group, error).into_store_error())?;
        let lines = found.events.unwrap_or_default();
        let last = lines.iter().filter_map(|line| line.timestamp).max();
        place.last = place.last.max(last.unwrap_or_default());
        place.token = found.next_token;
        let more = place.token.is_some();
        if !more {
            place.from = place.from.max(place.last - LATE);
        }
        let events = lines.iter().filter_map(|line| read(line.message.as_deref()?));
        let events = events.filter(|event| filter.fits(event)).collect();
        let next = serde_json::to_string(&place).unwrap_or_default();
        Ok(EventPage { events, next: EventPlace(next), more })
    }
}
