//! A Moodle site, as it is read with its token.

use http::{Request, Response};
use moodle::content::{
    CourseAccess, CourseContents, CourseFacts, CourseModule, CoursePage, Entries, MOST_ENTRIES,
};
use moodle::{CourseId, ModuleId, SiteUrl, WebServiceError, WebServiceToken};
use ports::{Limits as HttpLimits, MoodleCallError, call_moodle, course_access};

use crate::failure::FileFailure;
use crate::wanted::GlossaryEntries;
use crate::{App, JobError};

/// The longest answer of a web service that is read: a course with thousands of files.
const LONGEST_ANSWER: usize = 64 << 20;
/// More courses of one site are not read.
const MOST_COURSES: usize = 200_000;
/// More entries of one glossary are not read.
const MOST_OF_A_GLOSSARY: u64 = 5000;

/// A site and the token to read it with.
pub(crate) struct Site<'a> {
    app: &'a App,
    pub url: &'a SiteUrl,
    pub token: WebServiceToken,
}

impl<'a> Site<'a> {
    pub async fn open(app: &'a App, url: &'a SiteUrl) -> Result<Self, JobError> {
        let token = app.ports.tokens.site_token(url).await?.ok_or_else(|| JobError::NoToken(url.clone()))?;
        Ok(Self { app, url, token })
    }

    async fn call<T>(
        &self,
        request: Result<Request<Vec<u8>>, http::Error>,
        read: impl FnOnce(&Response<Vec<u8>>) -> Result<T, WebServiceError>,
    ) -> Result<T, JobError> {
        self.in_peace(call_moodle(&*self.app.ports.http, self.limits(), request, read)).await
    }

    /// Leaves a site in peace that did not answer a moment ago.
    async fn in_peace<T>(
        &self,
        call: impl Future<Output = Result<T, MoodleCallError>>,
    ) -> Result<T, JobError> {
        if self.app.silent.is(self.url, self.app.now()) {
            return Err(JobError::Silent);
        }
        let answer = call.await;
        if let Err(MoodleCallError::Unreachable(_)) = answer {
            self.app.silent.note(self.url, self.app.now());
        }
        Ok(answer?)
    }

    fn limits(&self) -> HttpLimits {
        HttpLimits { time: self.app.limits.call, body_bytes: LONGEST_ANSWER }
    }

    /// Whether its token was not taken away meanwhile.
    pub async fn is_connected(&self) -> Result<(), JobError> {
        let token = self.app.ports.tokens.site_token(self.url).await?;
        token.map(|_| ()).ok_or_else(|| JobError::NoToken(self.url.clone()))
    }

    /// The courses of the site.
    pub async fn courses(&self) -> Result<Vec<CourseFacts>, JobError> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let request = CoursePage::request(self.url, &self.token, after);
            let page = self.call(request, |answer| CoursePage::read(answer, after)).await;
            let page = page.map_err(plugin_missing)?;
            all.extend(page.courses);
            after = page.after;
            if after.is_none() || all.len() >= MOST_COURSES {
                return Ok(all);
            }
        }
    }

    /// The course, if it is there.
    pub async fn course(&self, course: CourseId) -> Result<Option<CourseFacts>, JobError> {
        let found = self.call(CourseFacts::request(self.url, &self.token, course), CourseFacts::read).await?;
        Ok(found.into_iter().find(|facts| facts.id == course))
    }

    /// Who may see what is in a course; `None` when the course is not there. The front page is no course to ask about.
    pub async fn access(
        &self,
        course: CourseId,
        module: Option<ModuleId>,
    ) -> Result<Option<CourseAccess>, JobError> {
        if course.is_front_page() {
            return Ok(None);
        }
        let site = (self.url, &self.token);
        let access = course_access(&*self.app.ports.http, self.limits(), site, course, module);
        self.in_peace(access).await.map_err(plugin_missing)
    }

    /// What is in a course, or one activity of it.
    pub async fn contents(
        &self,
        course: CourseId,
        module: Option<ModuleId>,
    ) -> Result<Vec<CourseModule>, JobError> {
        let request = CourseContents::request(self.url, &self.token, course, module);
        Ok(self.call(request, CourseContents::read).await?.modules)
    }

    /// The entries of a glossary.
    pub async fn entries(&self, glossary: u64) -> Result<GlossaryEntries, JobError> {
        let (mut all, mut from) = (Vec::new(), 0);
        loop {
            let request = Entries::request(self.url, &self.token, glossary, from);
            let part = match self.call(request, Entries::read).await {
                Ok(part) => part,
                // Who may see the glossary is known: what is missing is missing of this one.
                Err(error) if error.hides_who_may_see() => {
                    return Ok(GlossaryEntries::Missing(FileFailure::Away(error.problem())));
                }
                Err(error) => return Err(error),
            };
            all.extend(part.entries);
            from += u64::from(MOST_ENTRIES);
            if from >= part.count.min(MOST_OF_A_GLOSSARY) {
                let omitted = part.count.saturating_sub(from);
                return Ok(GlossaryEntries::Read(all, u32::try_from(omitted).unwrap_or(u32::MAX)));
            }
        }
    }
}

/// Where Moodle knows nothing of a function of ours.
fn plugin_missing(error: JobError) -> JobError {
    match error {
        JobError::Call(MoodleCallError::Answer(WebServiceError::NotFound)) => JobError::PluginMissing,
        error => error,
    }
}
