//! Line items (AGS 2.0, section 3.2): the list, and one by one.

use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::call::{self, Call, Refusal};
use super::{LINE_ITEM, LINE_ITEMS, Platform, moodle_json};
use crate::demo::DemoCourse;
use crate::school::{LineItem, Registration};

pub(super) fn list(
    platform: &Platform,
    call: &Call,
    course: &DemoCourse,
    registration: &Registration,
) -> Response {
    let issuer = &platform.config().issuer;
    let school = platform.school();
    let is_asked_for = |item: &&LineItem| {
        let is = |name: &str, value: &str| call.parameter(name).is_none_or(|wanted| wanted == value);
        let link = item.resource_link_id.as_deref().unwrap_or_default();
        item.type_id == registration.deployment_id
            && is("resource_id", &item.resource_id)
            && is("tag", &item.tag)
            && is("resource_link_id", link)
            && is("lti_link_id", link)
    };
    let items: Vec<&LineItem> = school.line_items_in(course).filter(is_asked_for).collect();
    let (limit, from) = (call.number("limit"), call.number("from"));
    let on_page = if limit == 0 { items.len() } else { limit };
    let page: Vec<Value> = items.iter().skip(from).take(on_page).map(|item| item.json(issuer)).collect();
    let mut response = moodle_json::answer(StatusCode::OK, LINE_ITEMS, moodle_json::compact(&json!(page)));
    if limit > 0 {
        let base =
            format!("{issuer}/services/{}/lineitems?type_id={}", course.number, registration.deployment_id);
        response.headers_mut().insert(header::LINK, links(call, &base, (limit, from), items.len()));
    }
    response
}

/// Moodle writes the links of this list as for a page of HTML: `&amp;` in the addresses, and curly quotes.
fn links(call: &Call, base: &str, (limit, from): (usize, usize), all: usize) -> HeaderValue {
    let mut filters = form_urlencoded::Serializer::new(String::new());
    for name in ["resource_id", "tag", "resource_link_id", "lti_link_id"] {
        if let Some(value) = call.parameter(name) {
            filters.append_pair(name, value);
        }
    }
    let filters = Some(filters.finish()).filter(|text| !text.is_empty());
    let filters = filters.map(|text| format!("&amp;{}", text.replace('&', "&amp;"))).unwrap_or_default();
    let mut pages = vec![("first", 0)];
    if from > 0 {
        pages.push(("prev", from.saturating_sub(limit)));
    }
    pages.push(("canonical", from));
    if from + limit < all {
        pages.push(("next", from + limit));
    }
    pages.push(("last", all - all % limit));
    let link = |(rel, from): (&str, usize)| {
        format!("<{base}&amp;limit={limit}{filters}&amp;from={from}>; rel=“{rel}”")
    };
    let links: Vec<String> = pages.into_iter().map(link).collect();
    // Moodle sends the quotes as UTF-8, which HTTP allows as opaque bytes.
    HeaderValue::from_bytes(links.join(", ").as_bytes()).unwrap_or_else(|_| HeaderValue::from_static(""))
}

pub(super) fn create(
    platform: &Platform,
    call: &Call,
    course: &DemoCourse,
    registration: &Registration,
) -> Result<Response, Refusal> {
    let said = said(call)?;
    let mut item = LineItem {
        course: course.number,
        type_id: registration.deployment_id.clone(),
        ..LineItem::default()
    };
    item.set(&said).ok_or_else(incomplete)?;
    let link = said.get("resourceLinkId").or_else(|| said.get("ltiLinkId")).and_then(Value::as_str);
    item.resource_link_id = link.filter(|link| !link.is_empty()).map(str::to_owned);
    let item = platform.school().create_line_item(item);
    Ok(echo(platform, StatusCode::CREATED, said, &item))
}

pub(super) fn one(
    platform: &Platform,
    call: &Call,
    course: &DemoCourse,
    id: &str,
    registration: &Registration,
) -> Result<Response, Refusal> {
    let issuer = &platform.config().issuer;
    let mut school = platform.school();
    let item = find(school.line_item_mut(course, id), id, registration)?;
    match *call.method() {
        Method::DELETE => {
            school.delete_line_item(id);
            Ok(call::nothing())
        }
        Method::PUT => {
            let said = said(call)?;
            let mut changed = item.clone();
            changed.set(&said).ok_or_else(incomplete)?;
            *item = changed;
            Ok(echo(platform, StatusCode::OK, said, item))
        }
        _ => {
            let body = moodle_json::compact(&item.json(issuer));
            Ok(moodle_json::answer(StatusCode::OK, LINE_ITEM, body))
        }
    }
}

/// A line item of this tool: to another tool it is as if it did not exist.
pub(super) fn find<'a>(
    found: Option<&'a mut LineItem>,
    id: &str,
    registration: &Registration,
) -> Result<&'a mut LineItem, Refusal> {
    let own = found.filter(|item| item.type_id == registration.deployment_id);
    own.ok_or_else(|| Refusal::not_found("Grade item", id))
}

fn said(call: &Call) -> Result<Value, Refusal> {
    let said: Option<Value> = serde_json::from_slice(&call.body).ok();
    said.filter(Value::is_object).ok_or_else(incomplete)
}

fn incomplete() -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "No label or Score Maximum")
}

/// Moodle answers with what was sent, and with the id.
fn echo(platform: &Platform, status: StatusCode, mut said: Value, item: &LineItem) -> Response {
    said["id"] = json!(item.url(&platform.config().issuer));
    moodle_json::answer(status, LINE_ITEM, said.to_string())
}
