//! A key set on a free port of this machine, as good or as bad as a test wants it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::signing::{SigningKey, jwks, token};

/// What a [`JwksServer`] answers.
#[derive(Debug, Clone)]
pub struct JwksReply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    delay: Duration,
}

impl JwksReply {
    /// A good key set, with an `ETag`.
    #[must_use]
    pub fn keys(keys: &[&SigningKey]) -> Self {
        Self::json(&jwks(keys))
    }

    /// Any JSON, with status 200, the JSON media type and an `ETag`.
    #[must_use]
    pub fn json(body: &Value) -> Self {
        let body = body.to_string();
        let etag = format!("\"{}\"", token::encode(digest(&SHA256, body.as_bytes())));
        Self::body(body).with_header("etag", &etag)
    }

    /// Any body, with status 200, the JSON media type and no `ETag`.
    #[must_use]
    pub fn body(body: impl Into<Bytes>) -> Self {
        let reply = Self {
            status: StatusCode::OK,
            headers: HeaderMap::new(),
            body: body.into(),
            delay: Duration::ZERO,
        };
        reply.with_header("content-type", "application/json; charset=utf-8")
    }

    /// A redirect (302) to another address.
    #[must_use]
    pub fn redirect(location: &str) -> Self {
        Self::body("").with_status(302).with_header("location", location)
    }

    /// The same answer under another status.
    ///
    /// # Panics
    /// When HTTP has no such status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = StatusCode::from_u16(status).expect("a status of HTTP");
        self
    }

    /// The same answer with this header added or replaced.
    ///
    /// # Panics
    /// When the name or the value is not one that HTTP allows.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::try_from(name).expect("a header name");
        let value = HeaderValue::try_from(value).expect("a header value");
        self.headers.insert(name, value);
        self
    }

    /// The same answer without this header.
    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    /// The same answer, given only after this time.
    #[must_use]
    pub fn with_delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Whether the request holds the `ETag` of this answer already.
    fn matches(&self, request: &HeaderMap) -> bool {
        let Some(etag) = self.headers.get(header::ETAG) else {
            return false;
        };
        request.get(header::IF_NONE_MATCH) == Some(etag)
    }

    fn response(self, not_modified: bool) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        if not_modified {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = Body::empty();
        }
        response
    }
}

/// How often a [`JwksServer`] was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JwksCounts {
    /// All requests.
    pub fetches: usize,
    /// Those of them that carried `If-None-Match`.
    pub conditional: usize,
    /// Those of them that were answered 304.
    pub not_modified: usize,
}

#[derive(Debug)]
struct Shared {
    reply: JwksReply,
    counts: JwksCounts,
}

type SharedState = Arc<Mutex<Shared>>;

/// A server for one key set on 127.0.0.1. Needs a running Tokio runtime; stops when dropped.
#[derive(Debug)]
pub struct JwksServer {
    address: SocketAddr,
    shared: SharedState,
    task: JoinHandle<()>,
}

impl JwksServer {
    /// Starts on a free port with a good key set.
    ///
    /// # Panics
    /// When the machine has no free port left.
    pub async fn start(keys: &[&SigningKey]) -> Self {
        Self::start_with(JwksReply::keys(keys)).await
    }

    /// Starts on a free port with any answer.
    ///
    /// # Panics
    /// When the machine has no free port left.
    pub async fn start_with(reply: JwksReply) -> Self {
        let shared = Arc::new(Mutex::new(Shared { reply, counts: JwksCounts::default() }));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port on 127.0.0.1");
        let address = listener.local_addr().expect("a bound listener has an address");
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("axum serves until it is dropped");
        });
        Self { address, shared, task }
    }

    /// Where the key set is. Every other path of the server answers the same.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/jwks", self.origin())
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers this from now on.
    pub fn set(&self, reply: JwksReply) {
        self.shared().reply = reply;
    }

    /// Answers with these keys from now on.
    pub fn set_keys(&self, keys: &[&SigningKey]) {
        self.set(JwksReply::keys(keys));
    }

    /// How often it was asked since the start or the last [`reset_counts`](Self::reset_counts).
    #[must_use]
    pub fn counts(&self) -> JwksCounts {
        self.shared().counts
    }

    /// All requests, short for `counts().fetches`.
    #[must_use]
    pub fn fetches(&self) -> usize {
        self.counts().fetches
    }

    /// Counts from zero again.
    pub fn reset_counts(&self) {
        self.shared().counts = JwksCounts::default();
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        lock(&self.shared)
    }
}

impl Drop for JwksServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(shared): State<SharedState>, request: HeaderMap) -> Response<Body> {
    let (reply, not_modified) = {
        let mut shared = lock(&shared);
        let not_modified = shared.reply.matches(&request);
        shared.counts.fetches += 1;
        shared.counts.conditional += usize::from(request.contains_key(header::IF_NONE_MATCH));
        shared.counts.not_modified += usize::from(not_modified);
        (shared.reply.clone(), not_modified)
    };
    tokio::time::sleep(reply.delay).await;
    reply.response(not_modified)
}

fn lock(shared: &SharedState) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
