use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use http_body_util::BodyExt as _;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc, watch};

use crate::answer::{Answer, Piece};

/// An X-Ray header such as Lambda sends with each event.
const TRACE: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

/// An event for a function.
pub struct Event {
    /// JSON, as Lambda would send it.
    pub json: String,
    /// Names the invocation.
    pub request_id: String,
    /// After how many pieces of the body the reader goes away, if it does. The function is answered at once then.
    pub hang_up_after: Option<usize>,
}

/// The Runtime API of one function, on a free port of this machine. It ends when it is dropped.
pub struct RuntimeApi {
    address: SocketAddr,
    events: mpsc::UnboundedSender<Sent>,
    polls: watch::Receiver<Vec<Instant>>,
    server: tokio::task::JoinHandle<()>,
}

struct Sent {
    event: Event,
    pieces: mpsc::UnboundedSender<Piece>,
}

struct Api {
    waiting: Mutex<mpsc::UnboundedReceiver<Sent>>,
    /// The event that the function works on.
    working: Mutex<Option<Sent>>,
    polls: watch::Sender<Vec<Instant>>,
}

impl RuntimeApi {
    /// Begins to serve.
    ///
    /// # Errors
    /// There is no free port.
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (events, waiting) = mpsc::unbounded_channel();
        let (polled, polls) = watch::channel(Vec::new());
        let api = Api { waiting: Mutex::new(waiting), working: Mutex::new(None), polls: polled };
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(async || StatusCode::ACCEPTED))
            .with_state(Arc::new(api));
        let server = tokio::spawn(async move {
            // It ends by being aborted.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { address, events, polls, server })
    }

    /// Where it listens: the function's `AWS_LAMBDA_RUNTIME_API`.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// When the function asked for the event with this number, from 0; waits until it does.
    ///
    /// # Errors
    /// The server has ended.
    pub async fn polled(&self, number: usize) -> anyhow::Result<Instant> {
        let mut polls = self.polls.clone();
        let polls =
            polls.wait_for(|polls| polls.len() > number).await.context("the Runtime API has ended")?;
        Ok(polls[number])
    }

    /// Gives the function an event, behind those that wait already.
    #[must_use]
    pub fn send(&self, event: Event) -> Answer {
        let (pieces, receiver) = mpsc::unbounded_channel();
        // Without a server the answer has no pieces either.
        let _ = self.events.send(Sent { event, pieces });
        Answer { pieces: receiver }
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Waits for an event and gives it to the function.
async fn next(State(api): State<Arc<Api>>) -> Response {
    api.polls.send_modify(|polls| polls.push(Instant::now()));
    let Some(sent) = api.waiting.lock().await.recv().await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", sent.event.request_id.clone()),
        ("lambda-runtime-deadline-ms", deadline()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:eu-central-1:123456789012:function:test".into(),
        ),
        ("lambda-runtime-trace-id", TRACE.into()),
    ];
    let json = sent.event.json.clone();
    *api.working.lock().await = Some(sent);
    (headers, json).into_response()
}

/// In milliseconds since 1970.
fn deadline() -> String {
    let since_1970 = now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    (since_1970 + Duration::from_secs(30)).as_millis().to_string()
}

#[expect(clippy::disallowed_methods, reason = "it plays Lambda, whose time is the real one")]
fn now() -> SystemTime {
    SystemTime::now()
}

async fn response(State(api): State<Arc<Api>>, Path(id): Path<String>, request: Request) -> Response {
    take(&api, &id, request, false).await
}

async fn error(State(api): State<Arc<Api>>, Path(id): Path<String>, request: Request) -> Response {
    take(&api, &id, request, true).await
}

/// Passes the answer on as it arrives. Lambda accepts it when it has arrived whole.
async fn take(api: &Api, id: &str, request: Request, error: bool) -> Response {
    let working = api.working.lock().await.take_if(|sent| sent.event.request_id == id);
    let Some(sent) = working else {
        return (StatusCode::BAD_REQUEST, "no such invocation").into_response();
    };
    let (parts, body) = request.into_parts();
    // A test that has seen enough does not listen any more.
    let tell = |piece| drop(sent.pieces.send(piece));
    tell(Piece::Begun { error, headers: parts.headers, at: Instant::now() });
    pass_on(body, sent.event.hang_up_after, tell).await;
    StatusCode::ACCEPTED.into_response()
}

/// The reader may go away first. Then the function is answered at once, and what it still sends is read by nobody.
async fn pass_on(mut body: Body, pieces: Option<usize>, tell: impl Fn(Piece)) {
    let mut trailers: Option<HeaderMap> = None;
    for number in 0.. {
        if pieces.is_some_and(|pieces| number >= pieces) {
            tokio::spawn(async move { while let Some(Ok(_)) = body.frame().await {} });
            return tell(Piece::Broken);
        }
        match body.frame().await {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(bytes) => tell(Piece::Bytes(bytes)),
                Err(frame) => trailers = frame.into_trailers().ok(),
            },
            Some(Err(_)) => return tell(Piece::Broken),
            None => break,
        }
    }
    trailers.map(Piece::Trailers).map(&tell);
    tell(Piece::Ended);
}
