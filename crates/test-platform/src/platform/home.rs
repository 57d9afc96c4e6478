//! `GET /`: the start page, where a launch is put together.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::Platform;
use super::pages;
use crate::demo::{COURSES, Choice, DemoPerson, LANGUAGES, Misbehaviour, Storage};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    people: Vec<PersonCard>,
    courses: Vec<CourseCard>,
    languages: Vec<LanguageOption>,
    /// Value, words, and whether it is chosen.
    storages: Vec<(&'static str, &'static str, bool)>,
    misbehaviours: Vec<MisbehaviourOption>,
    behaves: bool,
    tool: &'a str,
    issuer: &'a str,
    client_id: &'a str,
    deployment_id: &'a str,
}

struct PersonCard {
    id: &'static str,
    name: &'static str,
    note: &'static str,
    initials: &'static str,
    chosen: bool,
}

struct CourseCard {
    id: &'static str,
    language: &'static str,
    title: &'static str,
    label: &'static str,
    activity: &'static str,
    chosen: bool,
}

struct LanguageOption {
    id: &'static str,
    tag: &'static str,
    name: &'static str,
    chosen: bool,
}

struct MisbehaviourOption {
    id: &'static str,
    title: &'static str,
    expected: &'static str,
    chosen: bool,
}

pub(super) async fn home(State(platform): State<Platform>, RawQuery(query): RawQuery) -> Response {
    let chosen = match Choice::from_query(&query.unwrap_or_default()) {
        Ok(chosen) => chosen,
        Err(unknown) => return super::launch::unknown_choice(&unknown),
    };
    let config = platform.config();
    let page = HomePage {
        people: people(&chosen),
        courses: courses(&chosen),
        languages: languages(&chosen),
        storages: storages(&chosen),
        misbehaviours: misbehaviours(&chosen),
        behaves: chosen.misbehaviour.is_none(),
        tool: &config.tool_login_url,
        issuer: &config.issuer,
        client_id: &config.client_id,
        deployment_id: &config.deployment_id,
    };
    pages::page(StatusCode::OK, &page)
}

fn people(chosen: &Choice) -> Vec<PersonCard> {
    let card = |person: DemoPerson| PersonCard {
        id: person.id(),
        name: person.name(),
        note: person.note(),
        initials: person.initials(),
        chosen: chosen.person == person,
    };
    DemoPerson::ALL.into_iter().map(card).collect()
}

fn courses(chosen: &Choice) -> Vec<CourseCard> {
    let cards = COURSES.iter().map(|course| CourseCard {
        id: course.id,
        language: course.language,
        title: course.title,
        label: course.label,
        activity: course.activity,
        chosen: chosen.course == course,
    });
    cards.collect()
}

fn languages(chosen: &Choice) -> Vec<LanguageOption> {
    let options = LANGUAGES.iter().map(|language| LanguageOption {
        id: language.id,
        tag: language.tag,
        name: language.name,
        chosen: chosen.language == language,
    });
    options.collect()
}

fn storages(chosen: &Choice) -> Vec<(&'static str, &'static str, bool)> {
    let words = |storage: Storage| match storage {
        Storage::Parent => "Launch without cookies, with platform storage",
        Storage::Frame => "The same, with the storage in a frame of its own",
    };
    let none = ("", "Launch with cookies, as Moodle", chosen.storage.is_none());
    let others = Storage::ALL.map(|one| (one.id(), words(one), chosen.storage == Some(one)));
    std::iter::once(none).chain(others).collect()
}

fn misbehaviours(chosen: &Choice) -> Vec<MisbehaviourOption> {
    let option = |misbehaviour: Misbehaviour| MisbehaviourOption {
        id: misbehaviour.id(),
        title: misbehaviour.title(),
        expected: misbehaviour.expected(),
        chosen: chosen.misbehaves(misbehaviour),
    };
    Misbehaviour::ALL.into_iter().map(option).collect()
}
