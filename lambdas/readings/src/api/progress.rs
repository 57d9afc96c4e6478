use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, Launched, LaunchedInstructor, Refusal, Remedy, chain, rfc3339};
use lti::launch::Launch;
use lti::services::{NewLineItem, Outcome, ServiceClient, ServiceError};
use serde::Serialize;
use utoipa::ToSchema;

use super::deep_link::{POINTS, TAG};
use super::request::{forbidden, unusable};
use super::view::Grade;
use crate::App;
use crate::app::unavailable;
use crate::grading::queue_again;
use crate::opened::{Opened, line_item, opens_activity};
use crate::roster::{Notice, Roster, Row, Status};

/// Members that are shown at most: more do not fit into the 6 MB that Lambda answers with.
const MOST: usize = 10_000;
/// How long a teacher waits for the platform to say whether the column is there.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who has read the text.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProgressReport {
    title: String,
    /// Whether reading it gives a grade.
    graded: bool,
    /// Whether there are more members than are shown.
    truncated: bool,
    members_from: MembersFrom,
    /// What the platform did not tell: `members_unavailable` or `results_unavailable`; later versions may know more.
    #[schema(required, value_type = Option<String>, example = "members_unavailable")]
    notice: Option<ProgressNotice>,
    members: Vec<ProgressMember>,
}

/// Where the list of members comes from.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MembersFrom {
    /// The platform told who is in the course.
    Platform,
    /// Only those are known who have read the text.
    Launches,
}

/// What the platform did not tell.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProgressNotice {
    MembersUnavailable,
    ResultsUnavailable,
}

/// One learner.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProgressMember {
    user_id: String,
    /// Null where the platform does not release it.
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    email: Option<String>,
    status: MemberStatus,
    /// When the text was marked as read (RFC 3339).
    #[schema(required, format = DateTime)]
    done_at: Option<String>,
    grade: Grade,
    /// What the gradebook has.
    #[schema(required)]
    result: Option<GradebookResult>,
}

/// Whether the person takes part in the course.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MemberStatus {
    Active,
    Inactive,
    /// Has read the text, and is no member any more.
    Gone,
}

/// What the gradebook has.
#[derive(Serialize, ToSchema)]
struct GradebookResult {
    #[schema(required)]
    score: Option<f64>,
    #[schema(required)]
    maximum: Option<f64>,
}

impl From<Outcome> for GradebookResult {
    fn from(result: Outcome) -> Self {
        Self { score: result.score, maximum: Some(result.maximum) }
    }
}

impl From<Row> for ProgressMember {
    fn from(row: Row) -> Self {
        Self {
            user_id: row.user_id,
            name: row.name,
            email: row.email,
            status: match row.status {
                Status::Active => MemberStatus::Active,
                Status::Inactive => MemberStatus::Inactive,
                Status::Gone => MemberStatus::Gone,
            },
            done_at: row.completion.as_ref().map(|completion| rfc3339(completion.done_at)),
            grade: row.completion.as_ref().map_or_else(Grade::none, |completion| (&completion.grade).into()),
            result: row.result.map(Into::into),
        }
    }
}

/// Tells a teacher who has read the text.
#[utoipa::path(
    get,
    path = "/api/reading/progress",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The members of the course.", body = ProgressReport),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a teacher, or not opened from the activity.", body = ErrorBody),
        (status = 404, description = "The activity names no text, or one that is not there.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn progress(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
) -> Response {
    let reported = async { report(&app, &launched).await };
    reported.await.map_or_else(|refusal: Refusal| refusal.json(&asked), |report| Json(report).into_response())
}

async fn report(app: &App, launched: &Launched) -> Result<ProgressReport, Refusal> {
    let launch = &launched.session.launch;
    let opened = Opened::of(app, of_activity(launch)?).await?;
    let mut roster = Roster::of(app, launch, &opened.activity).await.map_err(unavailable)?;
    let truncated = roster.rows.len() > MOST;
    roster.rows.truncate(MOST);
    Ok(ProgressReport {
        title: opened.reading.title,
        graded: line_item(launch).is_some(),
        truncated,
        members_from: if roster.from_platform { MembersFrom::Platform } else { MembersFrom::Launches },
        notice: roster.notice.map(|notice| match notice {
            Notice::Members => ProgressNotice::MembersUnavailable,
            Notice::Results => ProgressNotice::ResultsUnavailable,
        }),
        members: roster.rows.into_iter().map(Into::into).collect(),
    })
}

fn of_activity(launch: &Launch) -> Result<&Launch, Refusal> {
    if opens_activity(launch) {
        return Ok(launch);
    }
    Err(forbidden("not_an_activity", "Open the activity itself to see who has read it."))
}

/// How many grades are under way.
#[derive(Serialize, ToSchema)]
pub(crate) struct Queued {
    /// Grades that will be sent now.
    waiting: usize,
}

/// Sends the grades that the gradebook does not have, after the cause was mended.
#[utoipa::path(
    post,
    path = "/api/reading/progress/send",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "They will be sent.", body = Queued),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a teacher, or not opened from the activity.", body = ErrorBody),
        (status = 404, description = "The activity names no text, or one that is not there.", body = ErrorBody),
        (status = 422, description = "The activity has no column in the gradebook; the message says what to do.", body = ErrorBody),
        (status = 502, description = "The platform does not answer.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
) -> Response {
    let queued = async { queue(&app, &launched).await };
    queued.await.map_or_else(
        |refusal: Refusal| refusal.json(&asked),
        |waiting| Json(Queued { waiting }).into_response(),
    )
}

async fn queue(app: &App, launched: &Launched) -> Result<usize, Refusal> {
    let launch = &launched.session.launch;
    let opened = Opened::of(app, of_activity(launch)?).await?;
    let Some(named) = line_item(launch) else {
        return Err(unusable(
            "not_graded",
            "This activity has no column in the gradebook that the tool may write into. Place the text again with a grade, \
             or switch on grades in the activity's settings, and open it again.",
        ));
    };
    let line_item = existing_line_item(app, launch, &opened, named).await?;
    let completions = app.ports.completions.completions_in(&opened.activity).await.map_err(unavailable)?;
    queue_again(app, completions, &line_item, launched.now).await.map_err(unavailable)
}

/// The activity's column as the platform has it now: the one of the launch, or, where that was deleted since, another
/// one of this activity, or a new one. A platform that does not answer may have the column still.
async fn existing_line_item(
    app: &App,
    launch: &Launch,
    opened: &Opened,
    named: &str,
) -> Result<String, Refusal> {
    let found = app.with_services((&launch.platform_id, &launch.deployment_id), async |client| {
        tokio::time::timeout(PATIENCE, replaced(client, launch, opened)).await.unwrap_or(Ok(None))
    });
    match found.await.map_err(unavailable)?.unwrap_or(Ok(None)) {
        Ok(Some(line_item)) => Ok(line_item),
        Err(error) if !error.is_retryable() => {
            let message = format!(
                "The activity's column in the gradebook is gone, and the platform makes no other: {}. Add it in the \
                 gradebook, or place the text again, and open the activity again.",
                chain(&error)
            );
            Err(Refusal::new(StatusCode::BAD_GATEWAY, "line_item_gone", Remedy::Administrator, message))
        }
        Ok(None) | Err(_) => Ok(named.to_owned()),
    }
}

/// The column that stands in the place of the launch's own, if that is gone.
async fn replaced(
    client: &ServiceClient<'_>,
    launch: &Launch,
    opened: &Opened,
) -> Result<Option<String>, ServiceError> {
    let line_items = client.line_items_of(launch)?;
    let Some(own) = line_items.own() else { return Ok(None) };
    // A platform may let the tool write grades and not read columns.
    let Err(ServiceError::NotFound { .. }) = line_items.get(own).await else { return Ok(None) };
    let wanted = NewLineItem {
        resource_link_id: Some(opened.activity.resource_link.clone()),
        resource_id: Some(opened.reading.id.to_string()),
        label: opened.reading.title.clone(),
        score_maximum: POINTS,
        tag: Some(TAG.into()),
        ..NewLineItem::default()
    };
    line_items.find_or_create(&wanted).await.map(|item| Some(item.id))
}
