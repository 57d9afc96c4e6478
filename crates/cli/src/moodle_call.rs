//! Calls of a Moodle's web services by a command.

use std::time::Duration;

use http::{Request, Response};
use http_client::WebClient;
use moodle::site_info::{self, TokenOwner};
use moodle::{SiteUrl, WebServiceError, WebServiceToken};
use ports::{HttpError, Limits, MoodleCallError, call_moodle};

/// What a call of a command may cost.
const LIMITS: Limits = Limits { time: Duration::from_secs(30), body_bytes: 64 << 20 };

/// One call.
pub async fn call<T>(
    request: Result<Request<Vec<u8>>, http::Error>,
    read: impl FnOnce(&Response<Vec<u8>>) -> Result<T, WebServiceError>,
) -> Result<T, MoodleCallError> {
    let client = WebClient::new().map_err(|error| HttpError::Connection(error.into()))?;
    call_moodle(&client, LIMITS, request, read).await
}

/// Whose a token is.
pub async fn owner(site: &SiteUrl, token: &WebServiceToken) -> Result<TokenOwner, MoodleCallError> {
    call(site_info::request(site, token), |answer| site_info::read(site, answer)).await
}
