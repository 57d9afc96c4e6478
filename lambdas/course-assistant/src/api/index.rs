use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, LaunchedInstructor, Refusal};
use ports::{CourseManifest, Problem, SiteCourse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, course, index_now, overview};

/// Files that are listed at most: more might not fit into the 6 MB that Lambda answers with.
const MOST: usize = 3_000;
/// A course that was looked through since is taken for the answer to a request.
const LATELY: Duration = Duration::from_mins(1);

/// What is indexed of the course.
#[derive(Serialize, ToSchema)]
pub(crate) struct CourseIndex {
    /// When all of the course was last looked through, in seconds since 1970; null: never.
    #[schema(required)]
    checked_at: Option<i64>,
    /// Why that failed, if it did.
    #[schema(required)]
    problem: Option<IndexProblem>,
    /// How many files are on their way into the index, and one more while the course is about to be looked through.
    waiting: usize,
    files: Vec<IndexedFile>,
    /// Whether there are more files than are listed. Those that are not indexed are listed first then.
    truncated: bool,
    /// The language model that answers; null: answers are passages from the files.
    #[schema(required)]
    model: Option<String>,
}

/// What went wrong with a course as a whole.
#[derive(Serialize, ToSchema)]
pub(crate) struct IndexProblem {
    /// Stable and machine-readable.
    #[schema(example = "moodle_unreachable")]
    code: String,
    /// In English words.
    message: String,
}

impl From<Problem> for IndexProblem {
    fn from(Problem { code, message }: Problem) -> Self {
        Self { code, message }
    }
}

/// A file, or an activity of which nothing is indexed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct IndexedFile {
    pub file: String,
    pub activity: String,
    #[schema(required)]
    pub section: Option<String>,
    /// Where the platform shows the activity: http or https.
    pub url: String,
    /// The platform's number for the activity.
    pub module: u64,
    pub status: FileStatus,
    /// Why it is not indexed, as a code that is stable.
    #[schema(required, example = "encrypted")]
    pub reason: Option<String>,
    /// The same in English words.
    #[schema(required)]
    pub message: Option<String>,
    #[schema(required)]
    pub bytes: Option<u64>,
    /// Since when that is so, in seconds since 1970.
    pub updated_at: i64,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileStatus {
    /// Questions are answered from it.
    Indexed,
    /// It is on its way into the index.
    Waiting,
    /// It could not be read or indexed; it is tried again.
    Failed,
    /// There is nothing in it that can be indexed.
    Skipped,
    /// Not everybody in the course may see it, so nobody is answered from it.
    LeftOut,
}

/// Tells a teacher what is indexed of the course.
#[utoipa::path(
    get,
    path = "/api/index",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The index of the course.", body = CourseIndex),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "`instructor_only`: not a teacher. `registration_inactive`: the platform is suspended or removed.", body = ErrorBody),
        (status = 404, description = "`no_course`: the session comes from no course of a Moodle site.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn index(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
) -> Response {
    let index = async {
        let course = course::required(&launched.session.launch)?;
        let manifest = read(&app, &course).await?;
        let mut waiting = overview::waiting(&manifest);
        let checked = manifest.course.as_ref().and_then(|course| course.checked);
        let lately = checked.is_some_and(|checked| launched.now.since(checked) < LATELY);
        if waiting == 0 && !lately && index_now::was_requested(&app, &course, launched.now).await {
            waiting = 1;
        }
        let mut files = overview::files(&manifest, &course);
        let truncated = files.len() > MOST;
        if truncated {
            files.sort_by_key(|file| file.status == FileStatus::Indexed);
            files.truncate(MOST);
        }
        let problem = manifest.course.and_then(|course| course.problem).map(Into::into);
        let (checked_at, model) = (checked.map(|checked| checked.0), app.model_name());
        Ok(Json(CourseIndex { checked_at, problem, waiting, files, truncated, model }))
    };
    index.await.map_or_else(|refusal: Refusal| refusal.json(&asked), IntoResponse::into_response)
}

/// How much is under way.
#[derive(Serialize, ToSchema)]
pub(crate) struct IndexRequested {
    /// How many files are on their way into the index, and one for the course itself.
    waiting: usize,
}

/// Has the whole course looked through now, for a teacher who does not want to wait for it.
#[utoipa::path(
    post,
    path = "/api/index",
    security(("bearer" = [])),
    responses(
        (status = 202, description = "It will be looked through.", body = IndexRequested),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "`instructor_only`: not a teacher. `registration_inactive`: the platform is suspended or removed.", body = ErrorBody),
        (status = 404, description = "`no_course`: the session comes from no course of a Moodle site.", body = ErrorBody),
        (status = 429, description = "`index_requested_lately`, with Retry-After.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn index_now(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
) -> Response {
    let requested = async {
        let course = course::required(&launched.session.launch)?;
        let waiting = overview::waiting(&read(&app, &course).await?) + 1;
        index_now::request(&app, &course, launched.now).await?;
        Ok((StatusCode::ACCEPTED, Json(IndexRequested { waiting })))
    };
    requested.await.map_or_else(|refusal: Refusal| refusal.json(&asked), IntoResponse::into_response)
}

async fn read(app: &App, course: &SiteCourse) -> Result<CourseManifest, Refusal> {
    app.ports.manifest.course_manifest(course).await.map_err(|error| Refusal::unavailable(&error))
}
