//! Scores (AGS 2.0, section 3.4).

use axum::http::StatusCode;
use axum::response::Response;

use super::call::{Call, Refusal};
use super::{Platform, SCORE, line_items, moodle_json};
use crate::demo::DemoCourse;
use crate::school::{Registration, ScoreRefusal};

pub(super) fn post(
    platform: &Platform,
    call: &Call,
    course: &DemoCourse,
    id: &str,
    registration: &Registration,
) -> Result<Response, Refusal> {
    let mut school = platform.school();
    let item = line_items::find(school.line_item_mut(course, id), id, registration)?;
    if platform.takes_conflict() {
        return Ok(bare(StatusCode::CONFLICT));
    }
    let is_student = |user: &str| course.member(user).is_some_and(|person| person.is_student());
    Ok(match item.take(&call.body, is_student) {
        Ok(()) => moodle_json::answer(StatusCode::OK, SCORE, String::new()),
        Err(ScoreRefusal::Bad) => bare(StatusCode::BAD_REQUEST),
        Err(ScoreRefusal::Stale) => bare(StatusCode::CONFLICT),
    })
}

/// Moodle gives no reason for these two.
fn bare(status: StatusCode) -> Response {
    moodle_json::answer(status, SCORE, "[]".to_owned())
}
