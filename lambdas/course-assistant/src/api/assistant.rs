use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, Launched, Refusal};
use ports::SiteCourse;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::overview::Indexed;

/// Whether there is something to ask about.
#[derive(Serialize, ToSchema)]
pub(crate) struct AssistantStatus {
    available: bool,
    /// The language model; null: answers are passages from the files.
    #[schema(required)]
    model: Option<String>,
    /// Why it is not available.
    #[schema(required)]
    reason: Option<Unavailable>,
    /// How many files are answered from.
    indexed_files: usize,
    /// Whether students can enter the course. Of a hidden one only teachers can ask.
    course_visible: bool,
}

/// Why the assistant is not available.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Unavailable {
    /// The session comes from no course of a Moodle site.
    NoCourse,
    /// Nothing of the course is answered from yet.
    NotIndexed,
    /// The course could not be looked through lately.
    IndexOutdated,
}

/// Tells whether there is something to ask about.
#[utoipa::path(
    get,
    path = "/api/assistant",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "What the assistant can do in this session.", body = AssistantStatus),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "`registration_inactive`: the platform is suspended or removed.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn assistant(State(app): State<Arc<App>>, asked: Asked, launched: Launched) -> Response {
    let status = status(&app, &launched).await;
    status.map_or_else(|refusal: Refusal| refusal.json(&asked), |status| Json(status).into_response())
}

async fn status(app: &App, launched: &Launched) -> Result<AssistantStatus, Refusal> {
    let mut status = AssistantStatus {
        available: false,
        model: app.model_name(),
        reason: Some(Unavailable::NoCourse),
        indexed_files: 0,
        course_visible: false,
    };
    let Some(course) = SiteCourse::of_launch(&launched.session.launch) else { return Ok(status) };
    // The whole manifest is read for it, and nobody is charged.
    let read = async { Ok((&app.ports.manifest.course_manifest(&course).await?).into()) };
    let indexed: Result<Indexed, _> = app.indexed.get(&course, &*app.ports.sessions.clock, read).await;
    let indexed = indexed.map_err(|error| Refusal::unavailable(&error))?;
    status.indexed_files = indexed.files;
    status.course_visible = indexed.visible;
    status.available = status.indexed_files > 0;
    let reason = if indexed.outdated { Unavailable::IndexOutdated } else { Unavailable::NotIndexed };
    status.reason = (!status.available).then_some(reason);
    Ok(status)
}
