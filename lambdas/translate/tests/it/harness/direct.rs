use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use ports::conformance::samples;
use serde_json::Value;
use tower::ServiceExt as _;

use super::{Setup, Watched, enter};

/// The service without a socket, for tests that make the time pass.
pub struct Direct {
    pub watched: Arc<Watched>,
    router: Router,
    bearer: String,
}

impl Direct {
    pub async fn new(setup: Setup) -> Self {
        let store = Arc::clone(&setup.store);
        let (router, _, watched) = setup.router();
        let bearer = enter(&*store, &samples::session()).await;
        Self { watched, router, bearer }
    }

    pub async fn call(&self, body: &Value, streamed: bool) -> Response {
        let accept = if streamed { "text/event-stream" } else { "application/json" };
        let request = Request::post("/api/translate")
            .header("authorization", format!("Bearer {}", self.bearer))
            .header("content-type", "application/json")
            .header("accept", accept)
            .body(Body::from(body.to_string()))
            .unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }
}
