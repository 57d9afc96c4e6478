//! `GET /launch`: the page of an activity, with the tool in a frame; and `GET /launch/initiate`:
//! the login initiation that starts a launch, in that frame or in a window of its own.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::Platform;
use super::opening::Opening;
use super::pages::{self, PostPage};
use super::state::StartedLaunch;
use super::{policy, storage};
use crate::claims::{DocumentTarget, Person};
use crate::demo::{Choice, Message, Misbehaviour, Storage, UnknownChoice};

#[derive(Template)]
#[template(path = "activity.html")]
struct ActivityPage {
    person: String,
    initials: &'static str,
    course: String,
    /// What the page and the frame are called.
    heading: String,
    language: &'static str,
    misbehaviour: Option<(&'static str, &'static str)>,
    /// Where the start page is, with everything chosen as it is now.
    home: String,
    course_page: String,
    /// Where the frame begins; `None` for a window, which the person opens.
    frame: Option<String>,
    /// The query of the login initiation as form fields, for a window.
    fields: Vec<(String, String)>,
    /// The name of the answer that can be sent again.
    replay: Option<String>,
    storage: Option<StorageHere>,
}

/// The storage that the page is, or that a frame in it is.
struct StorageHere {
    /// The tool's origins, who alone may use it.
    origins: String,
    /// Where the storage frame begins, and its name; `None`: the page itself keeps things.
    frame: Option<(String, &'static str)>,
}

/// The page of the activity. A launch into a window has no such page and starts at once, as in
/// Moodle; only the replay keeps a page behind, because its button has to stay somewhere.
pub(super) async fn launch(State(platform): State<Platform>, RawQuery(query): RawQuery) -> Response {
    let opening = match find(&platform, &query.unwrap_or_default()) {
        Ok(opening) => opening,
        Err(unknown) => return unknown_choice(&unknown),
    };
    let choice = &opening.choice;
    let replays = choice.misbehaves(Misbehaviour::Replay);
    if choice.target == DocumentTarget::Window && !replays {
        return start(&platform, opening, None);
    }

    let replay = replays.then(|| platform.random_name());
    let query = initiation_query(choice, replay.as_deref());
    let is_framed = choice.target == DocumentTarget::Iframe;
    let page = ActivityPage {
        person: person_name(choice),
        initials: choice.person.initials(),
        course: choice.course().title,
        heading: heading(&opening),
        language: choice.course.language,
        misbehaviour: choice.misbehaviour.map(|one| (one.title(), one.expected())),
        home: format!("/?{}", choice.query()),
        course_page: format!("/course?{}", choice.in_course().query()),
        fields: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        frame: is_framed.then(|| format!("/launch/initiate?{query}")),
        storage: choice.storage.map(|storage| storage_here(storage, &opening)),
        replay,
    };
    pages::page(StatusCode::OK, &page)
}

/// The form that posts the login initiation to the tool.
pub(super) async fn initiate(State(platform): State<Platform>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let opening = match find(&platform, &query) {
        Ok(opening) => opening,
        Err(unknown) => return unknown_choice(&unknown),
    };
    let replay = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "replay")
        .map(|(_, value)| value.into_owned());
    start(&platform, opening, replay)
}

fn find(platform: &Platform, query: &str) -> Result<Opening, UnknownChoice> {
    Opening::find(platform, Choice::from_query(query)?)
}

pub(super) fn unknown_choice(unknown: &UnknownChoice) -> Response {
    pages::problem(StatusCode::BAD_REQUEST, "This demo does not have that", &format!("Sorry, {unknown}."))
}

fn initiation_query(choice: &Choice, replay: Option<&str>) -> String {
    let mut query = form_urlencoded::Serializer::new(choice.query());
    if let Some(replay) = replay {
        query.append_pair("replay", replay);
    }
    query.finish()
}

fn heading(opening: &Opening) -> String {
    let subject = opening.subject.as_ref().map(Person::full_name).unwrap_or_default();
    match opening.choice.message {
        Message::ResourceLink => opening.choice.texts(opening.activity.clone()).title,
        Message::DeepLinking => format!("Add content from {}", opening.registration.name),
        Message::SubmissionReview => format!("What {subject} handed in"),
        Message::DataPrivacy => format!("What {} keeps about {subject}", opening.registration.name),
    }
}

fn storage_here(storage: Storage, opening: &Opening) -> StorageHere {
    let mut origins = policy::origins(&opening.registration);
    origins.dedup();
    let origins = origins.join(" ");
    let frame = match storage {
        Storage::Parent => None,
        Storage::Frame => Some((storage::address(&opening.registration.client_id), Storage::FRAME)),
    };
    StorageHere { origins, frame }
}

/// Who the LMS greets: it knows the name even where it does not release it, and shows the hostile
/// one as it came.
pub(super) fn person_name(choice: &Choice) -> String {
    if choice.misbehaves(Misbehaviour::HostileText) {
        return choice.person().full_name();
    }
    choice.person.name().to_owned()
}

/// Remembers the launch and sends the tool the six parameters that Moodle sends, and where it may store things if
/// that was chosen.
fn start(platform: &Platform, opening: Opening, replay: Option<String>) -> Response {
    let (choice, registration) = (&opening.choice, &opening.registration);
    let hint = message_hint(platform, choice, &registration.deployment_id);
    let mut fields = vec![
        ("iss", platform.config().issuer.clone()),
        ("target_link_uri", opening.target_link_uri().to_owned()),
        ("login_hint", choice.person().login_hint().to_owned()),
        ("lti_message_hint", hint.clone()),
        ("client_id", registration.client_id.clone()),
        ("lti_deployment_id", choice.deployment_id(&registration.deployment_id).to_owned()),
    ];
    fields.extend(choice.storage.map(|storage| ("lti_storage_target", storage.target().to_owned())));
    let login_url = registration.login_url.clone();
    platform.started().insert(platform.now(), hint, StartedLaunch { opening, replay });
    let page = PostPage { title: "Opening the activity", action: &login_url, fields: &fields };
    pages::page(StatusCode::OK, &page)
}

/// Moodle's hint is JSON with a single-use launch id. This one adds what does not survive a tool
/// that parses it, trims it or decodes it once too often: it has to come back byte for byte.
fn message_hint(platform: &Platform, choice: &Choice, deployment_id: &str) -> String {
    format!(
        r#"{{"cmid":{},"launchid":"ltilaunch{deployment_id}_{}", "opaque":"50%25 + ñ & \u00e9 <ok>"}}"#,
        choice.course.module,
        platform.random_name(),
    )
}
