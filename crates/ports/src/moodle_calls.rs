use http::{Request, Response};
use moodle::content::{CourseAccess, CourseFacts};
use moodle::{CourseId, ModuleId, SiteUrl, WebServiceError, WebServiceToken};

use crate::{HttpClient, HttpError, Limits};

/// Why a call of a Moodle site has no result.
#[derive(Debug, thiserror::Error)]
pub enum MoodleCallError {
    /// The site's address cannot be written into a request.
    #[error("the site's address cannot be written into a request")]
    Address(#[from] http::Error),
    /// The site does not answer.
    #[error("Moodle does not answer")]
    Unreachable(#[source] HttpError),
    /// The site answers something else than what was asked for.
    #[error(transparent)]
    Answer(#[from] WebServiceError),
}

impl From<HttpError> for MoodleCallError {
    fn from(error: HttpError) -> Self {
        match error {
            // Something answered, which is not Moodle.
            HttpError::TooLarge(_) => WebServiceError::TooLarge.into(),
            HttpError::ForeignRedirect => WebServiceError::Redirects.into(),
            error => Self::Unreachable(error),
        }
    }
}

impl MoodleCallError {
    /// Whether the same call may succeed later without anybody doing something.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Self::Address(_) => false,
            Self::Unreachable(_) => true,
            Self::Answer(error) => error.passes(),
        }
    }
}

/// Calls a function of a Moodle's web services: `request` and `read` are those of one question of crate `moodle`.
///
/// # Errors
/// [`MoodleCallError`].
pub async fn call_moodle<T>(
    http: &dyn HttpClient,
    limits: Limits,
    request: Result<Request<Vec<u8>>, http::Error>,
    read: impl FnOnce(&Response<Vec<u8>>) -> Result<T, WebServiceError>,
) -> Result<T, MoodleCallError> {
    Ok(read(&http.send(request?, limits).await?)?)
}

/// Who may see what in a course, or one activity of it; `None` when the course is not there. Each of its calls, two at most, may
/// cost `limits`.
///
/// # Errors
/// [`MoodleCallError`]; [`WebServiceError::NotFound`] when the course is there, and the site's plugin lacks the function.
pub async fn course_access(
    http: &dyn HttpClient,
    limits: Limits,
    (site, token): (&SiteUrl, &WebServiceToken),
    course: CourseId,
    module: Option<ModuleId>,
) -> Result<Option<CourseAccess>, MoodleCallError> {
    let request = CourseAccess::request(site, token, course, module);
    match call_moodle(http, limits, request, CourseAccess::read).await {
        // Moodle says the same of a course and of a function that it does not know.
        Err(MoodleCallError::Answer(WebServiceError::NotFound)) => {
            let request = CourseFacts::request(site, token, course);
            let there = call_moodle(http, limits, request, CourseFacts::read).await?;
            let is_there = there.iter().any(|facts| facts.id == course);
            if is_there { Err(WebServiceError::NotFound.into()) } else { Ok(None) }
        }
        answer => answer.map(Some),
    }
}
