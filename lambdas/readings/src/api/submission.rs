use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, LaunchedInstructor, Refusal};
use lti::launch::{Launch, MessageType};
use serde::Serialize;
use utoipa::ToSchema;

use super::progress::ProgressMember;
use super::request::forbidden;
use crate::App;
use crate::app::unavailable;
use crate::opened::Opened;
use crate::roster::{Roster, Row, Status, full_name};

/// What one student has done, for the teacher who opened it from the gradebook.
#[derive(Serialize, ToSchema)]
pub(crate) struct Submission {
    title: String,
    /// The language of the text, as a BCP 47 tag.
    #[schema(example = "pt-BR")]
    language: String,
    member: ProgressMember,
    /// Whether the student is in the course, as far as the platform tells.
    in_course: bool,
}

/// Tells a teacher what the student has done whose submission was opened.
#[utoipa::path(
    get,
    path = "/api/reading/submission",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "What the student has done.", body = Submission),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a teacher, or not opened as a submission.", body = ErrorBody),
        (status = 404, description = "The activity names no text, or one that is not there.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn submission(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
) -> Response {
    let found = async { find(&app, &launched.session.launch).await };
    found.await.map_or_else(|refusal: Refusal| refusal.json(&asked), |found| Json(found).into_response())
}

async fn find(app: &App, launch: &Launch) -> Result<Submission, Refusal> {
    let student = launch.for_user.as_ref().filter(|_| launch.message_type == MessageType::SubmissionReview);
    let Some(student) = student else {
        return Err(forbidden(
            "not_submission_review",
            "A submission is opened from the platform's gradebook, beside the student's grade.",
        ));
    };
    let opened = Opened::of(app, launch).await?;
    let roster = Roster::of(app, launch, &opened.activity).await.map_err(unavailable)?;
    // Where the platform does not tell who is in the course, whoever has a submission is taken to be.
    let unknown = if roster.from_platform { Status::Gone } else { Status::Active };
    let found = roster.rows.into_iter().find(|row| row.user_id == student.user_id);
    let mut row = found.unwrap_or_else(|| Row::unseen(student.user_id.clone(), unknown));
    row.name = full_name(student.name.clone(), [&student.given_name, &student.family_name]).or(row.name);
    row.email = student.email.clone().or(row.email);
    Ok(Submission {
        title: opened.reading.title,
        language: opened.reading.language.to_string(),
        in_course: row.status != Status::Gone,
        member: row.into(),
    })
}
