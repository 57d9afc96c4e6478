use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, Launched, Refusal, to_its_end};
use lti::launch::Launch;
use lti::session::Session;
use ports::{Completion, Grade};

use super::request::forbidden;
use super::view::Progress;
use crate::App;
use crate::app::unavailable;
use crate::grading;
use crate::opened::{Opened, fresh_grade, line_item, recorded_user, went_elsewhere};
use crate::roster::full_name;

/// How long a person waits for the gradebook. What takes longer is sent later.
const PATIENCE: Duration = Duration::from_secs(5);

/// Marks the text as read. The first time counts; the grade goes to the platform.
#[utoipa::path(
    post,
    path = "/api/reading/done",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is recorded.", body = Progress),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Nothing is recorded of this person.", body = ErrorBody),
        (status = 404, description = "The activity names no text, or one that is not there.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn done(State(app): State<Arc<App>>, asked: Asked, launched: Launched) -> Response {
    // What is kept is to be sent, also when the browser hangs up.
    let marked = to_its_end(async move { mark(&app, launched.session).await }).await;
    marked.map_or_else(
        |refusal| refusal.json(&asked),
        |completion| Json(Progress::of(Some(&completion))).into_response(),
    )
}

async fn mark(app: &App, session: Session) -> Result<Completion, Refusal> {
    let launch = session.launch;
    let opened = Opened::of(app, &launch).await?;
    let Some(user) = recorded_user(&launch) else {
        return Err(forbidden(
            "not_recorded",
            "It is recorded of students only, and only where the platform says who they are.",
        ));
    };
    let now = app.now();
    let fresh = Completion {
        activity: opened.activity,
        user: user.to_owned(),
        name: full_name(launch.user.name.clone(), [&launch.user.given_name, &launch.user.family_name]),
        reading: opened.reading.id,
        course: launch.context.as_ref().and_then(|context| context.title.clone()),
        done_at: now,
        // Kept as due: whoever takes it first sends it, and clicks at the same time are several.
        grade: fresh_grade(&launch, now),
    };
    let completions = &app.ports.completions;
    let kept = completions.add_completion(&fresh).await.map_err(unavailable)?;
    let due = if kept.grade == fresh.grade {
        kept
    } else if is_outdated(&kept.grade, &launch) {
        // The column was made anew, or the activity is graded by now.
        if !completions.change_grade(&kept, &fresh.grade).await.map_err(unavailable)? {
            return Ok(kept);
        }
        Completion { grade: fresh.grade, ..kept }
    } else {
        return Ok(kept);
    };
    // What this call does not send is kept and due, so that somebody else sends it.
    let Ok(Some(mine)) = grading::take(app, due.clone()).await else { return Ok(due) };
    match tokio::time::timeout(PATIENCE, grading::send(app, mine.clone())).await {
        Ok(Ok(grade)) => Ok(Completion { grade, ..mine }),
        Ok(Err(_)) | Err(_) => Ok(mine),
    }
}

/// Whether a grade that is not under way belongs into another column than it went to, or would have gone to.
fn is_outdated(grade: &Grade, launch: &Launch) -> bool {
    match (grade, line_item(launch)) {
        (_, None) | (Grade::Waiting { .. }, _) => false,
        (Grade::Sent { .. }, Some(_)) => went_elsewhere(grade, launch),
        (Grade::None | Grade::Failed { .. }, Some(_)) => true,
    }
}
