use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::RequestId;

/// How the answer is to be told: in which language, under which request id.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Names the request.
    pub request_id: RequestId,
    /// The `Accept-Language` header, empty when there is none.
    pub accept_language: String,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // The outermost layer gives every request its id.
        let id = parts.extensions.get::<RequestId>();
        Ok(Self::new(&parts.headers, id.cloned().unwrap_or_else(|| unreachable!("a request without an id"))))
    }
}

impl Asked {
    /// How a request with these headers is answered.
    #[must_use]
    pub fn new(headers: &HeaderMap, request_id: RequestId) -> Self {
        let accept_language = headers.get(axum::http::header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        Self { request_id, accept_language: accept_language.unwrap_or_default().to_owned() }
    }
}
