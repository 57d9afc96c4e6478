use std::sync::{Arc, Mutex};

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt as _, StreamExt as _};
use ports::conformance::language_model::{Answer, Rig, Then};
use ports::{Output, Stop, Usage};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::*;

const PATIENT: Duration = Duration::from_secs(30);
const IMPATIENT: Duration = Duration::from_millis(300);

type Handler = Box<dyn Fn() -> Response + Send + Sync>;

/// A server on loopback that answers every request the same, and keeps what it was asked.
#[derive(Clone)]
struct Server(Arc<Shared>);

struct Shared {
    handler: Handler,
    asked: Mutex<Vec<(Uri, HeaderMap, Bytes)>>,
}

impl Server {
    /// The server and its address.
    async fn start(handler: impl Fn() -> Response + Send + Sync + 'static) -> (Self, String) {
        let server = Self(Arc::new(Shared { handler: Box::new(handler), asked: Mutex::default() }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = axum::Router::new().fallback(any(Self::answer)).with_state(server.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (server, url)
    }

    fn answer(
        State(server): State<Self>,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> std::future::Ready<Response> {
        server.0.asked.lock().unwrap().push((uri, headers, body));
        std::future::ready((server.0.handler)())
    }

    fn bodies(&self) -> Vec<Value> {
        self.0.asked.lock().unwrap().iter().map(|asked| serde_json::from_slice(&asked.2).unwrap()).collect()
    }
}

fn model(url: &str, silence: Duration) -> OpenAiModel {
    let settings = OpenAiSettings {
        url: format!("{url}/v1/").parse().unwrap(),
        key: Some("sk-secret".parse().unwrap()),
        model: "a-model".into(),
        silence,
    };
    OpenAiModel::new(WebClient::new().unwrap(), settings)
}

fn prompt() -> Prompt {
    Prompt { system: "s".into(), user: "a long user's text".into(), max_output_tokens: 9 }
}

/// How asking a server that answers so fails before its answer.
async fn refusal(answer: impl Fn() -> Response + Send + Sync + 'static) -> EngineError {
    let (_server, url) = Server::start(answer).await;
    model(&url, PATIENT).generate(prompt()).await.err().unwrap()
}

fn event(value: &Value) -> String {
    format!("data: {value}\n\n")
}

fn ending(stop: Stop, usage: Option<Usage>) -> String {
    let reason = match stop {
        Stop::Finished => "stop",
        Stop::TokenLimit => "length",
        Stop::Filtered => "content_filter",
    };
    let finish = event(&json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] }));
    let cost = usage.map(|usage| {
        let counts = json!({ "prompt_tokens": usage.input_tokens, "completion_tokens": usage.output_tokens });
        event(&json!({ "choices": [], "usage": counts }))
    });
    finish + &cost.unwrap_or_default() + "data: [DONE]\n\n"
}

/// An answer in network chunks of three bytes.
fn saying(chunks: &[&str], then: Then, dropped: &Arc<Notify>) -> Response {
    struct Dropped(Arc<Notify>);
    impl Drop for Dropped {
        fn drop(&mut self) {
            self.0.notify_one();
        }
    }
    let deltas = chunks
        .iter()
        .map(|text| event(&json!({ "choices": [{ "index": 0, "delta": { "content": text } }] })));
    let mut text: String = deltas.collect();
    if let Then::End(stop, usage) = then {
        text += &ending(stop, usage);
    }
    let bytes: Vec<_> = text.as_bytes().chunks(3).map(Bytes::copy_from_slice).map(Ok).collect();
    let rest: BoxStream<'static, std::io::Result<Bytes>> = match then {
        Then::End(..) => stream::empty().boxed(),
        // What was said is sent before the connection is lost.
        Then::BreakOff => {
            tokio::task::yield_now().map(|()| Err(std::io::Error::other("on purpose"))).into_stream().boxed()
        }
        Then::FallSilent | Then::Hesitate => stream::pending().boxed(),
    };
    let guard = Dropped(Arc::clone(dropped));
    let body = stream::iter(bytes).chain(rest).map(move |chunk| (chunk, &guard).0);
    ([("content-type", "text/event-stream; charset=utf-8")], Body::from_stream(body)).into_response()
}

#[derive(Default)]
struct Loopback {
    server: Mutex<Option<Server>>,
    dropped: Arc<Notify>,
}

#[async_trait::async_trait]
impl Rig for Loopback {
    type Model = OpenAiModel;

    async fn model(&self, answer: Answer) -> OpenAiModel {
        let dropped = Arc::clone(&self.dropped);
        let (server, url) = Server::start(move || match answer {
            Answer::Say(chunks, then) => saying(chunks, then, &dropped),
            Answer::Throttle(None) => StatusCode::TOO_MANY_REQUESTS.into_response(),
            Answer::Throttle(Some(wanted)) => {
                (StatusCode::TOO_MANY_REQUESTS, [("retry-after", wanted.as_secs().to_string())])
                    .into_response()
            }
            Answer::NotReady => StatusCode::SERVICE_UNAVAILABLE.into_response(),
            Answer::RefuseKey | Answer::Nobody => StatusCode::UNAUTHORIZED.into_response(),
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
            system: text(&body["messages"][0]["content"]),
            user: text(&body["messages"][1]["content"]),
            max_output_tokens: body["max_tokens"].as_u64().unwrap().try_into().unwrap(),
        };
        server.bodies().iter().map(prompt).collect()
    }

    async fn given_up(&self) {
        self.dropped.notified().await;
    }
}

/// An address at which nobody listens.
async fn nobody() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

async fn fresh() -> ((), Arc<Loopback>) {
    ((), Arc::default())
}

ports::language_model_conformance!(fresh);

#[tokio::test]
async fn the_request_is_that_of_a_streamed_chat_completion() {
    let (server, url) = Server::start(|| saying(&[], Then::End(Stop::Finished, None), &Arc::default())).await;
    let _ = model(&url, PATIENT).generate(prompt()).await.unwrap().collect::<Vec<_>>().await;
    let (uri, headers, body) = server.0.asked.lock().unwrap().remove(0);
    assert_eq!(uri.path(), "/v1/chat/completions");
    assert_eq!(headers["authorization"], "Bearer sk-secret");
    assert_eq!(headers["content-type"], "application/json");
    let expected = json!({
        "model": "a-model",
        "messages": [{ "role": "system", "content": "s" }, { "role": "user", "content": "a long user's text" }],
        "temperature": 0,
        "max_tokens": 9,
        "stream": true,
        "stream_options": { "include_usage": true },
    });
    assert_eq!(serde_json::from_slice::<Value>(&body).unwrap(), expected);
}

#[tokio::test]
async fn without_a_key_none_is_sent_and_one_that_is_wanted_is_told() {
    let (server, url) = Server::start(|| StatusCode::UNAUTHORIZED.into_response()).await;
    let mut model = model(&url, PATIENT);
    model.settings.key = None;
    let error = model.generate(prompt()).await.err().unwrap().to_string();
    assert!(error.contains("wants a key"), "{error}");
    assert!(!server.0.asked.lock().unwrap()[0].1.contains_key("authorization"));
}

#[tokio::test]
async fn a_status_that_is_not_success_says_what_the_operator_does() {
    let said = |status: u16| {
        let status = StatusCode::from_u16(status).unwrap();
        refusal(move || (status, r#"{"error":{"message":"no\nroom"}}"#).into_response())
    };
    for (status, words) in [
        (401, "refuses the key"),
        (403, "refuses the key"),
        (404, "--translate-url must end in /v1"),
        (404, "\"a-model\""),
        (404, "--translate-model"),
        (400, "status 400: no room"),
        (413, "status 413: no room"),
        (301, "status 301: no room"),
    ] {
        let error = said(status).await;
        assert!(
            matches!(&error, EngineError::Misconfigured(why) if why.contains(words)),
            "{status}: {error}"
        );
    }
    assert!(matches!(said(500).await, EngineError::Failed(why) if why == "status 500: no room"));
    assert!(matches!(said(502).await, EngineError::Failed(_)));
    assert!(matches!(said(503).await, EngineError::NotReady(why) if why == "status 503: no room"));
}

#[tokio::test]
async fn a_refusal_repeats_neither_key_nor_text() {
    for words in ["sk-secret", "a long user's text"] {
        let body = json!({ "error": { "message": format!("cannot use {words}") } }).to_string();
        let error = refusal(move || (StatusCode::BAD_REQUEST, body.clone()).into_response()).await;
        assert!(!format!("{error:?}").contains(words), "{error:?}");
    }
    let shown = format!("{:?}", model("http://127.0.0.1:9", PATIENT));
    assert!(!shown.contains("secret"), "{shown}");
}

#[tokio::test]
async fn a_server_that_never_finishes_its_refusal_is_not_waited_for() {
    let endless = || {
        let body = stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 8192])));
        (StatusCode::BAD_REQUEST, Body::from_stream(body)).into_response()
    };
    assert!(matches!(refusal(endless).await, EngineError::Misconfigured(_)));
}

#[tokio::test]
async fn a_server_that_does_not_stream_is_understood() {
    let body = |content: Value, reason: &str| {
        let choice = json!({ "index": 0, "message": { "role": "assistant", "content": content }, "finish_reason": reason });
        let usage = json!({ "prompt_tokens": 3, "completion_tokens": 4 });
        json!({ "object": "chat.completion", "choices": [choice], "usage": usage }).to_string()
    };
    let usage = Usage { input_tokens: 3, output_tokens: 4 };
    for (content, reason, text, stop) in [
        (json!("été"), "stop", Some("été"), Stop::Finished),
        (json!("half"), "length", Some("half"), Stop::TokenLimit),
        (json!(null), "content_filter", None, Stop::Filtered),
    ] {
        let body = body(content, reason);
        let answer = move || ([("content-type", "application/json")], body.clone()).into_response();
        let (_server, url) = Server::start(answer).await;
        let outputs = model(&url, PATIENT).generate(prompt()).await.unwrap().map(Result::unwrap);
        let text = text.map(|text| Output::Text(text.into()));
        let expected: Vec<_> = text.into_iter().chain([Output::End { stop, usage }]).collect();
        assert_eq!(outputs.collect::<Vec<_>>().await, expected);
    }
}

#[tokio::test]
async fn an_answer_as_one_piece_that_is_no_answer_is_a_failure() {
    for body in [r#"{"error":{"message":"no"}}"#, "{", r#"{"choices":[]}"#, ""] {
        let error = refusal(move || ([("content-type", "application/json")], body).into_response()).await;
        assert!(matches!(error, EngineError::Failed(_)), "{body}: {error}");
    }
    let large =
        refusal(|| ([("content-type", "application/json")], vec![b' '; WHOLE_BYTES + 1]).into_response());
    assert!(matches!(large.await, EngineError::Failed(why) if why.contains("larger")));
}

#[tokio::test]
async fn a_web_page_or_a_way_elsewhere_is_no_api() {
    let page = refusal(|| ([("content-type", "text/html; charset=utf-8")], "<h1>Hello</h1>").into_response());
    assert!(matches!(page.await, EngineError::Misconfigured(why) if why.contains("/v1")));
    let away = refusal(|| (StatusCode::FOUND, [("location", "http://127.0.0.1:9/")]).into_response());
    assert!(matches!(away.await, EngineError::Misconfigured(why) if why.contains("--translate-url")));
}

#[tokio::test]
async fn a_connection_that_is_closed_before_the_answer_counts_as_no_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let error = model(&url, PATIENT).generate(prompt()).await.err().unwrap();
    assert!(matches!(error, EngineError::Unreachable(_)), "{error}");
}

#[tokio::test]
async fn a_server_that_does_not_begin_to_answer_is_given_up() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let error = model(&url, IMPATIENT).generate(prompt()).await.err().unwrap();
    assert!(matches!(error, EngineError::TimedOut(silence) if silence == IMPATIENT), "{error}");
}

#[tokio::test]
async fn the_models_of_a_server_are_listed() {
    let list =
        json!({ "object": "list", "data": [{ "id": "b", "owned_by": "x" }, { "id": "a:7b" }] }).to_string();
    let (server, url) = Server::start(move || list.clone().into_response()).await;
    assert_eq!(model(&url, PATIENT).served_models().await.unwrap(), ["b", "a:7b"]);
    let (uri, headers, _) = server.0.asked.lock().unwrap().remove(0);
    assert_eq!((uri.path(), &headers["authorization"]), ("/v1/models", &"Bearer sk-secret".parse().unwrap()));
}

#[tokio::test]
async fn a_server_that_lists_no_models_has_none_or_is_no_server_or_refuses() {
    let list = async |answer: fn() -> Response| {
        let (_server, url) = Server::start(answer).await;
        model(&url, PATIENT).served_models().await
    };
    assert_eq!(list(|| r#"{"data":null}"#.into_response()).await.unwrap(), [""; 0]);
    assert!(matches!(list(|| "<html>".into_response()).await, Err(EngineError::Misconfigured(_))));
    assert!(matches!(
        list(|| StatusCode::UNAUTHORIZED.into_response()).await,
        Err(EngineError::Misconfigured(_))
    ));
    let unreachable = model(&nobody().await, PATIENT).served_models().await;
    assert!(matches!(unreachable, Err(EngineError::Unreachable(_))));
}
