//! Who may see what in the course at this moment. What the manifest says was so when the index last looked.

use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response};
use moodle::content::{CourseAccess, CourseFacts};
use moodle::{SiteUrl, WebServiceError};
use ports::{HttpError, Limits, SiteCourse, StoreError};
use tokio::time::timeout;

use crate::App;

/// How long Moodle may take: somebody waits for it.
const TIME: Duration = Duration::from_secs(5);
/// The longest answer that is read: a course with some hundred thousand activities.
const LONGEST_ANSWER: usize = 16 << 20;

/// Why nobody knows who may see what.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccessUnknown {
    #[error("what is stored of the site cannot be read")]
    Store(#[from] StoreError),
    #[error("there is no token to read {0} with")]
    NoToken(SiteUrl),
    #[error("the site's address cannot be written into a request")]
    Address(#[from] http::Error),
    #[error("Moodle does not answer")]
    Unreachable(#[from] HttpError),
    #[error("Moodle does not answer what was asked for")]
    Moodle(#[from] WebServiceError),
}

impl AccessUnknown {
    /// Whether it may be known later without anybody doing something.
    pub fn passes(&self) -> bool {
        match self {
            Self::Store(_) | Self::Unreachable(_) => true,
            Self::NoToken(_) | Self::Address(_) => false,
            Self::Moodle(error) => error.passes(),
        }
    }
}

/// Asks Moodle, unless it was asked a moment ago. Where it does not say so, for whatever reason, nobody is shown what may be hidden
/// by now.
pub(crate) async fn access(app: &App, course: &SiteCourse) -> Result<Arc<CourseAccess>, Arc<AccessUnknown>> {
    app.access.get(course, &*app.ports.sessions.clock, asked(app, course)).await
}

async fn asked(app: &App, course: &SiteCourse) -> Result<Arc<CourseAccess>, AccessUnknown> {
    let SiteCourse { site, course } = course;
    let token = app.ports.tokens.site_token(site).await?;
    let token = token.ok_or_else(|| AccessUnknown::NoToken(site.clone()))?;
    let found = call(app, CourseAccess::request(site, &token, *course, None), CourseAccess::read).await;
    let Err(AccessUnknown::Moodle(WebServiceError::NotFound)) = found else { return found.map(Arc::new) };
    // Moodle says the same of a course and of a function that it does not know.
    let there = call(app, CourseFacts::request(site, &token, *course), CourseFacts::read).await?;
    let gone = || CourseAccess { visible: false, modules: Vec::new() };
    if there.is_empty() { Ok(Arc::new(gone())) } else { found.map(Arc::new) }
}

async fn call<T>(
    app: &App,
    request: Result<Request<Vec<u8>>, http::Error>,
    read: impl FnOnce(&Response<Vec<u8>>) -> Result<T, WebServiceError>,
) -> Result<T, AccessUnknown> {
    let limits = Limits { time: TIME, body_bytes: LONGEST_ANSWER };
    // The client's own limit of time may be late.
    let answer = timeout(TIME, app.ports.http.send(request?, limits)).await;
    let answer = answer.unwrap_or(Err(HttpError::TimedOut(TIME))).map_err(|error| match error {
        HttpError::TooLarge(_) => WebServiceError::TooLarge.into(),
        HttpError::ForeignRedirect => WebServiceError::Redirects.into(),
        error => AccessUnknown::Unreachable(error),
    })?;
    Ok(read(&answer)?)
}
