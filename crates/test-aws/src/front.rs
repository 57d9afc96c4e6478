//! The front: passes requests on to the emulator, records what they ask for, and fails on request.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::IntoResponse as _;
use axum::{Json, body};
use bytes::Bytes;
use http::header::{CONNECTION, EXPECT, TRANSFER_ENCODING, UPGRADE};
use http::request::Parts;
use http::uri::{Authority, Scheme};
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use http_body_util::BodyExt as _;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Mutex;

use crate::faults::Faults;
use crate::log::Log;
use crate::retrieval::Documents;
use crate::watched::Watched;
use crate::{Fault, Operation, knowledge_base, secrets};

/// The pause after a connection that could not be accepted, for want of file handles for example.
const BREATH: Duration = Duration::from_millis(50);

pub(crate) struct Front {
    emulator: Emulator,
    pub(crate) log: Log,
    pub(crate) faults: Faults,
    pub(crate) watched: Watched,
    documents: Documents,
    /// Held by whoever puts a value into a secret.
    pub(crate) puts: Mutex<()>,
}

/// The connection ends without an answer.
#[derive(Debug)]
pub(crate) struct Disconnect;

impl std::fmt::Display for Disconnect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the front closes the connection on purpose")
    }
}

impl std::error::Error for Disconnect {}

impl Front {
    pub(crate) fn before(emulator: SocketAddr) -> Self {
        let emulator = Emulator::at(emulator);
        Self {
            emulator,
            log: Log::default(),
            faults: Faults::default(),
            watched: Watched::default(),
            documents: Documents::default(),
            puts: Mutex::default(),
        }
    }

    /// Serves until the runtime ends.
    pub(crate) async fn serve(self: Arc<Self>, listener: TcpListener) -> Infallible {
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                tokio::time::sleep(BREATH).await;
                continue;
            };
            // Without it, small answers wait for more to send.
            let _ = stream.set_nodelay(true);
            let front = Arc::clone(&self);
            let service = tower::service_fn(move |request| Arc::clone(&front).answer(request));
            tokio::spawn(async move {
                let service = TowerToHyperService::new(service);
                auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await
            });
        }
    }

    async fn answer<B>(self: Arc<Self>, request: Request<B>) -> Result<Response<Body>, Disconnect>
    where
        B: body::HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<axum::BoxError>,
    {
        let (head, body) = request.into_parts();
        let body = Body::new(body);
        match (&head.method, head.uri.path()) {
            (&Method::GET, "/_front/operations") => return Ok(Json(self.log.all()).into_response()),
            (&Method::POST, "/_front/reset") => {
                self.reset();
                return Ok(StatusCode::NO_CONTENT.into_response());
            }
            _ => {}
        }
        if !Operation::is_told_by_body(&head.headers) && self.watched.is_empty() {
            return match Operation::of(&head, &[]) {
                Some(operation) => self.operate(operation, head, body).await,
                None => Ok(self.emulator.ask(head, body).await),
            };
        }
        let body = body.collect().await.map_err(|_| Disconnect)?.to_bytes();
        match Operation::of(&head, &body) {
            Some(operation) => {
                self.watched.look_at(&operation, &head, &body);
                self.operate(operation, head, Body::from(body)).await
            }
            None => Ok(self.emulator.ask(head, Body::from(body)).await),
        }
    }

    async fn operate(
        &self,
        operation: Operation,
        head: Parts,
        body: Body,
    ) -> Result<Response<Body>, Disconnect> {
        self.log.add(operation.clone());
        match self.faults.meet(&operation) {
            None => self.carry_out(&operation, head, body).await,
            Some(Fault::Hang) => std::future::pending().await,
            Some(Fault::AnswerLost) => {
                let answer = self.carry_out(&operation, head, body).await?;
                let _ = answer.into_body().collect().await;
                Err(Disconnect)
            }
            Some(Fault::Documents(status, reason)) => {
                let answer = self.carry_out(&operation, head, body).await?;
                knowledge_base::with_status(answer, status, reason).await
            }
            Some(fault) => fault.answer(&operation).ok_or(Disconnect),
        }
    }

    async fn carry_out(
        &self,
        operation: &Operation,
        head: Parts,
        body: Body,
    ) -> Result<Response<Body>, Disconnect> {
        let is_about_documents = knowledge_base::is_about_documents(operation);
        let is_kept = Documents::are_meant_by(operation);
        let body = if is_about_documents || is_kept {
            let body = body.collect().await.map_err(|_| Disconnect)?.to_bytes();
            if let Some(refusal) = knowledge_base::too_many(&body) {
                return Ok(refusal);
            }
            if is_kept && let Some(found) = self.documents.tell(account_of(operation), operation, &body) {
                return Ok(found);
            }
            Body::from(body)
        } else {
            body
        };
        match (operation.service.as_str(), operation.name.as_str()) {
            ("secretsmanager", "PutSecretValue") => secrets::put(self, head, body).await,
            _ if is_about_documents => {
                knowledge_base::with_identifiers(self.emulator.ask(head, body).await).await
            }
            _ => Ok(self.emulator.ask(head, body).await),
        }
    }

    /// Asks the emulator, and waits for its whole answer.
    pub(crate) async fn ask_whole(&self, head: Parts, body: Bytes) -> Result<Response<Bytes>, Disconnect> {
        let (head, body) = self.emulator.ask(head, Body::from(body)).await.into_parts();
        let body = body.collect().await.map_err(|_| Disconnect)?.to_bytes();
        Ok(Response::from_parts(head, body))
    }

    pub(crate) fn reset(&self) {
        self.log.clear();
        self.faults.clear();
    }
}

/// The way to the emulator.
pub(crate) struct Emulator {
    client: Client<HttpConnector, Body>,
    address: SocketAddr,
}

impl Emulator {
    pub(crate) fn at(address: SocketAddr) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self { client: Client::builder(TokioExecutor::new()).build(connector), address }
    }

    /// Passes a request on. It keeps the name of the host that the client asked for, which the emulator reads.
    async fn ask(&self, mut head: Parts, body: Body) -> Response<Body> {
        head.uri = match self.uri(head.uri) {
            Ok(uri) => uri,
            Err(error) => return failure(StatusCode::BAD_REQUEST, &error),
        };
        without_hop_by_hop(&mut head.headers);
        match self.client.request(Request::from_parts(head, body)).await {
            Ok(mut response) => {
                without_hop_by_hop(response.headers_mut());
                response.map(Body::new)
            }
            Err(error) => failure(StatusCode::BAD_GATEWAY, &error),
        }
    }

    /// Whether the emulator of this name is there and serves. Each tells its name as its edition.
    pub(crate) async fn serves(&self, name: &str) -> bool {
        let Ok(request) = Request::get("/_ministack/health").body(Body::empty()) else { return false };
        let (head, body) = request.into_parts();
        let answer = self.ask(head, body).await;
        let Ok(body) = answer.into_body().collect().await else { return false };
        serde_json::from_slice::<serde_json::Value>(&body.to_bytes())
            .is_ok_and(|health| health["edition"] == name)
    }

    fn uri(&self, asked: Uri) -> Result<Uri, http::Error> {
        let mut parts = asked.into_parts();
        parts.scheme = Some(Scheme::HTTP);
        parts.authority = Some(Authority::try_from(self.address.to_string())?);
        Ok(Uri::from_parts(parts)?)
    }
}

/// Whose documents an operation is about: as the emulator, an access key of 12 digits is an account, and all others share one.
fn account_of(operation: &Operation) -> &str {
    let account = operation.account.as_str();
    let is_number = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { account } else { "" }
}

/// These are about one connection only (RFC 9110 §7.6.1).
fn without_hop_by_hop(headers: &mut HeaderMap) {
    for name in [CONNECTION, TRANSFER_ENCODING, UPGRADE, EXPECT] {
        headers.remove(name);
    }
    headers.remove("keep-alive");
}

fn failure(status: StatusCode, error: &dyn std::error::Error) -> Response<Body> {
    (status, format!("the front cannot pass this on: {error}\n")).into_response()
}
