use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, LaunchedInstructor, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, course};

/// The questions that nothing in the course answers.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenQuestionList {
    /// The last asked first.
    questions: Vec<OpenQuestion>,
}

/// A question that nothing in the course answers. Nobody knows who asked it.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenQuestion {
    /// As it was last asked.
    question: String,
    /// How often.
    asked: u32,
    /// When last, in seconds since 1970.
    last_asked_at: i64,
}

impl From<ports::OpenQuestion> for OpenQuestion {
    fn from(open: ports::OpenQuestion) -> Self {
        Self { question: open.question, asked: open.asked, last_asked_at: open.last.0 }
    }
}

/// Tells a teacher which questions nothing in the course answers.
#[utoipa::path(
    get,
    path = "/api/index/questions",
    operation_id = "open_questions",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The open questions.", body = OpenQuestionList),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "`instructor_only`: not a teacher. `registration_inactive`: the platform is suspended or removed.", body = ErrorBody),
        (status = 404, description = "`no_course`: the session comes from no course of a Moodle site.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
) -> Response {
    let listed = async {
        let course = course::required(&launched.session.launch)?;
        let open = app.ports.questions.open_questions(&course, launched.now).await;
        let open = open.map_err(|error| Refusal::unavailable(&error))?;
        Ok(Json(OpenQuestionList { questions: open.into_iter().map(Into::into).collect() }))
    };
    listed.await.map_or_else(|refusal: Refusal| refusal.json(&asked), IntoResponse::into_response)
}

/// Forgets the open questions of the course.
#[utoipa::path(
    delete,
    path = "/api/index/questions",
    operation_id = "forget_open_questions",
    security(("bearer" = [])),
    responses(
        (status = 204, description = "They are forgotten."),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "`instructor_only`: not a teacher. `registration_inactive`: the platform is suspended or removed.", body = ErrorBody),
        (status = 404, description = "`no_course`: the session comes from no course of a Moodle site.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn forget(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
) -> Response {
    let forgotten = async {
        let course = course::required(&launched.session.launch)?;
        app.ports.questions.forget_open(&course).await.map_err(|error| Refusal::unavailable(&error))
    };
    forgotten
        .await
        .map_or_else(|refusal: Refusal| refusal.json(&asked), |()| StatusCode::NO_CONTENT.into_response())
}
