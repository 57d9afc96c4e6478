//! The answer to a request for a completion, as it goes over the network.

use std::io;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Behaviour;
use crate::log::Visit;
use crate::translation::answer;

/// How long a token of the slow model takes.
const SLOW: Duration = Duration::from_millis(100);
/// The model that is cut in long answers is so for messages with more characters.
const LONG: usize = 600;
/// The lengths of tokens in characters, one after the other and then again.
const TOKEN_LENGTHS: &[usize] = &[3, 1, 4, 1, 5, 2];

const DONE: &[u8] = b"data: [DONE]\n\n";

/// A request, as far as it matters here.
#[derive(Deserialize)]
pub(crate) struct Request {
    pub(crate) model: String,
    messages: Vec<Message>,
    #[serde(default)]
    stream: bool,
    stream_options: Option<StreamOptions>,
    max_tokens: Option<usize>,
}

#[derive(Deserialize)]
struct Message {
    role: String,
    content: String,
}

#[derive(Deserialize)]
struct StreamOptions {
    #[serde(default)]
    include_usage: bool,
}

/// How an answer ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    Reason(&'static str),
    Malformed,
    Killed,
    Silent,
}

/// What is said, and how it ends.
struct Script {
    model: String,
    tokens: Vec<String>,
    ending: Ending,
    /// The cost, when it was asked for.
    usage: Option<Value>,
    delay: Duration,
}

impl Request {
    fn user_message(&self) -> String {
        let of_user = self.messages.iter().filter(|message| message.role == "user");
        of_user.map(|message| message.content.as_str()).collect::<Vec<_>>().join("\n")
    }

    fn script(&self, behaviour: Behaviour, delay: Duration) -> Script {
        let message = self.user_message();
        let mut tokens = tokens(&answer(&message, behaviour));
        let half = tokens.len() / 2;
        let mut ending = Ending::Reason("stop");
        match behaviour {
            Behaviour::Cut => ending = Ending::Reason("length"),
            Behaviour::CutLong if message.chars().count() > LONG => ending = Ending::Reason("length"),
            Behaviour::Malformed => ending = Ending::Malformed,
            Behaviour::Killed => ending = Ending::Killed,
            Behaviour::Silent => ending = Ending::Silent,
            Behaviour::Refuses => ending = Ending::Reason("content_filter"),
            _ => {}
        }
        match ending {
            Ending::Reason("stop") => {}
            Ending::Silent | Ending::Reason("content_filter") => tokens.clear(),
            _ => tokens.truncate(half),
        }
        if let Some(limit) = self.max_tokens.filter(|limit| *limit < tokens.len()) {
            tokens.truncate(limit);
            ending = Ending::Reason("length");
        }
        let read = self.messages.iter().map(|message| message.content.chars().count()).sum::<usize>() / 4;
        let usage = json!({ "prompt_tokens": read, "completion_tokens": tokens.len(), "total_tokens": read + tokens.len() });
        let wanted =
            !self.stream || self.stream_options.as_ref().is_some_and(|options| options.include_usage);
        let delay = if behaviour == Behaviour::Slow { SLOW } else { delay };
        Script { model: self.model.clone(), tokens, ending, usage: wanted.then_some(usage), delay }
    }

    /// Answers, unless the behaviour is to refuse.
    pub(crate) async fn answer(&self, behaviour: Behaviour, delay: Duration, visit: Visit) -> Response {
        let script = self.script(behaviour, delay);
        if self.stream && behaviour != Behaviour::WholeJson {
            let body = Body::from_stream(script.said(visit));
            return ([(CONTENT_TYPE, "text/event-stream; charset=utf-8")], body).into_response();
        }
        script.whole(visit).await
    }
}

/// The text in pieces of a few characters.
fn tokens(text: &str) -> Vec<String> {
    let mut characters = text.chars();
    let pieces =
        TOKEN_LENGTHS.iter().cycle().map(|length| characters.by_ref().take(*length).collect::<String>());
    pieces.take_while(|piece| !piece.is_empty()).collect()
}

/// Something on its way to the client.
enum Sent {
    /// Bytes.
    Bytes(Vec<u8>),
    /// The last bytes of a token.
    Token(Vec<u8>),
    /// Nothing: time for what was sent before to leave.
    Pause(Duration),
    /// The last bytes of the answer.
    Last(Vec<u8>),
    /// The connection is closed.
    Lost,
}

impl Script {
    /// The whole answer as one JSON object.
    async fn whole(self, mut visit: Visit) -> Response {
        for _ in &self.tokens {
            tokio::time::sleep(self.delay).await;
            visit.token();
        }
        let Ending::Reason(reason) = self.ending else { return std::future::pending().await };
        let message = json!({ "role": "assistant", "content": self.tokens.concat() });
        visit.finished();
        axum::Json(json!({
            "id": "test-engine", "object": "chat.completion", "created": 0, "model": self.model,
            "choices": [{ "index": 0, "message": message, "finish_reason": reason }],
            "usage": self.usage,
        }))
        .into_response()
    }

    fn event(&self, delta: &Value, reason: Option<&str>) -> Vec<u8> {
        self.data(&json!([{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": reason }]), None)
    }

    fn data(&self, choices: &Value, usage: Option<&Value>) -> Vec<u8> {
        let event = json!({
            "id": "test-engine", "object": "chat.completion.chunk", "created": 0, "model": self.model,
            "choices": choices, "usage": usage,
        });
        format!("data: {event}\n\n").into_bytes()
    }

    /// The answer as it is streamed.
    fn said(self, visit: Visit) -> impl Stream<Item = io::Result<Bytes>> {
        let mut plan = vec![Sent::Bytes(self.event(&json!({ "role": "assistant", "content": "" }), None))];
        for (number, token) in self.tokens.iter().enumerate() {
            let mut first = self.event(&json!({ "content": token }), None);
            // Somewhere in the text, often within a character.
            let text = first.windows(11).position(|bytes| bytes == b"\"content\":\"").unwrap_or(0) + 11;
            let rest = first.split_off((text + 1 + number % 3).min(first.len()));
            plan.extend([Sent::Pause(self.delay), Sent::Bytes(first), Sent::Token(rest)]);
        }
        // What was said leaves before what happens now.
        plan.push(Sent::Pause(self.delay));
        match self.ending {
            Ending::Reason(reason) => {
                plan.push(Sent::Bytes(self.event(&json!({}), Some(reason))));
                let usage = self.usage.as_ref().map(|usage| self.data(&json!([]), Some(usage)));
                plan.extend(usage.map(Sent::Bytes));
                plan.push(Sent::Last(DONE.to_vec()));
            }
            Ending::Malformed => {
                plan.push(Sent::Bytes(b"data: {\"choices\": [{\"delta\": {\"cont\n\n".to_vec()));
                plan.push(Sent::Last(DONE.to_vec()));
            }
            Ending::Killed => plan.push(Sent::Lost),
            Ending::Silent => plan.push(Sent::Pause(Duration::MAX)),
        }
        stream::unfold((plan.into_iter(), visit), |(mut plan, mut visit)| async move {
            let chunk = loop {
                match plan.next()? {
                    Sent::Bytes(bytes) => break Ok(bytes.into()),
                    Sent::Token(bytes) => {
                        visit.token();
                        break Ok(bytes.into());
                    }
                    Sent::Pause(time) if time.is_zero() => tokio::task::yield_now().await,
                    Sent::Pause(time) => tokio::time::sleep(time).await,
                    Sent::Last(bytes) => {
                        visit.finished();
                        break Ok(bytes.into());
                    }
                    Sent::Lost => {
                        visit.finished();
                        break Err(io::Error::other("closed on purpose"));
                    }
                }
            };
            Some((chunk, (plan, visit)))
        })
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;

    use super::*;
    use crate::log::Log;

    #[tokio::test]
    async fn the_network_splits_characters_and_tokens_do_not() {
        let body = json!({ "model": "echo", "stream": true, "messages": [{ "role": "user", "content": "日本語 العربية 🎓" }] });
        let request: Request = serde_json::from_value(body).unwrap();
        let script = request.script(Behaviour::Echo, Duration::ZERO);
        assert_eq!(script.tokens.concat(), "«日本語» «العربية» 🎓");
        assert!(script.tokens.len() > 3);
        let chunks: Vec<_> =
            script.said(Log::default().begin(Value::Null)).map(Result::unwrap).collect().await;
        assert!(chunks.iter().any(|chunk| std::str::from_utf8(chunk).is_err()));
        assert!(std::str::from_utf8(&chunks.concat()).is_ok());
    }
}
