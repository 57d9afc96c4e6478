//! One call of a Moodle's web services by a command.

use std::time::Duration;

use anyhow::Context as _;
use http::{Request, Response};
use http_client::WebClient;
use ports::{HttpClient as _, HttpError, Limits};

/// What a call of a command may cost.
const LIMITS: Limits = Limits { time: Duration::from_mins(1), body_bytes: 64 << 20 };

/// Sends it.
pub async fn send(request: Request<Vec<u8>>) -> anyhow::Result<Response<Vec<u8>>> {
    ask(request).await.context("Moodle does not answer")
}

/// Sends it; that there is no answer may be what one wants to know.
pub async fn ask(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpError> {
    let client = WebClient::new().map_err(|error| HttpError::Connection(error.into()))?;
    client.send(request, LIMITS).await
}
