//! A stream of events as a client reads it.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// Longer than anything takes that ends at all.
const PATIENCE: Duration = Duration::from_secs(30);

/// An event, or a comment, whose name is empty.
pub type Event = (String, Value);

/// What the service sends as a stream of events, while it comes.
pub struct Events {
    pub headers: HeaderMap,
    response: Response,
    bytes: Vec<u8>,
}

impl Events {
    pub fn of(response: Response) -> Self {
        let headers = response.headers().clone();
        assert_eq!(response.status(), 200);
        assert_eq!(headers["content-type"], "text/event-stream");
        Self { headers, response, bytes: Vec::new() }
    }

    /// The next event; none at the end of the stream.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = self.bytes.windows(2).position(|pair| pair == b"\n\n") {
                let event: Vec<u8> = self.bytes.drain(..end + 2).collect();
                return Some(parse(std::str::from_utf8(&event).unwrap()));
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await.unwrap().unwrap();
            let Some(chunk) = chunk else {
                assert!(self.bytes.is_empty(), "half an event");
                return None;
            };
            self.bytes.extend_from_slice(&chunk);
        }
    }

    /// The next event, which has this name.
    #[track_caller]
    pub fn expect(&mut self, name: &str) -> impl Future<Output = Value> {
        let name = name.to_owned();
        async move {
            let (found, data) = self.next().await.unwrap();
            assert_eq!(found, name, "{data}");
            data
        }
    }

    /// The events up to the end of the stream.
    pub async fn rest(mut self) -> Vec<Event> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}

/// One block of lines (HTML, "server-sent events", §9.2.6).
pub fn parse(block: &str) -> Event {
    let (mut name, mut data) = (String::new(), Vec::new());
    for line in block.trim_end_matches('\n').split('\n') {
        let (field, value) = line.split_once(':').unwrap();
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut name),
            "data" => data.push(value),
            "" => {}
            other => panic!("the field {other}"),
        }
    }
    if name.is_empty() {
        assert!(data.is_empty(), "an event without a name: {block}");
        return (name, Value::Null);
    }
    (name, serde_json::from_str(&data.join("\n")).unwrap())
}
