//! The answer as a stream of server-sent events.

use axum::response::Response;
use http_api::{Asked, Events, stream_events};

use super::answer::{DeltaEvent, EndEvent, ResetEvent, Translation, TranslationEvent};
use crate::call::{Call, Event};
use crate::showing::Step;

/// Runs the call while its events are read.
pub(super) fn answer(call: Call, asked: Asked) -> Response {
    stream_events(|events| run(call, asked, events))
}

async fn run(call: Call, asked: Asked, events: Events) {
    let model = call.model().to_owned();
    let outcome = call.run(|event| tell(&events, event)).await;
    match outcome {
        Ok(usage) => events.send("end", &EndEvent { model, usage: usage.into() }),
        Err(refusal) => {
            refusal.log(&asked);
            events.send("error", &refusal.body(&asked));
        }
    }
}

fn tell(events: &Events, event: Event) {
    match event {
        Event::Shown(index, Step::More(text)) => events.send("delta", &DeltaEvent { index, text }),
        Event::Shown(index, Step::Anew(text)) => {
            events.send("reset", &ResetEvent { index });
            if !text.is_empty() {
                events.send("delta", &DeltaEvent { index, text });
            }
        }
        Event::Done(index, translation, cached) => {
            let translation = Translation::new(translation, cached);
            events.send("translation", &TranslationEvent { index, translation });
        }
    }
}
