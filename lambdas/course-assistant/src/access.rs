//! Who may see what in the course at this moment. What the manifest says was so when the index last looked.

use std::sync::Arc;
use std::time::Duration;

use http_api::Refusal;
use lti::time::UnixTime;
use moodle::content::CourseAccess;
use moodle::{SiteUrl, WebServiceError};
use ports::{HttpError, Limits, SiteCourse, StoreError};

use crate::{App, refuse};

/// How long Moodle may take: somebody waits for it.
const TIME: Duration = Duration::from_secs(8);
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

/// Asks Moodle, unless it was asked a moment ago. Where it does not say so, for whatever reason, nobody is shown what may be hidden
/// by now.
pub(crate) async fn access(
    app: &App,
    course: &SiteCourse,
    now: UnixTime,
) -> Result<Arc<CourseAccess>, Refusal> {
    let access = app.access.get(course, now, asked(app, course)).await;
    access.map_err(|error| refuse::access_unknown(course, &error))
}

async fn asked(app: &App, course: &SiteCourse) -> Result<Arc<CourseAccess>, AccessUnknown> {
    let SiteCourse { site, course } = course;
    let token = app.ports.tokens.site_token(site).await?;
    let token = token.ok_or_else(|| AccessUnknown::NoToken(site.clone()))?;
    let request = CourseAccess::request(site, &token, *course, None)?;
    let answer = app.ports.http.send(request, Limits { time: TIME, body_bytes: LONGEST_ANSWER }).await?;
    Ok(Arc::new(CourseAccess::read(&answer)?))
}
