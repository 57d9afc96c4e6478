//! Who may see what in the course at this moment. What the manifest says was so when the index last looked.

use std::sync::Arc;
use std::time::Duration;

use moodle::SiteUrl;
use moodle::content::CourseAccess;
use ports::{HttpError, Limits, MoodleCallError, SiteCourse, StoreError, course_access};
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
    #[error(transparent)]
    Call(#[from] MoodleCallError),
}

impl AccessUnknown {
    /// Whether it may be known later without anybody doing something.
    pub fn passes(&self) -> bool {
        match self {
            Self::Store(_) => true,
            Self::NoToken(_) => false,
            Self::Call(error) => error.passes(),
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
    let limits = Limits { time: TIME, body_bytes: LONGEST_ANSWER };
    let found = course_access(&*app.ports.http, limits, (site, &token), *course, None);
    // The client's own limit of time may be late.
    let found = timeout(TIME, found).await.unwrap_or_else(|_| Err(HttpError::TimedOut(TIME).into()))?;
    // Nobody may see anything of a course that is gone.
    Ok(Arc::new(found.unwrap_or(CourseAccess { visible: false, modules: Vec::new() })))
}
