use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use lti::launch::{Launch, MessageType};
use lti::roles::CourseRole;
use lti::session::Session;
use ports::{SiteCourse, named_reading};
use serde::Serialize;
use utoipa::ToSchema;

use http_api::ErrorBody;
use http_api::Launched;

use crate::App;

/// Who launched, from where, and what they may open.
#[derive(Serialize, ToSchema)]
pub(crate) struct Me {
    user: User,
    role: Role,
    message: Message,
    /// The course.
    #[schema(required)]
    context: Option<Context>,
    /// The activity.
    #[schema(required)]
    resource_link: Option<ResourceLink>,
    /// The person's language as a BCP 47 tag.
    #[schema(required, example = "pt-BR")]
    locale: Option<String>,
    platform: Platform,
    /// Where to send the person back to.
    #[schema(required)]
    return_url: Option<String>,
    /// Seconds until the session ends.
    expires_in: u64,
    /// What this person may open. More names come with later versions.
    #[schema(example = json!(["reading", "translate", "shared_data", "connection"]))]
    tools: Vec<&'static str>,
}

/// The person. Everything that the platform did not release is null.
#[derive(Serialize, ToSchema)]
struct User {
    #[schema(required)]
    id: Option<String>,
    #[schema(required)]
    name: Option<String>,
    #[schema(required)]
    given_name: Option<String>,
    #[schema(required)]
    family_name: Option<String>,
    #[schema(required)]
    email: Option<String>,
}

/// What the platform asked for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Message {
    /// Somebody opens an activity.
    ResourceLink,
    /// A teacher chooses content.
    DeepLinking,
    /// A teacher opens a student's submission.
    SubmissionReview,
    /// Somebody asks which data of a person the tool has.
    DataPrivacy,
}

impl From<MessageType> for Message {
    fn from(message: MessageType) -> Self {
        match message {
            MessageType::ResourceLink => Self::ResourceLink,
            MessageType::DeepLinking => Self::DeepLinking,
            MessageType::SubmissionReview => Self::SubmissionReview,
            MessageType::DataPrivacy => Self::DataPrivacy,
        }
    }
}

/// What the person may do in the course.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Role {
    Administrator,
    Instructor,
    Learner,
    None,
}

#[derive(Serialize, ToSchema)]
struct Context {
    id: String,
    #[schema(required)]
    title: Option<String>,
    #[schema(required)]
    label: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct ResourceLink {
    id: String,
    #[schema(required)]
    title: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct Platform {
    #[schema(required)]
    name: Option<String>,
    issuer: String,
    #[schema(required)]
    product: Option<String>,
}

impl From<CourseRole> for Role {
    fn from(role: CourseRole) -> Self {
        match role {
            CourseRole::Administrator => Self::Administrator,
            CourseRole::Instructor => Self::Instructor,
            CourseRole::Learner => Self::Learner,
            CourseRole::None => Self::None,
        }
    }
}

/// What the person may open: first what the launch is for.
fn tools(launch: &Launch, has_assistant: bool) -> Vec<&'static str> {
    let teaches = launch.role >= CourseRole::Instructor;
    let names_reading = named_reading(launch).is_some();
    let mut tools = Vec::new();
    match launch.message_type {
        MessageType::ResourceLink if names_reading && teaches => {
            tools.extend(["reading", "reading_progress"]);
        }
        MessageType::DeepLinking if teaches => tools.push("add_content"),
        MessageType::SubmissionReview if names_reading && teaches => {
            tools.extend(launch.for_user.is_some().then_some("submission"));
            tools.push("reading_progress");
        }
        // From their grades, too, students open the text.
        MessageType::ResourceLink | MessageType::SubmissionReview if names_reading => tools.push("reading"),
        MessageType::DataPrivacy => return vec!["privacy", "shared_data"],
        _ => {}
    }
    if has_assistant && SiteCourse::of_launch(launch).is_some() {
        tools.push("ask");
        tools.extend(teaches.then_some("index"));
    }
    tools.extend(["translate", "shared_data"]);
    tools.extend(teaches.then_some("connection"));
    tools
}

/// Tells the front end who launched.
#[utoipa::path(
    get,
    path = "/api/me",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The launch behind the bearer.", body = Me),
        (status = 401, description = "There is no session, or it has ended.", body = ErrorBody),
        (status = 403, description = "The platform is suspended or removed.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn me(
    State(app): State<Arc<App>>,
    Launched { session: Session { launch, expires }, now, .. }: Launched,
) -> Json<Me> {
    Json(Me {
        role: launch.role.into(),
        message: launch.message_type.into(),
        tools: tools(&launch, app.has_assistant),
        expires_in: expires.since(now).as_secs(),
        user: User {
            id: launch.user.id,
            name: launch.user.name,
            given_name: launch.user.given_name,
            family_name: launch.user.family_name,
            email: launch.user.email,
        },
        context: launch.context.map(|c| Context { id: c.id, title: c.title, label: c.label }),
        resource_link: launch.resource_link.map(|r| ResourceLink { id: r.id, title: r.title }),
        locale: launch.locale,
        platform: Platform {
            name: launch.platform.name,
            issuer: launch.platform_id.issuer.into(),
            product: launch.platform.product,
        },
        return_url: launch.return_url,
    })
}
