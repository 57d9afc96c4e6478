//! The other side of `BedrockModel`: an HTTP server that speaks Bedrock's protocol, as far as `ConverseStream` goes.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws::{BedrockModel, BedrockSettings};
use aws_sdk_bedrockruntime::config::{BehaviorVersion, Region};
use aws_sdk_bedrockruntime::config::{Credentials, SharedCredentialsProvider};
use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use aws_types::SdkConfig;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt as _, StreamExt as _};
use ports::conformance::language_model::{Answer, Rig, Then};
use ports::{Prompt, Stop, Usage};
use serde_json::{Value, json};
use tokio::sync::Notify;

pub(super) const PATIENT: Duration = Duration::from_secs(30);
const IMPATIENT: Duration = Duration::from_millis(300);
pub(super) const REGION: &str = "eu-central-1";
pub(super) const MODEL: &str = "eu.maker.model-v1:0";

type Handler = Box<dyn Fn() -> Response + Send + Sync>;

/// A server on loopback that answers every request the same, and keeps what it was asked.
#[derive(Clone)]
pub(super) struct Server(Arc<Shared>);

struct Shared {
    handler: Handler,
    /// Before the answer begins.
    pause: Duration,
    asked: Mutex<Vec<(Uri, HeaderMap, Value)>>,
}

impl Server {
    /// The server and its address.
    pub(super) async fn start(handler: impl Fn() -> Response + Send + Sync + 'static) -> (Self, String) {
        Self::start_slow(Duration::ZERO, handler).await
    }

    /// One that takes so long before it begins to answer.
    pub(super) async fn start_slow(
        pause: Duration,
        handler: impl Fn() -> Response + Send + Sync + 'static,
    ) -> (Self, String) {
        let server = Self(Arc::new(Shared { handler: Box::new(handler), pause, asked: Mutex::default() }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let path = "/model/{model}/converse-stream";
        let router = Router::new().route(path, post(Self::answer)).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (server, url)
    }

    async fn answer(
        State(server): State<Self>,
        uri: Uri,
        headers: HeaderMap,
        Json(body): Json<Value>,
    ) -> Response {
        server.0.asked.lock().unwrap().push((uri, headers, body));
        tokio::time::sleep(server.0.pause).await;
        (server.0.handler)()
    }

    pub(super) fn asked(&self) -> Vec<(Uri, HeaderMap, Value)> {
        self.0.asked.lock().unwrap().clone()
    }
}

/// What all adapters share.
pub(super) fn config(url: &str) -> SdkConfig {
    let credentials = Credentials::new("AKIAEXAMPLE", "a-secret-key", Some("a-session".into()), None, "test");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .endpoint_url(url)
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build()
}

pub(super) fn settings() -> BedrockSettings {
    BedrockSettings { model: MODEL.into(), guardrail: None, silence: PATIENT }
}

pub(super) fn model(url: &str, silence: Duration) -> BedrockModel {
    BedrockModel::new(&config(url), BedrockSettings { silence, ..settings() })
}

fn message(headers: [(&'static str, &str); 3], payload: &Value) -> Vec<u8> {
    let headers =
        headers.map(|(name, value)| Header::new(name, HeaderValue::String(value.to_owned().into())));
    let message = Message::new_from_parts(headers.to_vec(), payload.to_string());
    let mut frame = Vec::new();
    write_message_to(&message, &mut frame).unwrap();
    frame
}

pub(super) fn event(kind: &str, payload: &Value) -> Vec<u8> {
    let headers = [(":message-type", "event"), (":event-type", kind), (":content-type", "application/json")];
    message(headers, payload)
}

pub(super) fn exception(kind: &str, words: &str) -> Vec<u8> {
    let headers =
        [(":message-type", "exception"), (":exception-type", kind), (":content-type", "application/json")];
    message(headers, &json!({ "message": words }))
}

pub(super) fn delta(text: &str) -> Vec<u8> {
    event("contentBlockDelta", &json!({ "contentBlockIndex": 0, "delta": { "text": text } }))
}

pub(super) fn stop(reason: &str) -> Vec<u8> {
    event("messageStop", &json!({ "stopReason": reason }))
}

pub(super) fn metadata(usage: &Value) -> Vec<u8> {
    event("metadata", &json!({ "usage": usage, "metrics": { "latencyMs": 1 } }))
}

/// An answer of these frames, in network chunks of three bytes, and then that.
pub(super) fn streaming(frames: &[Vec<u8>], rest: BoxStream<'static, std::io::Result<Bytes>>) -> Response {
    let bytes: Vec<_> = frames.concat().chunks(3).map(Bytes::copy_from_slice).map(Ok).collect();
    let body = Body::from_stream(stream::iter(bytes).chain(rest));
    ([("content-type", "application/vnd.amazon.eventstream")], body).into_response()
}

pub(super) fn whole(frames: &[Vec<u8>]) -> Response {
    streaming(frames, stream::empty().boxed())
}

/// What was sent before is sent, and then the connection is lost.
pub(super) fn lost() -> BoxStream<'static, std::io::Result<Bytes>> {
    tokio::task::yield_now().map(|()| Err(std::io::Error::other("on purpose"))).into_stream().boxed()
}

pub(super) fn refused(status: u16, name: &str, words: &str) -> Response {
    let headers = [
        ("x-amzn-errortype", format!("{name}:http://internal.example/coral/")),
        ("x-amzn-requestid", "5d0f-1".into()),
        ("content-type", "application/json".into()),
    ];
    (StatusCode::from_u16(status).unwrap(), headers, json!({ "message": words }).to_string()).into_response()
}

fn saying(chunks: &[&str], then: Then, dropped: &Arc<Notify>) -> Response {
    struct Dropped(Arc<Notify>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let mut frames = vec![event("messageStart", &json!({ "role": "assistant" }))];
    frames.extend(chunks.iter().map(|text| delta(text)));
    if let Then::End(why, usage) = then {
        frames.push(event("contentBlockStop", &json!({ "contentBlockIndex": 0 })));
        frames.push(stop(match why {
            Stop::Finished => "end_turn",
            Stop::TokenLimit => "max_tokens",
            Stop::Filtered => "guardrail_intervened",
        }));
        frames.extend(usage.map(|Usage { input_tokens, output_tokens }| {
            let total = input_tokens + output_tokens;
            metadata(
                &json!({ "inputTokens": input_tokens, "outputTokens": output_tokens, "totalTokens": total }),
            )
        }));
    }
    let rest = match then {
        Then::End(..) => stream::empty().boxed(),
        Then::BreakOff => lost(),
        Then::FallSilent | Then::Hesitate => stream::pending().boxed(),
    };
    let guard = Dropped(Arc::clone(dropped));
    streaming(&frames, rest.map(move |chunk| (chunk, &guard).0).boxed())
}

#[derive(Default)]
pub(super) struct Loopback {
    server: Mutex<Option<Server>>,
    dropped: Arc<Notify>,
}

#[async_trait::async_trait]
impl Rig for Loopback {
    type Model = BedrockModel;

    async fn model(&self, answer: Answer) -> BedrockModel {
        let dropped = Arc::clone(&self.dropped);
        let (server, url) = Server::start(move || match answer {
            Answer::Say(chunks, then) => saying(chunks, then, &dropped),
            Answer::Throttle(wanted) => {
                let mut refusal = refused(429, "ThrottlingException", "Too many requests");
                if let Some(wanted) = wanted {
                    refusal.headers_mut().insert("retry-after", wanted.as_secs().into());
                }
                refusal
            }
            Answer::NotReady => refused(429, "ModelNotReadyException", "Model is not ready"),
            Answer::RefuseKey | Answer::Nobody => {
                refused(403, "UnrecognizedClientException", "The security token included is invalid.")
            }
        })
        .await;
        *self.server.lock().unwrap() = Some(server);
        match answer {
            Answer::Nobody => model(&nobody().await, PATIENT),
            Answer::Say(_, Then::FallSilent) => model(&url, IMPATIENT),
            _ => model(&url, PATIENT),
        }
    }

    async fn prompts(&self) -> Vec<Prompt> {
        let server = self.server.lock().unwrap().clone().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let prompt = |body: &Value| Prompt {
            system: text(&body["system"][0]["text"]),
            user: text(&body["messages"][0]["content"][0]["text"]),
            max_output_tokens: body["inferenceConfig"]["maxTokens"].as_u64().unwrap().try_into().unwrap(),
        };
        server.asked().iter().map(|(_, _, body)| prompt(body)).collect()
    }

    async fn given_up(&self) {
        self.dropped.notified().await;
    }
}

/// An address at which nobody listens.
pub(super) async fn nobody() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
