use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use axum::http::HeaderMap;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

/// How long a function may say nothing: a process that has ended says no more.
const MAX_SILENCE: Duration = Duration::from_secs(30);
/// What ends the metadata in front of a streamed body.
const DELIMITER: [u8; 8] = [0; 8];

/// What a function sends of its answer, in this order.
#[derive(Debug)]
pub enum Piece {
    /// It posted to `…/response` or `…/error`; these are the headers.
    Begun {
        /// Whether it is `…/error`.
        error: bool,
        /// The request's headers.
        headers: HeaderMap,
        /// When they arrived.
        at: Instant,
    },
    /// Some bytes of the body.
    Bytes(Bytes),
    /// The HTTP trailers, with which a runtime tells that a stream failed.
    Trailers(HeaderMap),
    /// The last byte has arrived.
    Ended,
    /// The body broke off.
    Broken,
}

/// A function's answer to one event, as it arrives.
pub struct Answer {
    pub(crate) pieces: UnboundedReceiver<Piece>,
}

/// A whole answer.
#[derive(Debug)]
pub struct Outcome {
    /// Whether it was posted to `…/error`.
    pub error: bool,
    /// The headers of the post.
    pub headers: HeaderMap,
    /// The trailers of the post.
    pub trailers: HeaderMap,
    /// The body as it was posted.
    pub body: Vec<u8>,
    /// When the function began to answer.
    pub begun: Instant,
}

/// What stands in front of a streamed body.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// The response's status.
    pub status_code: u16,
    /// Its headers: one text each, anything else is refused.
    pub headers: BTreeMap<String, String>,
    /// Its cookies.
    pub cookies: Vec<String>,
}

impl Answer {
    /// The next piece.
    ///
    /// # Errors
    /// There is none: the answer has ended, or nothing comes any more.
    pub async fn next(&mut self) -> anyhow::Result<Piece> {
        let next = timeout(MAX_SILENCE, self.pieces.recv());
        next.await.context("the function is silent")?.context("the function sends nothing more")
    }

    /// Waits for bytes until there are as many as this of them, `Begun` left out.
    ///
    /// # Errors
    /// The answer ends before.
    pub async fn bytes(&mut self, enough: impl Fn(&[u8]) -> bool) -> anyhow::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        while !enough(&bytes) {
            match self.next().await? {
                Piece::Bytes(more) => bytes.extend(more),
                Piece::Begun { .. } => {}
                piece => bail!("the answer ends too early: {piece:?} after {bytes:?}"),
            }
        }
        Ok(bytes)
    }

    /// The whole answer.
    ///
    /// # Errors
    /// The process ends before, or the answer breaks off.
    pub async fn whole(mut self) -> anyhow::Result<Outcome> {
        let Piece::Begun { error, headers, at } = self.next().await? else { bail!("no beginning") };
        let mut outcome = Outcome { error, headers, trailers: HeaderMap::new(), body: Vec::new(), begun: at };
        loop {
            match self.next().await? {
                Piece::Bytes(bytes) => outcome.body.extend(bytes),
                Piece::Trailers(trailers) => outcome.trailers = trailers,
                Piece::Ended => return Ok(outcome),
                piece => bail!("the answer broke off: {piece:?}"),
            }
        }
    }
}

impl Outcome {
    /// The body as JSON.
    ///
    /// # Errors
    /// It is none.
    pub fn json(&self) -> anyhow::Result<Value> {
        serde_json::from_slice(&self.body).with_context(|| String::from_utf8_lossy(&self.body).into_owned())
    }

    /// A streamed answer's metadata and body.
    ///
    /// # Errors
    /// It is not one that API Gateway would take.
    pub fn streamed(&self) -> anyhow::Result<(Metadata, Vec<u8>)> {
        let header = |name| self.headers.get(name).and_then(|value| value.to_str().ok());
        ensure!(header("lambda-runtime-function-response-mode") == Some("streaming"), "{:?}", self.headers);
        ensure!(
            header("content-type") == Some("application/vnd.awslambda.http-integration-response"),
            "{:?}",
            self.headers
        );
        let mut windows = self.body.windows(DELIMITER.len());
        let end = windows.position(|window| window == DELIMITER).context("no metadata")?;
        let metadata = serde_json::from_slice(&self.body[..end])?;
        Ok((metadata, self.body[end + DELIMITER.len()..].to_vec()))
    }
}
