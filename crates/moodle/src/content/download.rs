use http::{HeaderMap, Request, Response, StatusCode, header};
use url::Url;

use super::ContentFile;
use crate::web_service::{self, WebServiceError};
use crate::{SiteUrl, WebServiceToken};

/// Where web services find files.
const PATH: &str = "/webservice/pluginfile.php";

/// The address of a file is not one of its site's web services: it is in a repository elsewhere, and no token goes there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the file does not lie in Moodle itself")]
pub struct NotOfTheSite;

impl ContentFile {
    /// The download. The token is in the body, so that it reaches no log of URLs.
    ///
    /// # Errors
    /// [`NotOfTheSite`].
    pub fn request(&self, site: &SiteUrl, token: &WebServiceToken) -> Result<Request<Vec<u8>>, NotOfTheSite> {
        let home = Url::parse(site.as_str()).map_err(|_| NotOfTheSite)?;
        let url = Url::parse(&self.url).map_err(|_| NotOfTheSite)?;
        // Parsing has resolved `..`, so that what begins with the path lies under it.
        let prefix = format!("{}{PATH}/", home.path().trim_end_matches('/'));
        let bare = url.username().is_empty() && url.password().is_none();
        if url.origin() != home.origin() || !bare || !url.path().starts_with(&prefix) {
            return Err(NotOfTheSite);
        }
        let body =
            form_urlencoded::Serializer::new(String::new()).append_pair("token", token.reveal()).finish();
        Request::post(url.as_str())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body.into_bytes())
            .map_err(|_| NotOfTheSite)
    }
}

/// Whether an answer to a download brings the file: Moodle says errors with status 200 too, and only a file has a
/// `Content-Disposition`. `start` is the beginning of the body, where an error is explained.
///
/// # Errors
/// [`WebServiceError`] with what the answer is instead.
pub fn file_in(status: StatusCode, headers: &HeaderMap, start: &[u8]) -> Result<(), WebServiceError> {
    if status == StatusCode::OK && headers.contains_key(header::CONTENT_DISPOSITION) {
        return Ok(());
    }
    let not_moodle = WebServiceError::NotMoodle { status: status.as_u16() };
    // What is said about a missing file is what is said about everything else, but for the status.
    let said_with = if status == StatusCode::NOT_FOUND { StatusCode::OK } else { status };
    let mut answer = Response::new(start.to_vec());
    *answer.status_mut() = said_with;
    match web_service::read::<serde::de::IgnoredAny>(&answer) {
        Ok(_) | Err(WebServiceError::NotMoodle { .. }) => Err(not_moodle),
        Err(error) => Err(error),
    }
}
