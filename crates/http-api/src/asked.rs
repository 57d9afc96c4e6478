use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use tokio::time::Instant;

use crate::RequestId;

/// How the answer is to be told: in which language, under which request id.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Names the request.
    pub request_id: RequestId,
    /// The `Accept-Language` header, empty when there is none.
    pub accept_language: String,
    /// When its head had arrived.
    pub arrived: Instant,
}

/// When a request's head had arrived.
#[derive(Clone, Copy)]
pub(crate) struct Arrived(pub Instant);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // The outermost layer gives every request its id, and the time.
        let (id, arrived) = (parts.extensions.get::<RequestId>(), parts.extensions.get::<Arrived>());
        match (id, arrived) {
            (Some(id), Some(arrived)) => Ok(Self::new(&parts.headers, id.clone(), arrived.0)),
            _ => unreachable!("a request without an id"),
        }
    }
}

impl Asked {
    /// How a request with these headers is answered.
    #[must_use]
    pub fn new(headers: &HeaderMap, request_id: RequestId, arrived: Instant) -> Self {
        let accept_language = headers.get(axum::http::header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        Self { request_id, accept_language: accept_language.unwrap_or_default().to_owned(), arrived }
    }
}
