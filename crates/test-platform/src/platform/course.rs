//! `GET /course`: what is in a course, and what a teacher can do there.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::launch::{person_name, unknown_choice};
use super::{Platform, pages};
use crate::claims::Person;
use crate::demo::{Choice, DemoPerson, Message};

#[derive(Template)]
#[template(path = "course.html")]
struct CoursePage {
    person: String,
    initials: &'static str,
    home: String,
    title: &'static str,
    label: &'static str,
    language: &'static str,
    activities: Vec<ActivityRow>,
    teaching: Option<Teaching>,
}

struct ActivityRow {
    title: String,
    text: String,
    graded: bool,
    /// A link for everybody who can open it from here, with the word on it.
    opens: Vec<(&'static str, String)>,
}

/// What only a teacher sees.
struct Teaching {
    /// A link for each tool, with its name.
    add_content: Vec<(String, String)>,
    gradebook: String,
    members: usize,
    /// The fields that the data privacy form repeats.
    privacy: Vec<(String, String)>,
    /// Whom it can be about: id and name.
    people: Vec<(String, String)>,
}

pub(super) async fn course(State(platform): State<Platform>, RawQuery(query): RawQuery) -> Response {
    let choice = match Choice::from_query(&query.unwrap_or_default()) {
        Ok(choice) => choice.in_course(),
        Err(unknown) => return unknown_choice(&unknown),
    };
    let page = CoursePage {
        person: person_name(&choice),
        initials: choice.person.initials(),
        home: format!("/?{}", choice.query()),
        title: choice.course.title,
        label: choice.course.label,
        language: choice.course.language,
        activities: activities(&platform, &choice),
        teaching: teaches(&choice).then(|| teaching(&platform, &choice)),
    };
    pages::page(StatusCode::OK, &page)
}

pub(super) fn teaches(choice: &Choice) -> bool {
    matches!(choice.person, DemoPerson::Teacher | DemoPerson::Admin)
}

fn activities(platform: &Platform, choice: &Choice) -> Vec<ActivityRow> {
    let school = platform.school();
    let first = ActivityRow {
        title: choice.course.activity.to_owned(),
        text: String::new(),
        graded: true,
        opens: opens(choice),
    };
    let placed = school.placed_in(choice.course).map(|placed| ActivityRow {
        title: placed.content.title.clone(),
        text: placed.content.text.clone(),
        graded: placed.content.line_item.is_some(),
        opens: opens(&Choice { placed: Some(placed.id.clone()), client_id: None, ..choice.clone() }),
    });
    std::iter::once(first).chain(placed).collect()
}

fn opens(choice: &Choice) -> Vec<(&'static str, String)> {
    let open = |words, person| (words, format!("/launch?{}", Choice { person, ..choice.clone() }.query()));
    if teaches(choice) {
        vec![open("Open", choice.person), open("Open as student", DemoPerson::Student)]
    } else {
        vec![open("Open", choice.person), open("Open as teacher", DemoPerson::Teacher)]
    }
}

fn teaching(platform: &Platform, choice: &Choice) -> Teaching {
    let school = platform.school();
    let active = school.registrations().iter().filter(|one| one.active);
    let add_content = active.map(|one| {
        let client_id = (one.client_id != platform.config().client_id).then(|| one.client_id.clone());
        let choice = Choice { message: Message::DeepLinking, client_id, ..choice.clone() };
        (one.name.clone(), format!("/launch?{}", choice.query()))
    });
    let privacy = Choice { message: Message::DataPrivacy, ..choice.clone() };
    let members = choice.course.members();
    let name = |person: &Person| Some((person.id.clone()?, person.full_name()));
    Teaching {
        add_content: add_content.collect(),
        gradebook: format!("/gradebook?{}", choice.query()),
        members: members.len(),
        privacy: form_urlencoded::parse(privacy.query().as_bytes()).into_owned().collect(),
        people: members.iter().filter_map(name).collect(),
    }
}
