use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, LaunchedInstructor, Refusal, rfc3339};
use lti::launch::{Launch, MessageType};
use ports::{CourseId, ReadingId};
use serde::Serialize;
use utoipa::ToSchema;

use super::request::{self, TextRequest, forbidden};
use crate::App;
use crate::app::unavailable;

/// The texts of a course.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadingList {
    /// The last changed first.
    readings: Vec<ReadingSummary>,
}

/// What a list tells of a text.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadingSummary {
    id: String,
    title: String,
    /// The language in which it is written, as a BCP 47 tag.
    #[schema(example = "pt-BR")]
    language: String,
    words: u32,
    /// When it was last changed (RFC 3339).
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<ports::ReadingSummary> for ReadingSummary {
    fn from(reading: ports::ReadingSummary) -> Self {
        Self {
            id: reading.id.into(),
            title: reading.title,
            language: reading.language.to_string(),
            words: reading.words,
            updated_at: rfc3339(reading.updated),
        }
    }
}

/// The course for which a teacher chooses content.
pub(super) fn course(launch: &Launch) -> Result<CourseId, Refusal> {
    if launch.message_type != MessageType::DeepLinking {
        return Err(not_deep_linking());
    }
    CourseId::of(launch).ok_or_else(|| {
        forbidden(
            "course_missing",
            "The platform does not say for which course content is chosen. Choose it in a course.",
        )
    })
}

pub(super) fn not_deep_linking() -> Refusal {
    forbidden(
        "not_deep_linking",
        "Content is chosen with \"Add content\" (Moodle: Select content) in the course.",
    )
}

/// Lists the texts that were written for this course.
#[utoipa::path(
    get,
    path = "/api/readings",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The texts.", body = ReadingList),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a teacher who chooses content.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
) -> Response {
    let listed = async {
        let course = course(&launched.session.launch)?;
        let readings = app.ports.readings.readings_of(&course).await.map_err(unavailable)?;
        Ok(ReadingList { readings: readings.into_iter().map(Into::into).collect() })
    };
    listed.await.map_or_else(|refusal: Refusal| refusal.json(&asked), |list| Json(list).into_response())
}

/// Keeps a text for this course.
#[utoipa::path(
    post,
    path = "/api/readings",
    security(("bearer" = [])),
    request_body = TextRequest,
    responses(
        (status = 201, description = "The text is kept.", body = ReadingSummary),
        (status = 400, description = "The request is not JSON.", body = ErrorBody),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a teacher who chooses content.", body = ErrorBody),
        (status = 413, description = "The text is too long.", body = ErrorBody),
        (status = 415, description = "The request is not JSON.", body = ErrorBody),
        (status = 422, description = "The text cannot be kept; the code says why.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
    body: Result<Json<TextRequest>, JsonRejection>,
) -> Response {
    let created = async {
        let course = course(&launched.session.launch)?;
        let id = ReadingId::random(&*app.ports.entropy);
        let reading = request::read(body)?.into_reading(id, course, &app)?;
        app.ports.readings.save_reading(&reading).await.map_err(unavailable)?;
        Ok(ReadingSummary::from(ports::ReadingSummary::from(&reading)))
    };
    created.await.map_or_else(
        |refusal: Refusal| refusal.json(&asked),
        |reading| (StatusCode::CREATED, Json(reading)).into_response(),
    )
}
