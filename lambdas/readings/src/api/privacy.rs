use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http_api::{Asked, ErrorBody, Launched, Refusal, rfc3339};
use lti::launch::{Launch, MessageType};
use lti::roles::is_administrator;
use ports::{Completion, PersonId};
use serde::Serialize;
use utoipa::ToSchema;

use super::request::forbidden;
use super::view::Grade;
use crate::App;
use crate::app::unavailable;

/// What is kept about a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct PrivacyReport {
    subject: PrivacySubject,
    /// Whether the person asks about themselves.
    own: bool,
    records: Vec<PrivacyRecord>,
}

/// The person.
#[derive(Serialize, ToSchema)]
struct PrivacySubject {
    user_id: String,
    #[schema(required)]
    name: Option<String>,
}

/// That the person has read a text.
#[derive(Serialize, ToSchema)]
struct PrivacyRecord {
    /// Null when the text is not there any more.
    #[schema(required)]
    reading_title: Option<String>,
    /// The course's title, when the platform told it.
    #[schema(required)]
    course: Option<String>,
    /// When it was marked as read (RFC 3339).
    #[schema(format = DateTime)]
    done_at: String,
    grade: Grade,
}

/// How many records were erased.
#[derive(Serialize, ToSchema)]
pub(crate) struct Erased {
    erased: usize,
}

/// The person whose data a launch is about.
struct Subject {
    person: PersonId,
    name: Option<String>,
    own: bool,
}

impl Subject {
    fn of(launch: &Launch) -> Result<Self, Refusal> {
        if launch.message_type != MessageType::DataPrivacy {
            return Err(forbidden(
                "not_data_privacy",
                "This is opened from the platform's page about data privacy.",
            ));
        }
        let asks = launch.user.id.as_deref();
        let about = launch.for_user.as_ref().map(|user| user.user_id.as_str()).or(asks);
        let Some(about) = about else {
            return Err(forbidden("subject_missing", "The platform does not say whose data this is about."));
        };
        let own = asks == Some(about);
        if !own && !is_administrator(launch.roles.iter().map(String::as_str)) {
            return Err(forbidden(
                "administrator_only",
                "Data of another person is shown to administrators of the platform only.",
            ));
        }
        let name = match &launch.for_user {
            Some(user) => user.name.clone(),
            None => launch.user.name.clone(),
        };
        Ok(Self {
            person: PersonId { platform: launch.platform_id.clone(), user: about.to_owned() },
            name,
            own,
        })
    }

    async fn completions(&self, app: &App) -> Result<Vec<Completion>, Refusal> {
        app.ports.completions.completions_of(&self.person).await.map_err(unavailable)
    }
}

/// Tells what is kept about the person whom the launch is about.
#[utoipa::path(
    get,
    path = "/api/privacy",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "What is kept.", body = PrivacyReport),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a data privacy launch, or about another person.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn records(State(app): State<Arc<App>>, asked: Asked, launched: Launched) -> Response {
    let reported = async { report(&app, &launched.session.launch).await };
    reported.await.map_or_else(|refusal: Refusal| refusal.json(&asked), |report| Json(report).into_response())
}

async fn report(app: &App, launch: &Launch) -> Result<PrivacyReport, Refusal> {
    let subject = Subject::of(launch)?;
    let mut records = Vec::new();
    for completion in subject.completions(app).await? {
        let reading = app.ports.readings.reading(&completion.reading).await.map_err(unavailable)?;
        records.push(PrivacyRecord {
            reading_title: reading.map(|reading| reading.title),
            course: completion.course,
            done_at: rfc3339(completion.done_at),
            grade: (&completion.grade).into(),
        });
    }
    records.sort_by(|a, b| a.done_at.cmp(&b.done_at));
    let Subject { person, name, own } = subject;
    Ok(PrivacyReport { subject: PrivacySubject { user_id: person.user, name }, own, records })
}

/// Erases what is kept about the person whom the launch is about. Grades that the platform has stay there.
#[utoipa::path(
    post,
    path = "/api/privacy/erase",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is erased.", body = Erased),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "Not a data privacy launch, or about another person.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn erase(State(app): State<Arc<App>>, asked: Asked, launched: Launched) -> Response {
    let erasing = async { forget(&app, &launched.session.launch).await };
    erasing.await.map_or_else(
        |refusal: Refusal| refusal.json(&asked),
        |erased| Json(Erased { erased }).into_response(),
    )
}

async fn forget(app: &App, launch: &Launch) -> Result<usize, Refusal> {
    let subject = Subject::of(launch)?;
    let mut erased = 0;
    for completion in subject.completions(app).await? {
        let forgotten = app.ports.completions.forget_completion(&completion.activity, &completion.user);
        erased += usize::from(forgotten.await.map_err(unavailable)?);
    }
    tracing::info!(erased, "erased what was kept about a person");
    Ok(erased)
}
