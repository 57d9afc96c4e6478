use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, Launched, LaunchedInstructor, Refusal};
use lti::launch::Launch;
use lti::roles::CourseRole;
use serde::Serialize;
use utoipa::ToSchema;

use super::request::{self, TextRequest, forbidden};
use super::view::Progress;
use crate::App;
use crate::app::unavailable;
use crate::opened::{Opened, line_item, recorded_user};
use crate::text::CleanText;

/// The text of the activity, for the person who opened it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reading {
    id: String,
    title: String,
    /// The language in which it is written, as a BCP 47 tag.
    #[schema(example = "pt-BR")]
    language: String,
    blocks: Vec<Block>,
    /// Whether this person may change the text here.
    editable: bool,
    /// Whether reading it gives a grade.
    graded: bool,
    /// Whether it is recorded that this person has read it: learners only, and only those whom the platform names.
    recorded: bool,
    /// Null for whom nothing is recorded.
    #[schema(required)]
    progress: Option<Progress>,
}

/// A paragraph, a heading, a list, a table.
#[derive(Serialize, ToSchema)]
pub(crate) struct Block {
    /// One element of harmless HTML.
    html: String,
}

/// Gives the text that the activity opens.
#[utoipa::path(
    get,
    path = "/api/reading",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The text.", body = Reading),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "The platform is suspended or removed.", body = ErrorBody),
        (status = 404, description = "The activity names no text, or one that is not there.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn reading(State(app): State<Arc<App>>, asked: Asked, launched: Launched) -> Response {
    let launch = &launched.session.launch;
    let shown = async { show(&app, Opened::of(&app, launch).await?, launch).await };
    shown.await.map_or_else(|refusal: Refusal| refusal.json(&asked), |reading| Json(reading).into_response())
}

async fn show(app: &App, opened: Opened, launch: &Launch) -> Result<Reading, Refusal> {
    let user = recorded_user(launch);
    let progress = match user {
        None => None,
        Some(user) => {
            let completion =
                app.ports.completions.completion(&opened.activity, user).await.map_err(unavailable)?;
            Some(Progress::of(completion.as_ref()))
        }
    };
    let editable = launch.role >= CourseRole::Instructor && opened.is_at_home(launch);
    let ports::Reading { id, title, language, html, .. } = opened.reading;
    Ok(Reading {
        id: id.into(),
        title,
        language: language.to_string(),
        blocks: CleanText::divided(&html).blocks.into_iter().map(|html| Block { html }).collect(),
        editable,
        graded: line_item(launch).is_some(),
        recorded: user.is_some(),
        progress,
    })
}

/// Changes the text, in the course for which it was written.
#[utoipa::path(
    put,
    path = "/api/reading",
    security(("bearer" = [])),
    request_body = TextRequest,
    responses(
        (status = 200, description = "The text as it is now.", body = Reading),
        (status = 400, description = "The request is not JSON.", body = ErrorBody),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a teacher, or the text belongs to another course.", body = ErrorBody),
        (status = 404, description = "The activity names no text, or one that is not there.", body = ErrorBody),
        (status = 413, description = "The text is too long.", body = ErrorBody),
        (status = 415, description = "The request is not JSON.", body = ErrorBody),
        (status = 422, description = "The text cannot be kept; the code says why.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn change(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
    body: Result<Json<TextRequest>, JsonRejection>,
) -> Response {
    let launch = &launched.session.launch;
    let changed = async {
        let opened = Opened::of(&app, launch).await?;
        if !opened.is_at_home(launch) {
            return Err(forbidden(
                "not_editable",
                "This text was written for another course and can be changed there only. Place a text of your own with \
                 \"Add content\".",
            ));
        }
        let Opened { reading, activity } = opened;
        let reading = request::read(body)?.into_reading(reading.id, reading.course, &app)?;
        app.ports.readings.save_reading(&reading).await.map_err(unavailable)?;
        show(&app, Opened { reading, activity }, launch).await
    };
    changed
        .await
        .map_or_else(|refusal: Refusal| refusal.json(&asked), |reading| Json(reading).into_response())
}
