//! The HTTP client that the protocol needs, as a trait.

use std::time::Duration;

use http::{Request, Response};

/// What an outgoing request may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time for the whole exchange, from connecting to the last byte of the body.
    pub time: Duration,
    /// Size of the body in bytes, after any content encoding.
    pub body_bytes: usize,
}

/// Why there is no answer. The request may be tried again later.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// Name not resolved, connection refused, TLS refused, or broken off.
    #[error("no connection")]
    Connection(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The exchange took longer than [`Limits::time`].
    #[error("no complete answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The body is larger than [`Limits::body_bytes`].
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// The server redirects to another origin, or something else than a GET: this client does not follow.
    #[error("the answer redirects to another address")]
    ForeignRedirect,
    /// The URL is not https, and this client asks by no other way.
    #[error("the address is not https")]
    NotHttps,
    /// The name or address leads into a private, local or otherwise special network, where this client asks nobody.
    #[error("the address does not lie in the public internet")]
    NotPublic,
}

/// Sends one request. Implementations follow redirects of a GET, within the request's origin only, and no others; keep to
/// the limits, identify the product in `User-Agent`, and never send cookies.
#[async_trait::async_trait]
pub trait HttpClient: Send + Sync {
    /// Sends `request` and reads the whole answer. Every status is an answer, not an error.
    ///
    /// # Errors
    /// [`HttpError`] when there is no complete answer.
    async fn send(&self, request: Request<Vec<u8>>, limits: Limits) -> Result<Response<Vec<u8>>, HttpError>;
}
