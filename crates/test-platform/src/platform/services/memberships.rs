//! The members of a course (NRPS 2.0, section 2).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::call::{Call, Refusal};
use super::{MEMBERSHIPS, Platform, moodle_json};
use crate::claims::{Activity, LaunchClaims, Person, name};
use crate::demo::DemoCourse;
use crate::school::Registration;

/// What all role names of a membership begin with.
const MEMBERSHIP: &str = "http://purl.imsglobal.org/vocab/lis/v2/membership#";

pub(super) fn list(
    platform: &Platform,
    call: &Call,
    course: &DemoCourse,
    registration: &Registration,
) -> Result<Response, Refusal> {
    let link = call.parameter("rlid");
    if let Some(link) = link.filter(|link| !has_link(platform, course, link)) {
        return Err(Refusal::not_found("LTI link", link));
    }
    let wanted = call.parameter("role").map(|role| role.strip_prefix(MEMBERSHIP).unwrap_or(role).to_owned());
    let has_role =
        |person: &Person| wanted.as_ref().is_none_or(|wanted| roles(person).contains(&wanted.as_str()));
    let members: Vec<Person> = course.members().into_iter().filter(has_role).collect();

    let (limit, from) = (call.number("limit"), call.number("from"));
    let on_page = if limit == 0 { members.len() } else { limit };
    let on_page = platform.faults().members_per_page.map_or(on_page, |most| on_page.min(most));
    let page = members.iter().skip(from).take(on_page);
    let url = format!("{}{}", platform.config().issuer, path(course, registration));
    let body = json!({
        "id": url,
        "context": { "id": course.course().id, "label": course.label, "title": course.title },
        "members": page.map(|one| member(platform, one, registration, link)).collect::<Vec<Value>>(),
    });
    let mut response = moodle_json::answer(StatusCode::OK, MEMBERSHIPS, moodle_json::compact(&body));
    if from + on_page < members.len() {
        let next = next_link(platform, course, registration, (on_page, from + on_page), link);
        response.headers_mut().insert(header::LINK, next);
    }
    Ok(response)
}

fn path(course: &DemoCourse, registration: &Registration) -> String {
    let type_id = &registration.deployment_id;
    format!("/services/CourseSection/{}/bindings/{type_id}/memberships", course.number)
}

fn has_link(platform: &Platform, course: &DemoCourse, link: &str) -> bool {
    link == course.activity().id
        || platform.school().placed(link).is_some_and(|one| one.course == course.number)
}

/// Moodle's link says nothing of the role that was asked for.
fn next_link(
    platform: &Platform,
    course: &DemoCourse,
    registration: &Registration,
    (limit, from): (usize, usize),
    link: Option<&str>,
) -> HeaderValue {
    let origin = platform.faults().next_link_origin.unwrap_or_else(|| platform.config().issuer.clone());
    let rlid = link.map(|link| format!("&rlid={link}")).unwrap_or_default();
    let path = path(course, registration);
    let next = format!("<{origin}{path}?limit={limit}&from={from}{rlid}>; rel=\"next\"");
    HeaderValue::try_from(next).unwrap_or_else(|_| HeaderValue::from_static("<>; rel=\"next\""))
}

/// Short names, as Moodle sends them here.
fn roles(person: &Person) -> Vec<&str> {
    person.roles.iter().filter_map(|role| role.strip_prefix(MEMBERSHIP)).collect()
}

fn member(platform: &Platform, person: &Person, registration: &Registration, link: Option<&str>) -> Value {
    let mut member = json!({
        "status": "Active",
        "roles": roles(person),
        "user_id": person.id,
        "lis_person_sourcedid": person.sourced_id,
    });
    if let Some(link) = link {
        member["message"] = json!([message(platform, person, registration, link)]);
    }
    if person.released && registration.releases.names {
        member["name"] = json!(person.full_name());
        member["given_name"] = json!(person.given_name);
        member["family_name"] = json!(person.family_name);
        member["ext_user_username"] = json!(person.username);
        if registration.releases.email {
            member["email"] = json!(person.email);
        }
    }
    member
}

/// What a launch of this link by this person would say of the service of LTI 1.1, which is all that Moodle adds.
fn message(platform: &Platform, person: &Person, registration: &Registration, link: &str) -> Value {
    let launch = LaunchClaims::by(person.clone())
        .config(&registration.config(platform.config()))
        .activity(Activity { id: link.to_owned(), ..Activity::default() })
        .build();
    json!({
        name::MESSAGE_TYPE: name::RESOURCE_LINK_REQUEST,
        name::BASIC_OUTCOME: launch[name::BASIC_OUTCOME],
    })
}
