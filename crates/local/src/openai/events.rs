//! The answer while it is written: server-sent events, each a JSON object, and `[DONE]`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};
use http_client::BodyStream;
use ports::{EngineError, HttpError, Output, OutputStream, Stop, Usage};
use serde::Deserialize;
use serde_json::Value;
use sse_stream::SseByteStream;

use super::quote::{Discretion, error_message};

/// Bytes of one event at most, give or take a chunk of the network.
const EVENT_BYTES: usize = 256 * 1024;
/// What comes after the end of the answer, the cost for example, comes at once or is not waited for.
const AFTER_THE_END: Duration = Duration::from_secs(5);

/// An event, or the whole answer of a server that does not stream. Servers add fields as they like.
#[derive(Deserialize)]
struct Event {
    #[serde(default, deserialize_with = "null_is_default")]
    choices: Vec<Choice>,
    usage: Option<Counts>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    index: u64,
    /// More of the answer.
    delta: Option<Said>,
    /// The whole answer.
    message: Option<Said>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Said {
    content: Option<String>,
}

#[derive(Deserialize)]
struct Counts {
    prompt_tokens: Option<u64>,
    completion_tokens: Option<u64>,
}

fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Reads an answer that is streamed.
pub(super) fn outputs(body: BodyStream, discretion: Discretion) -> OutputStream {
    let reader = Reader::new(body, discretion);
    let outputs = stream::try_unfold(Some(reader), |reader| async {
        let Some(mut reader) = reader else { return Ok(None) };
        let output = reader.next().await?;
        // With its last output the reader goes, and with it the connection.
        let reader = matches!(output, Output::Text(_)).then_some(reader);
        Ok(Some((output, reader)))
    });
    outputs.boxed()
}

/// Reads an answer that came as one JSON object.
pub(super) fn whole(body: &[u8], discretion: Discretion) -> Result<OutputStream, EngineError> {
    let mut so_far = SoFar { discretion, stop: None, usage: Usage::default() };
    let text = so_far.read(body)?;
    let end = so_far.end()?;
    Ok(stream::iter(text.map(Output::Text).into_iter().chain([end]).map(Ok)).boxed())
}

struct Reader {
    events: SseByteStream<BoxStream<'static, Result<Bytes, HttpError>>>,
    /// Bytes that came since the last event.
    unread: Arc<AtomicUsize>,
    so_far: SoFar,
}

impl Reader {
    fn new(body: BodyStream, discretion: Discretion) -> Self {
        let unread = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&unread);
        let bounded = body.and_then(move |chunk| {
            let so_large = count.fetch_add(chunk.len(), Ordering::Relaxed) > EVENT_BYTES;
            std::future::ready(if so_large { Err(HttpError::TooLarge(EVENT_BYTES)) } else { Ok(chunk) })
        });
        let so_far = SoFar { discretion, stop: None, usage: Usage::default() };
        Self { events: SseByteStream::new(bounded.boxed()), unread, so_far }
    }

    async fn next(&mut self) -> Result<Output, EngineError> {
        while let Some(data) = self.data().await? {
            if data == "[DONE]" {
                break;
            }
            if let Some(text) = self.so_far.read(data.as_bytes())? {
                return Ok(Output::Text(text));
            }
        }
        self.so_far.end()
    }

    /// The data of the next event; none at the end of the answer.
    async fn data(&mut self) -> Result<Option<String>, EngineError> {
        loop {
            let event = if self.so_far.stop.is_none() {
                self.events.try_next().await.map_err(broken)?
            } else {
                let more = tokio::time::timeout(AFTER_THE_END, self.events.try_next()).await;
                more.ok().and_then(Result::ok).flatten()
            };
            self.unread.store(0, Ordering::Relaxed);
            match event.map(|event| event.data) {
                None => return Ok(None),
                Some(Some(data)) if !data.is_empty() => return Ok(Some(data)),
                Some(_) => {}
            }
        }
    }
}

/// What the answer has told about itself so far.
struct SoFar {
    discretion: Discretion,
    stop: Option<Stop>,
    usage: Usage,
}

impl SoFar {
    /// Takes in one event; gives its text.
    fn read(&mut self, json: &[u8]) -> Result<Option<String>, EngineError> {
        // What serde says may repeat the text.
        let event: Event = serde_json::from_slice(json)
            .map_err(|_| EngineError::Failed("its answer is not that of a chat completion".into()))?;
        if let Some(error) = &event.error {
            let said = error_message(error).unwrap_or_default();
            return Err(EngineError::Failed(format!("it reports: {}", self.discretion.quote(&said))));
        }
        if let Some(counts) = event.usage {
            self.usage = Usage {
                input_tokens: counts.prompt_tokens.unwrap_or(0),
                output_tokens: counts.completion_tokens.unwrap_or(0),
            };
        }
        let Some(choice) = event.choices.into_iter().find(|choice| choice.index == 0) else {
            return Ok(None);
        };
        // Ollama once wrote an empty reason for none.
        if let Some(reason) = choice.finish_reason.filter(|reason| !reason.is_empty()) {
            self.stop = Some(self.stop_of(&reason)?);
        }
        let said = choice.delta.or(choice.message);
        Ok(said.and_then(|said| said.content).filter(|text| !text.is_empty()))
    }

    fn stop_of(&self, reason: &str) -> Result<Stop, EngineError> {
        match reason {
            "stop" => Ok(Stop::Finished),
            "length" => Ok(Stop::TokenLimit),
            "content_filter" => Ok(Stop::Filtered),
            other => {
                let reason = self.discretion.quote(other);
                Err(EngineError::Failed(format!("its answer ended for another reason: {reason}")))
            }
        }
    }

    fn end(&self) -> Result<Output, EngineError> {
        match self.stop {
            Some(stop) => Ok(Output::End { stop, usage: self.usage }),
            None => Err(EngineError::Failed("its answer broke off".into())),
        }
    }
}

/// Reads a body to its end.
pub(super) async fn collect(mut body: BodyStream, limit: usize) -> Result<Vec<u8>, EngineError> {
    let mut whole = Vec::new();
    while let Some(chunk) = body.try_next().await.map_err(|error| interrupted(Some(&error)))? {
        if whole.len() + chunk.len() > limit {
            return Err(interrupted(Some(&HttpError::TooLarge(limit))));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole)
}

fn broken(error: sse_stream::Error) -> EngineError {
    match error {
        sse_stream::Error::Body(source) => interrupted(source.downcast_ref()),
        _ => EngineError::Failed("its answer is not UTF-8".into()),
    }
}

fn interrupted(error: Option<&HttpError>) -> EngineError {
    match error {
        Some(HttpError::TimedOut(silence)) => EngineError::TimedOut(*silence),
        Some(HttpError::TooLarge(limit)) => {
            EngineError::Failed(format!("its answer, or an event of it, is larger than {limit} bytes"))
        }
        _ => EngineError::Failed("the connection broke off in the middle of its answer".into()),
    }
}

#[cfg(test)]
mod tests;
