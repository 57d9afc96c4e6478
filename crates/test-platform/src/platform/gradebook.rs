//! `GET /gradebook`: the students of a course by its line items; `POST /gradebook/delete`: away with a column.

use askama::Template;
use axum::extract::{Form, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::course::teaches;
use super::launch::{person_name, unknown_choice};
use super::{Platform, pages};
use crate::claims::Person;
use crate::demo::{Choice, Message};
use crate::school::{LineItem, number};

#[derive(Template)]
#[template(path = "gradebook.html")]
struct GradebookPage {
    person: String,
    initials: &'static str,
    home: String,
    course_page: String,
    course: &'static str,
    language: &'static str,
    /// The query that a deletion comes back to.
    query: String,
    columns: Vec<Column>,
    rows: Vec<Row>,
}

struct Column {
    id: String,
    label: String,
    maximum: String,
}

struct Row {
    name: String,
    cells: Vec<Cell>,
}

struct Cell {
    /// The points, or what is known instead.
    text: String,
    comment: Option<String>,
    /// Where the tool shows what was handed in.
    review: String,
    /// What the link says to those who do not see the table.
    review_label: String,
}

pub(super) async fn gradebook(State(platform): State<Platform>, RawQuery(query): RawQuery) -> Response {
    let choice = match Choice::from_query(&query.unwrap_or_default()) {
        Ok(choice) => choice.in_course(),
        Err(unknown) => return unknown_choice(&unknown),
    };
    if !teaches(&choice) {
        let detail = "Students cannot see the gradebook. Choose a teacher on the start page.";
        return pages::problem(StatusCode::FORBIDDEN, "The gradebook is for teachers", detail);
    }
    let school = platform.school();
    let items: Vec<&LineItem> = school.line_items_in(choice.course).collect();
    let columns = items.iter().map(|item| Column {
        id: item.id.to_string(),
        label: item.label.clone(),
        maximum: number(item.score_maximum).to_string(),
    });
    let students = choice.course.members().into_iter().filter(Person::is_student);
    let rows = students.map(|student| Row {
        cells: items.iter().map(|item| cell(&platform, &school, &choice, item, &student)).collect(),
        name: student.full_name(),
    });
    let page = GradebookPage {
        person: person_name(&choice),
        initials: choice.person.initials(),
        home: format!("/?{}", choice.query()),
        course_page: format!("/course?{}", choice.query()),
        course: choice.course.title,
        language: choice.course.language,
        query: choice.query(),
        columns: columns.collect(),
        rows: rows.collect(),
    };
    pages::page(StatusCode::OK, &page)
}

fn cell(
    platform: &Platform,
    school: &crate::school::School,
    choice: &Choice,
    item: &LineItem,
    student: &Person,
) -> Cell {
    let score = student.id.as_ref().and_then(|id| item.scores.get(id));
    let text = match score {
        None => "–".to_owned(),
        Some(score) => score.points.map_or_else(
            || format!("{}, {}", score.activity_progress, score.grading_progress),
            |points| number((points * 100.0).round() / 100.0).to_string(),
        ),
    };
    let tool = school.registration_of_type(&item.type_id).map(|one| one.client_id.clone());
    let review = Choice {
        message: Message::SubmissionReview,
        placed: item.resource_link_id.clone().filter(|id| school.placed(id).is_some()),
        item: Some(item.id.to_string()),
        subject: student.id.clone(),
        client_id: tool.filter(|id| *id != platform.config().client_id),
        ..choice.clone()
    };
    Cell {
        text,
        comment: score.and_then(|score| score.comment.clone()).filter(|comment| !comment.is_empty()),
        review: format!("/launch?{}", review.query()),
        review_label: format!("Review {}: {}", student.full_name(), item.label),
    }
}

/// Which column.
#[derive(Debug, Deserialize)]
pub(super) struct Deletion {
    item: String,
    query: String,
}

pub(super) async fn delete(
    State(platform): State<Platform>,
    headers: HeaderMap,
    Form(deletion): Form<Deletion>,
) -> Response {
    if !pages::is_from_here(&headers) {
        return pages::from_elsewhere();
    }
    let choice = match Choice::from_query(&deletion.query) {
        Ok(choice) => choice.in_course(),
        Err(unknown) => return unknown_choice(&unknown),
    };
    // A column that is gone already is gone.
    let _was_there = platform.delete_line_item(&deletion.item);
    Redirect::to(&format!("/gradebook?{}", choice.query())).into_response()
}
