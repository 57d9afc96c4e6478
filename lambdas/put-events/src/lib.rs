//! Takes events of Moodle sites as EventBridge does: the operation `PutEvents` in AWS JSON 1.1, signed with the key of a
//! connection code (AWS Signature Version 4). So a Moodle needs no account of AWS, and its plugin one client for both.

mod app;
mod call;
mod entry;
mod refuse;
mod signature;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use http_api::{Asked, metrics};

pub use app::{App, Ports};
use refuse::CallRefusal;

/// The service's route. The SDKs write the path of the endpoint that they are given with a slash at its end, or without.
pub fn router<S: Clone + Send + Sync + 'static>(app: Arc<App>) -> Router<S> {
    let routes = Router::new();
    let routes = routes.route("/v1/events", post(put_events)).route("/v1/events/", post(put_events));
    routes.with_state(app)
}

async fn put_events(State(app): State<Arc<App>>, asked: Asked, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (site, outcome) = match call::put_events(&app, &parts, body).await {
        Ok(done) => done,
        Err(refusal) => return refusal.answer(&asked),
    };
    metrics::count_events(outcome.taken(), outcome.refused());
    tracing::info!(
        request.id = asked.request_id.as_str(),
        site = %site.url,
        taken = outcome.taken(),
        refused = outcome.refused(),
        reasons = outcome.reasons(),
        "took events"
    );
    match serde_json::to_string(&outcome) {
        Ok(body) => refuse::answer(StatusCode::OK, body, &asked),
        Err(_) => CallRefusal::bad("InternalFailure", "The answer cannot be written.").answer(&asked),
    }
}
