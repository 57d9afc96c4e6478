//! A router behind the Runtime API.

mod answer;
mod event;
mod streamed;

use std::str::FromStr;

use aws_lambda_events::apigw::ApiGatewayProxyResponse;
use axum::Router;
use axum::response::Response;
use lambda_runtime::{FunctionResponse, LambdaEvent, Runtime, service_fn};
use thiserror::Error;
use tower::ServiceExt as _;

use crate::Error;
use crate::invocation::{Around, Current};
use event::Event;
pub(crate) use event::top_level_keys;
use streamed::Streamed;

/// How API Gateway wants answers. It must be the integration's own `responseTransferMode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseMode {
    /// As they are made: `stream`.
    Stream,
    /// In one piece: `buffered`. It suits functions that have nothing to show before their end: it takes the runtime one write, and
    /// a stream several, the second of which TCP may hold back until the first is acknowledged (40 ms behind `test-runtime`).
    Buffered,
}

/// Text that names no [`ResponseMode`].
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("it is neither `stream` nor `buffered`")]
pub struct UnknownMode;

impl FromStr for ResponseMode {
    type Err = UnknownMode;

    fn from_str(text: &str) -> Result<Self, UnknownMode> {
        match text {
            "stream" => Ok(Self::Stream),
            "buffered" => Ok(Self::Buffered),
            _ => Err(UnknownMode),
        }
    }
}

type Answer = FunctionResponse<ApiGatewayProxyResponse, Streamed>;

pub(crate) async fn serve(router: Router, mode: ResponseMode, around: Around) -> Result<(), Error> {
    let current = around.current.clone();
    let handler = service_fn(move |event: LambdaEvent<Event>| {
        let (router, current) = (router.clone(), current.clone());
        async move { Ok::<_, Error>(answer(event.payload, router, mode, &current).await) }
    });
    Runtime::new(handler).layer(around).run().await
}

async fn answer(event: Event, router: Router, mode: ResponseMode, current: &Current) -> Answer {
    let response = match event {
        Event::Request(request) => {
            let Ok(response) = router.oneshot(event::request(*request)).await;
            response
        }
        Event::Other(keys) => {
            tracing::warn!(keys, "an event that is no request was answered with nothing");
            Response::default()
        }
    };
    match mode {
        ResponseMode::Stream => {
            FunctionResponse::StreamingResponse(answer::streamed(response, current.over()))
        }
        ResponseMode::Buffered => FunctionResponse::BufferedResponse(answer::buffered(response).await),
    }
}
