//! `GET /launch`: the page of an activity, with the tool in a frame; and `GET /launch/initiate`:
//! the login initiation that starts a launch, in that frame or in a window of its own.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::Platform;
use super::pages::{self, PostPage};
use super::state::StartedLaunch;
use crate::claims::DocumentTarget;
use crate::demo::{Choice, Misbehaviour, UnknownChoice};

#[derive(Template)]
#[template(path = "activity.html")]
struct ActivityPage<'a> {
    person: String,
    initials: &'static str,
    course: &'a str,
    activity: &'a str,
    language: &'static str,
    misbehaviour: Option<(&'static str, &'static str)>,
    /// Where the start page is, with everything chosen as it is now.
    home: String,
    /// Where the frame begins; `None` for a window, which the person opens.
    frame: Option<String>,
    /// The query of the login initiation as form fields, for a window.
    fields: Vec<(String, String)>,
    /// The name of the answer that can be sent again.
    replay: Option<String>,
}

/// The page of the activity. A launch into a window has no such page and starts at once, as in
/// Moodle; only the replay keeps a page behind, because its button has to stay somewhere.
pub(super) async fn launch(State(platform): State<Platform>, RawQuery(query): RawQuery) -> Response {
    let choice = match Choice::from_query(&query.unwrap_or_default()) {
        Ok(choice) => choice,
        Err(unknown) => return unknown_choice(&unknown),
    };
    let replays = choice.misbehaves(Misbehaviour::Replay);
    if choice.target == DocumentTarget::Window && !replays {
        return start(&platform, choice, None);
    }

    let replay = replays.then(|| platform.random_name());
    let query = initiation_query(&choice, replay.as_deref());
    let is_framed = choice.target == DocumentTarget::Iframe;
    let page = ActivityPage {
        person: person_name(&choice),
        initials: choice.person.initials(),
        course: &choice.course().title,
        activity: &choice.activity().title,
        language: choice.course.language,
        misbehaviour: choice.misbehaviour.map(|one| (one.title(), one.expected())),
        home: format!("/?{}", choice.query()),
        fields: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        frame: is_framed.then(|| format!("/launch/initiate?{query}")),
        replay,
    };
    pages::page(StatusCode::OK, &page)
}

/// The form that posts the login initiation to the tool.
pub(super) async fn initiate(State(platform): State<Platform>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let choice = match Choice::from_query(&query) {
        Ok(choice) => choice,
        Err(unknown) => return unknown_choice(&unknown),
    };
    let replay = form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "replay")
        .map(|(_, value)| value.into_owned());
    start(&platform, choice, replay)
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

/// Who the LMS greets: it knows the name even where it does not release it, and shows the hostile
/// one as it came.
fn person_name(choice: &Choice) -> String {
    if choice.misbehaves(Misbehaviour::HostileText) {
        return choice.person().full_name();
    }
    choice.person.name().to_owned()
}

/// Remembers the launch and sends the tool the six parameters that Moodle sends.
fn start(platform: &Platform, choice: Choice, replay: Option<String>) -> Response {
    let config = platform.config();
    let hint = message_hint(platform, &choice);
    let fields = [
        ("iss", config.issuer.clone()),
        ("target_link_uri", config.target_link_uri.clone()),
        ("login_hint", choice.person().login_hint().to_owned()),
        ("lti_message_hint", hint.clone()),
        ("client_id", config.client_id.clone()),
        ("lti_deployment_id", choice.deployment_id(&config.deployment_id).to_owned()),
    ];
    let launch = StartedLaunch { choice, replay };
    platform.started().insert(platform.now(), hint, launch);
    let page = PostPage { title: "Opening the activity", action: &config.tool_login_url, fields: &fields };
    pages::page(StatusCode::OK, &page)
}

/// Moodle's hint is JSON with a single-use launch id. This one adds what does not survive a tool
/// that parses it, trims it or decodes it once too often: it has to come back byte for byte.
fn message_hint(platform: &Platform, choice: &Choice) -> String {
    format!(
        r#"{{"cmid":{},"launchid":"ltilaunch{}_{}", "opaque":"50%25 + ñ & \u00e9 <ok>"}}"#,
        choice.course.module,
        platform.config().deployment_id,
        platform.random_name(),
    )
}
