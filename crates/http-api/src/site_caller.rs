use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;

use crate::{Asked, Refusal, Remedy};

/// Somebody on whose behalf a Moodle site calls. Only the Moodle authorizer says so: it puts this into the request's
/// extensions, in `serve` as a layer and on AWS by way of API Gateway's request context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteCaller {
    /// The site's address, Moodle's `wwwroot`.
    pub site: String,
    /// The person's id in that site.
    pub user_id: String,
}

impl<S: Sync> FromRequestParts<S> for SiteCaller {
    type Rejection = Response;

    /// A route that wants a caller and has no authorizer before it refuses everybody.
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        if let Some(caller) = parts.extensions.get::<Self>() {
            return Ok(caller.clone());
        }
        let Ok(asked) = Asked::from_request_parts(parts, state).await;
        let message = "The request did not pass the Moodle authorizer.";
        Err(Refusal::new(StatusCode::UNAUTHORIZED, "not_authorized", Remedy::Administrator, message)
            .json(&asked))
    }
}
