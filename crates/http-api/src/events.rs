//! An answer as a stream of server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::{Stream, stream};
use serde::Serialize;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

/// Silence after which a comment is sent, so that nobody in between takes the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// Sends the events of one answer.
#[derive(Clone)]
pub struct Events(UnboundedSender<Event>);

impl Events {
    /// Sends an event.
    pub fn send(&self, name: &str, data: &impl Serialize) {
        // Our own types can always be written as JSON; and when nobody reads any more, the work ends by itself.
        if let Ok(event) = Event::default().event(name).json_data(data) {
            let _ = self.0.send(event);
        }
    }
}

/// Does the work while its events are read: a client that goes away drops the stream, and with it the work.
pub fn stream_events<W>(work: impl FnOnce(Events) -> W) -> Response
where
    W: Future<Output = ()> + Send + 'static,
{
    let (events, received) = unbounded_channel();
    let mut working = JoinSet::new();
    working.spawn(work(Events(events)));
    let mut response =
        Sse::new(sent(received, working)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // nginx would collect the events otherwise.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn sent(
    received: UnboundedReceiver<Event>,
    working: JoinSet<()>,
) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold((received, working), async |(mut received, working)| {
        let event = received.recv().await?;
        Some((Ok(event), (received, working)))
    })
}

/// Whether a client asks for events.
#[must_use]
pub fn wants_events(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(is_events)
}

/// Whether a media range of `Accept` (RFC 9110 §12.5.1) names events, and not as unacceptable.
fn is_events(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let named = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("text/event-stream"));
    let weight = parts.filter_map(|parameter| parameter.split_once('='));
    let refused = weight
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .any(|(_, weight)| weight.trim().parse() == Ok(0.0_f32));
    named && !refused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_sent_to_those_who_accept_them() {
        for (accept, expected) in [
            ("text/event-stream", true),
            ("TEXT/Event-Stream; charset=utf-8", true),
            ("application/json, text/event-stream;q=0.5", true),
            ("text/event-stream;q=0", false),
            ("text/event-stream; Q = 0.000", false),
            ("text/event-streams", false),
            ("*/*", false),
            ("text/*", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
            assert_eq!(wants_events(&headers), expected, "{accept}");
        }
    }
}
