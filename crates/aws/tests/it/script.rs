//! An AWS that answers what a test wrote down, as AWS's documentation shows it, and keeps what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_types::SdkConfig;
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

type Asked = (String, Value);

/// The answers, and the questions so far.
#[derive(Clone, Default)]
pub struct Script {
    answers: Arc<Mutex<VecDeque<(u16, Value)>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Script {
    /// Answers these in their order.
    pub async fn start(answers: impl IntoIterator<Item = (u16, Value)>) -> (Self, SdkConfig) {
        let script = Self { answers: Arc::new(Mutex::new(answers.into_iter().collect())), ..Self::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers = script.clone();
        let answer = async move |request: Request| answers.answer(request).await;
        let router = Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, router).await });
        let sdk = aws::function_sdk("it", |name| match name {
            "AWS_ENDPOINT_URL" => Some(url.clone()),
            "AWS_REGION" => Some("eu-central-1".into()),
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => Some("a".into()),
            _ => None,
        });
        (script, sdk)
    }

    async fn answer(&self, request: Request) -> Response {
        let (head, body) = request.into_parts();
        let operation = match head.headers.get("x-amz-target") {
            Some(target) => target.to_str().unwrap().rsplit('.').next().unwrap().to_owned(),
            None => format!("{} {}", head.method, head.uri.path()),
        };
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        self.asked.lock().unwrap().push((operation, serde_json::from_slice(&body).unwrap()));
        let answer = self.answers.lock().unwrap().pop_front();
        let (status, body) = answer.unwrap_or((500, json!({ "__type": "NothingWritten" })));
        let status = StatusCode::from_u16(status).unwrap();
        (status, [("content-type", "application/x-amz-json-1.1")], body.to_string()).into_response()
    }

    /// The operations that were asked for, by their targets or else by method and path, and with what.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}
