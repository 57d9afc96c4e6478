use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, LaunchedInstructor, Refusal};
use lti::launch::{ForUser, Launch, MessageType};
use serde::Serialize;
use utoipa::ToSchema;

use super::progress::{ProgressMember, member};
use super::request::forbidden;
use crate::App;
use crate::app::unavailable;
use crate::opened::Opened;
use crate::roster::{Row, Status, results_of};

/// What one student has done, for the teacher who opened it from the gradebook.
#[derive(Serialize, ToSchema)]
pub(crate) struct Submission {
    title: String,
    /// The language of the text, as a BCP 47 tag.
    #[schema(example = "pt-BR")]
    language: String,
    member: ProgressMember,
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
            "not_a_submission",
            "A submission is opened from the platform's gradebook, beside the student's grade.",
        ));
    };
    let opened = Opened::of(app, launch).await?;
    let user = &student.user_id;
    let completion = app.ports.completions.completion(&opened.activity, user).await.map_err(unavailable)?;
    let result = results_of(app, launch, user).await.map_err(unavailable)?;
    let name = name(student).or_else(|| completion.as_ref().and_then(|completion| completion.name.clone()));
    let row = Row {
        user_id: user.clone(),
        name,
        email: student.email.clone(),
        status: Status::Active,
        completion,
        result,
    };
    Ok(Submission {
        title: opened.reading.title,
        language: opened.reading.language.to_string(),
        member: member(row),
    })
}

fn name(student: &ForUser) -> Option<String> {
    let joined = || {
        let parts: Vec<_> =
            [&student.given_name, &student.family_name].into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    student.name.clone().or_else(joined)
}
