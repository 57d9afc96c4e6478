//! What stands around every route: a request id, a log line, security headers, and a net for panics.

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use tokio::time::Instant;
use tower_http::catch_panic::CatchPanicLayer;

use ports::Entropy;

use crate::asked::Arrived;
use crate::refusal::{internal_error, too_slow};
use crate::{Asked, Refusal, RequestId, metrics};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// A request whose body has not come, or that has no answer, by then is given up. API Gateway stops a second before.
const MAX_TIME: Duration = Duration::from_secs(30);
const YEAR: &str = "max-age=31536000";

/// What stands around the routes of one server.
#[derive(Clone)]
pub struct Surroundings {
    /// Makes request ids.
    pub entropy: Arc<dyn Entropy>,
    /// Whether browsers reach the server by https only.
    pub https: bool,
    /// Tells a refusal at a path: as a page, or as JSON.
    pub tell: fn(Refusal, &Asked, &str) -> Response,
}

/// The routes with request ids, log lines, security headers, a limit of time, and a net for panics.
pub fn around<S: Clone + Send + Sync + 'static>(routes: Router<S>, surroundings: Surroundings) -> Router<S> {
    routes
        .layer(CatchPanicLayer::custom(|_: Box<dyn Any + Send>| panicked()))
        .layer(middleware::from_fn_with_state(surroundings, observe))
}

/// Marks the answer of a handler that panicked; [`observe`] tells it to the person.
#[derive(Clone)]
struct Panicked;

fn panicked() -> Response {
    let mut response = Response::default();
    response.extensions_mut().insert(Panicked);
    response
}

async fn observe(State(around): State<Surroundings>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::random(&*around.entropy);
    let method = request.method().clone();
    // The matched route, never the URI: hints and codes stay out of the log.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let asked = Asked::new(request.headers(), id.clone(), started);
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(Arrived(started));
    let answering = tokio::time::timeout(MAX_TIME, next.run(request));
    let mut response = answering.await.unwrap_or_else(|_| (around.tell)(too_slow(), &asked, &path));
    if response.extensions().get::<Panicked>().is_some() {
        response = (around.tell)(internal_error(), &asked, &path);
    }
    protect(&mut response, around.https);
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    metrics::count_request(response.status());
    tracing::info!(
        request.id = id.as_str(),
        http.method = %method,
        http.route = route.as_deref().unwrap_or("(none)"),
        http.status = response.status().as_u16(),
        duration_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "answered"
    );
    response
}

/// Headers that every answer has. A handler's own `Cache-Control` stays.
fn protect(response: &mut Response, https: bool) {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'"));
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(YEAR));
    }
}
