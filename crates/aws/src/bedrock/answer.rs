//! The answer while it is written: events, of which `messageStop` says why it ended, and `metadata` what it cost.

use std::time::Duration;

use aws_sdk_bedrockruntime::primitives::event_stream::EventReceiver;
use aws_sdk_bedrockruntime::types::error::ConverseStreamOutputError;
use aws_sdk_bedrockruntime::types::{
    ContentBlockDelta, ConverseStreamOutput as Event, StopReason, TokenUsage,
};
use futures_util::StreamExt as _;
use futures_util::stream;
use ports::{EngineError, Output, OutputStream, Stop, Usage};
use tokio::time::timeout;

use super::refusal::{self, Asked};

/// What comes after the end of the answer, the cost and the end of the stream, comes at once or is not waited for.
const AFTER_THE_END: Duration = Duration::from_secs(5);

type Events = EventReceiver<Event, ConverseStreamOutputError>;

/// Reads an answer. Dropping it closes the connection, or that stream of it.
pub(super) fn outputs(events: Events, asked: Asked, silence: Duration) -> OutputStream {
    let reader = Reader { events, asked, silence, stop: None, usage: Usage::default() };
    let outputs = stream::try_unfold(Some(reader), |reader| async {
        let Some(mut reader) = reader else { return Ok(None) };
        let output = reader.next().await?;
        // With its last output the reader goes.
        let reader = matches!(output, Output::Text(_)).then_some(reader);
        Ok(Some((output, reader)))
    });
    outputs.boxed()
}

struct Reader {
    events: Events,
    asked: Asked,
    silence: Duration,
    stop: Option<Stop>,
    usage: Usage,
}

impl Reader {
    async fn next(&mut self) -> Result<Output, EngineError> {
        while let Some(event) = self.event().await? {
            if let Some(text) = self.read(event)? {
                return Ok(Output::Text(text));
            }
        }
        match self.stop {
            Some(stop) => Ok(Output::End { stop, usage: self.usage }),
            None => Err(EngineError::Failed("its answer broke off".into())),
        }
    }

    /// The next event; none at the end of the answer.
    async fn event(&mut self) -> Result<Option<Event>, EngineError> {
        if self.stop.is_some() {
            // The answer is whole. What goes wrong now takes nothing from it.
            let more = timeout(AFTER_THE_END, self.events.recv()).await;
            return Ok(more.ok().and_then(Result::ok).flatten());
        }
        match timeout(self.silence, self.events.recv()).await {
            Ok(event) => event.map_err(|error| refusal::interrupted(&error, &self.asked)),
            Err(_) => Err(EngineError::TimedOut(self.silence)),
        }
    }

    /// Takes in one event; gives its text. Models that think tell their thoughts apart, and nobody asked for them.
    fn read(&mut self, event: Event) -> Result<Option<String>, EngineError> {
        match event {
            Event::ContentBlockDelta(more) => match more.delta {
                Some(ContentBlockDelta::Text(text)) if !text.is_empty() => return Ok(Some(text)),
                _ => {}
            },
            Event::MessageStop(end) => self.stop = Some(stop(&end.stop_reason)?),
            Event::Metadata(metadata) => {
                self.usage = metadata.usage.map(|counts| usage(&counts)).unwrap_or_default();
            }
            _ => {}
        }
        Ok(None)
    }
}

fn stop(reason: &StopReason) -> Result<Stop, EngineError> {
    match reason {
        StopReason::EndTurn | StopReason::StopSequence => Ok(Stop::Finished),
        StopReason::MaxTokens | StopReason::ModelContextWindowExceeded => Ok(Stop::TokenLimit),
        StopReason::GuardrailIntervened | StopReason::ContentFiltered => Ok(Stop::Filtered),
        other => {
            let reason = refusal::word(other.as_str());
            Err(EngineError::Failed(format!("its answer ended for another reason: {reason}")))
        }
    }
}

/// What was read from a cache or written to it was read by the model as well, and is counted apart.
fn usage(counts: &TokenUsage) -> Usage {
    let number = |count: i32| u64::try_from(count).unwrap_or(0);
    let cached = [counts.cache_read_input_tokens, counts.cache_write_input_tokens];
    let cached: u64 = cached.into_iter().flatten().map(number).sum();
    Usage { input_tokens: number(counts.input_tokens) + cached, output_tokens: number(counts.output_tokens) }
}
