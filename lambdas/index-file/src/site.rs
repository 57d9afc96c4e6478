//! A Moodle site, as it is read with its token.

use http::{Request, Response};
use lti::http_client::{HttpError, Limits as HttpLimits};
use moodle::content::{
    CourseAccess, CourseContents, CourseFacts, CourseModule, CoursePage, Entries, MOST_ENTRIES,
};
use moodle::{CourseId, ModuleId, SiteUrl, WebServiceError, WebServiceToken};

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

type Asked = Result<Request<Vec<u8>>, http::Error>;

impl<'a> Site<'a> {
    pub async fn open(app: &'a App, url: &'a SiteUrl) -> Result<Self, JobError> {
        let token = app.ports.tokens.site_token(url).await?.ok_or_else(|| JobError::NoToken(url.clone()))?;
        Ok(Self { app, url, token })
    }

    async fn call<T>(
        &self,
        request: Asked,
        read: impl FnOnce(&Response<Vec<u8>>) -> Result<T, WebServiceError>,
    ) -> Result<T, JobError> {
        let request = request.map_err(JobError::Address)?;
        if self.app.silent.is(self.url, self.app.now()) {
            return Err(JobError::Silent);
        }
        let limits = HttpLimits { time: self.app.limits.call, body_bytes: LONGEST_ANSWER };
        match self.app.ports.http.send(request, limits).await {
            Ok(answer) => read(&answer).map_err(JobError::Moodle),
            Err(HttpError::TooLarge(_)) => Err(JobError::Moodle(WebServiceError::TooLarge)),
            Err(HttpError::ForeignRedirect) => Err(JobError::Moodle(WebServiceError::Redirects)),
            Err(error) => {
                self.app.silent.note(self.url, self.app.now());
                Err(JobError::Unreachable(error))
            }
        }
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
            let page = match self.call(request, |answer| CoursePage::read(answer, after)).await {
                Err(JobError::Moodle(WebServiceError::NotFound)) => return Err(JobError::PluginMissing),
                page => page?,
            };
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
        let request = CourseAccess::request(self.url, &self.token, course, module);
        match self.call(request, CourseAccess::read).await {
            // Moodle says the same of a course and of a function that it does not know.
            Err(JobError::Moodle(WebServiceError::NotFound)) => match self.course(course).await? {
                None => Ok(None),
                Some(_) => Err(JobError::PluginMissing),
            },
            answer => answer.map(Some),
        }
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
