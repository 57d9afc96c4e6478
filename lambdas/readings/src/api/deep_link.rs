use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, LaunchedInstructor, Refusal, Remedy, TOOL_NAME, chain};
use lti::deep_linking::{
    ContentItem, DeepLinkingError, DeepLinkingResponse, DeepLinkingSettings, ItemLineItem, ResourceLinkItem,
    SubmissionReview,
};
use lti::key_ring::PinnedKeyGone;
use lti::launch::Launch;
use lti::services::ActivityProgress;
use ports::{READING_PARAMETER, Reading, ReadingId};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use super::content::{course, not_deep_linking};
use super::request::{self, unusable};
use crate::App;
use crate::app::unavailable;
use crate::opened::reading_not_found;

/// Points in the gradebook for having read a text; the teacher may change them there.
pub(super) const POINTS: f64 = 100.0;
/// The tool's own kind of line item.
pub(super) const TAG: &str = "reading";

/// What the platform takes.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeepLinkOffer {
    /// Whether it takes activities at all.
    accepts: bool,
    /// Whether reading may give a grade.
    can_grade: bool,
    /// The course's title.
    #[schema(required)]
    course: Option<String>,
    /// A title that the platform proposes.
    #[schema(required)]
    title: Option<String>,
}

/// What the teacher chose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeepLinkRequest {
    /// The text to place; null places nothing.
    reading: Option<String>,
    /// Whether reading it gives a grade.
    #[serde(default)]
    graded: bool,
}

/// What the browser sends back to the platform, as a form with the one field `JWT`.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeepLinkAnswer {
    /// Where the form goes.
    action: String,
    /// The value of its field `JWT`.
    jwt: String,
}

/// Tells what the platform takes.
#[utoipa::path(
    get,
    path = "/api/deep-link",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "What the platform takes.", body = DeepLinkOffer),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a teacher who chooses content.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn offer(asked: Asked, LaunchedInstructor(launched): LaunchedInstructor) -> Response {
    let launch = launched.session.launch;
    let Some(settings) = &launch.deep_linking else { return not_deep_linking().json(&asked) };
    Json(DeepLinkOffer {
        accepts: settings.accepts(ContentItem::RESOURCE_LINK),
        can_grade: can_grade(&launch, settings),
        course: launch.context.and_then(|context| context.title),
        title: proposed_title(settings).map(str::to_owned),
    })
    .into_response()
}

/// A platform that says nothing of line items takes them where it grants grade services (Moodle).
fn can_grade(launch: &Launch, settings: &DeepLinkingSettings) -> bool {
    settings.accept_lineitem.unwrap_or(launch.line_items.is_some())
}

/// The title that the teacher has typed already. Moodle proposes the tool's name where there is none.
fn proposed_title(settings: &DeepLinkingSettings) -> Option<&str> {
    settings.title.as_deref().filter(|title| *title != TOOL_NAME)
}

/// Signs the teacher's choice for the platform.
#[utoipa::path(
    post,
    path = "/api/deep-link",
    security(("bearer" = [])),
    request_body = DeepLinkRequest,
    responses(
        (status = 200, description = "The signed choice.", body = DeepLinkAnswer),
        (status = 400, description = "The request is not JSON.", body = ErrorBody),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a teacher who chooses content.", body = ErrorBody),
        (status = 404, description = "This course has no such text.", body = ErrorBody),
        (status = 415, description = "The request is not JSON.", body = ErrorBody),
        (status = 422, description = "The platform does not take this.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    asked: Asked,
    LaunchedInstructor(launched): LaunchedInstructor,
    body: Result<Json<DeepLinkRequest>, JsonRejection>,
) -> Response {
    let signed = async { sign(&app, &launched.session.launch, request::read(body)?).await };
    signed.await.map_or_else(|refusal: Refusal| refusal.json(&asked), |answer| Json(answer).into_response())
}

async fn sign(app: &App, launch: &Launch, request: DeepLinkRequest) -> Result<DeepLinkAnswer, Refusal> {
    let settings = launch.deep_linking.as_ref().ok_or_else(not_deep_linking)?;
    let response = match &request.reading {
        None => DeepLinkingResponse::cancelled(),
        Some(id) => {
            if request.graded && !can_grade(launch, settings) {
                return Err(line_item_not_accepted());
            }
            let course = course(launch)?;
            let id = ReadingId::parse(id).ok_or_else(reading_not_found)?;
            let reading = app.ports.readings.reading(&id).await.map_err(unavailable)?;
            let reading = reading.filter(|reading| reading.course == course).ok_or_else(reading_not_found)?;
            let item = item(reading, request.graded, Url::parse(&app.tool.at("/app")).ok());
            DeepLinkingResponse::new([ContentItem::ResourceLink(item)])
        }
    };
    let now = app.now();
    let platform = app.ports.sessions.registrations.find(&launch.platform_id).await.map_err(unavailable)?;
    let ring = app.ports.keys.ring(now).await.map_err(unavailable)?;
    let pin = platform.and_then(|platform| platform.own_key);
    let key = ring.signing_key_for(pin.as_deref(), now).map_err(|error| key_gone(&error))?;
    let signed = response.sign(launch, key, now, &*app.ports.entropy).map_err(|error| refuse(&error))?;
    Ok(DeepLinkAnswer { action: signed.return_url.into(), jwt: signed.jwt })
}

fn item(reading: Reading, graded: bool, url: Option<Url>) -> ResourceLinkItem {
    let line_item = graded.then(|| ItemLineItem {
        score_maximum: POINTS,
        label: Some(reading.title.clone()),
        resource_id: Some(reading.id.to_string()),
        tag: Some(TAG.into()),
        grades_released: None,
        submission_review: Some(SubmissionReview {
            reviewable_status: vec![ActivityProgress::Completed],
            ..SubmissionReview::default()
        }),
    });
    ResourceLinkItem {
        url,
        title: Some(reading.title),
        custom: [(READING_PARAMETER.to_owned(), reading.id.to_string())].into(),
        line_item,
        ..ResourceLinkItem::default()
    }
}

fn key_gone(error: &PinnedKeyGone) -> Refusal {
    tracing::error!(error = chain(error), "a platform is pinned to a key that is gone");
    let message = "The key that signs for this platform was retired. The operator takes the pin away with `moodle-aws \
                   platform add --unpin-key`, or pins the present key, whose PEM goes into the platform's settings.";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "key_gone", Remedy::Administrator, message)
}

fn line_item_not_accepted() -> Refusal {
    unusable(
        "line_item_not_accepted",
        "The platform makes no column in the gradebook for this. Place the text without a grade, or let an administrator \
         switch on the grade services of the tool (Moodle: Services, IMS LTI Assignment and Grade Services).",
    )
}

fn refuse(error: &DeepLinkingError) -> Refusal {
    match error {
        DeepLinkingError::NotADeepLinkingLaunch => not_deep_linking(),
        DeepLinkingError::LineItemNotAccepted => line_item_not_accepted(),
        DeepLinkingError::TypeNotAccepted(_) | DeepLinkingError::OneItemOnly { .. } => {
            unusable("not_accepted", format!("The platform does not take this: {error}."))
        }
        error => {
            tracing::error!(error = chain(error), "a choice of content could not be signed");
            let message = "The choice could not be signed. The operator finds the reason in the log.";
            Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", Remedy::Wait, message)
        }
    }
}

#[cfg(test)]
mod tests {
    use ports::CourseId;
    use ports::conformance::samples;
    use serde_json::json;

    use super::*;

    fn settings(title: &str) -> DeepLinkingSettings {
        DeepLinkingSettings {
            return_url: Url::parse("https://moodle.example/return").unwrap(),
            accept_types: [ContentItem::RESOURCE_LINK.to_owned()].into(),
            accept_presentation_document_targets: [].into(),
            accept_media_types: None,
            accept_multiple: true,
            accept_lineitem: None,
            auto_create: false,
            title: Some(title.to_owned()),
            text: None,
            data: None,
        }
    }

    fn reading() -> Reading {
        Reading {
            id: ReadingId::parse("AAAAAAAAAAAAAAAAAAAAAA").unwrap(),
            course: CourseId::of(&samples::session().launch).unwrap(),
            title: "The cell".into(),
            language: "en".parse().unwrap(),
            html: "<p>x</p>".into(),
            words: 1,
            updated: samples::NOW,
        }
    }

    #[test]
    fn the_tools_own_name_is_no_title_for_a_text() {
        assert_eq!(proposed_title(&settings("Week 1")), Some("Week 1"));
        assert_eq!(proposed_title(&settings(TOOL_NAME)), None);
    }

    #[test]
    fn only_a_graded_text_brings_a_column_whose_submissions_can_be_reviewed_once_it_was_read() {
        let placed = |graded| serde_json::to_value(item(reading(), graded, None)).unwrap();
        let review = &placed(true)["lineItem"]["submissionReview"];
        assert_eq!(review, &json!({"reviewableStatus": ["Completed"]}));
        assert!(placed(false)["lineItem"].is_null());
    }
}
