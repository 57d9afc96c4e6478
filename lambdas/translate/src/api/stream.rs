//! The answer as a stream of server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderValue, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::{Stream, stream};
use http_api::Asked;
use serde::Serialize;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

use super::answer::{DeltaEvent, EndEvent, ResetEvent, Translation, TranslationEvent};
use crate::call::{Call, Event};
use crate::showing::Step;

/// Silence after which a comment is sent, so that nobody in between takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

type SentEvent = axum::response::sse::Event;

/// Runs the call while its events are read: a client that goes away drops the stream, and with it the work.
pub(super) fn answer(call: Call, asked: Asked) -> Response {
    let (events, received) = unbounded_channel();
    let mut work = JoinSet::new();
    work.spawn(run(call, asked, events));
    let mut response =
        Sse::new(sent(received, work)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would collect the events otherwise.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn sent(
    received: UnboundedReceiver<SentEvent>,
    work: JoinSet<()>,
) -> impl Stream<Item = Result<SentEvent, Infallible>> {
    stream::unfold((received, work), async |(mut received, work)| {
        let event = received.recv().await?;
        Some((Ok(event), (received, work)))
    })
}

async fn run(call: Call, asked: Asked, events: UnboundedSender<SentEvent>) {
    let model = call.model().to_owned();
    let outcome = call.run(|event| tell(&events, event)).await;
    match outcome {
        Ok(usage) => send(&events, "end", &EndEvent { model, usage: usage.into() }),
        Err(refusal) => {
            refusal.log(&asked);
            send(&events, "error", &refusal.body(&asked));
        }
    }
}

fn tell(events: &UnboundedSender<SentEvent>, event: Event) {
    match event {
        Event::Shown(index, Step::More(text)) => send(events, "delta", &DeltaEvent { index, text }),
        Event::Shown(index, Step::Anew(text)) => {
            send(events, "reset", &ResetEvent { index });
            if !text.is_empty() {
                send(events, "delta", &DeltaEvent { index, text });
            }
        }
        Event::Done(index, translation, cached) => {
            let translation = Translation::new(translation, cached);
            send(events, "translation", &TranslationEvent { index, translation });
        }
    }
}

fn send(events: &UnboundedSender<SentEvent>, name: &str, data: &impl Serialize) {
    // Our own types can always be written as JSON; and when nobody reads any more, the work ends by itself.
    if let Ok(event) = SentEvent::default().event(name).json_data(data) {
        let _ = events.send(event);
    }
}
