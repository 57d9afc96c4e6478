//! Results (AGS 2.0, section 3.3): the scores as the gradebook has them.

use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::call::{Call, Refusal};
use super::{Platform, RESULTS, line_items, moodle_json};
use crate::demo::DemoCourse;
use crate::platform::pages;
use crate::school::{LineItem, Registration, Score, number};

pub(super) fn list(
    platform: &Platform,
    call: &Call,
    course: &DemoCourse,
    id: &str,
    registration: &Registration,
) -> Result<Response, Refusal> {
    // Moodle 5.1 fails here.
    if call.parameter("limit").is_some() {
        return Ok(pages::exception("Exception - Call to a member function out() on null"));
    }
    let issuer = &platform.config().issuer;
    let mut school = platform.school();
    let item = &*line_items::find(school.line_item_mut(course, id), id, registration)?;
    let wanted = call.parameter("user_id");
    let scores = item.scores.iter().filter(|(user, _)| wanted.is_none_or(|wanted| wanted == *user));
    let results: Vec<Value> = scores.map(|(user, score)| result(issuer, item, user, score)).collect();
    Ok(moodle_json::answer(StatusCode::OK, RESULTS, moodle_json::compact(&json!(results))))
}

fn result(issuer: &str, item: &LineItem, user: &str, score: &Score) -> Value {
    let mut result = json!({
        "id": format!("{}&user_id={user}", item.part_url(issuer, "results")),
        "userId": user,
        "scoreOf": item.url(issuer),
        "timestamp": time(score.timestamp),
    });
    if let Some(points) = score.points {
        result["resultScore"] = number(points);
        result["resultMaximum"] = number(item.score_maximum);
        if let Some(comment) = score.comment.as_ref().filter(|comment| !comment.is_empty()) {
            result["comment"] = json!(comment);
        }
    }
    result
}

/// `2026-11-21T22:05:32+00:00`
fn time(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
    time.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}
