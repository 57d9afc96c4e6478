//! `core_course_get_courses_by_field`, and `local_awsevents_get_courses`, of the plugin.

use serde_json::{Value, json};

use super::contents::escaped;
use super::exception::Exception;
use super::parameters::Parameters;
use crate::Site;
use crate::site::course::Course;

pub(super) fn answer(site: &Site, parameters: &Parameters) -> Result<Value, Exception> {
    let value = parameters.text("value").unwrap_or_default();
    let numbers: Vec<u64> = value.split(',').filter_map(|id| id.trim().parse().ok()).collect();
    let wanted = |id: u64, shortname: &str| match parameters.text("field").unwrap_or_default() {
        "" => Ok(true),
        "id" => Ok(numbers.first() == Some(&id)),
        "ids" => Ok(numbers.contains(&id)),
        "shortname" => Ok(value == shortname),
        _ => Err(Exception::InvalidParameter),
    };
    let mut courses = Vec::new();
    if wanted(1, "test")? {
        courses.push(front_page());
    }
    for course in site.state().courses.values() {
        if wanted(course.id.0, &course.shortname)? {
            courses.push(told(site.root(), course));
        }
    }
    Ok(json!({ "courses": courses, "warnings": [] }))
}

/// A page of the courses' names.
pub(super) fn page(site: &Site, parameters: &Parameters) -> Result<Value, Exception> {
    let after = parameters.number_or("after", Some(0))?;
    let limit = parameters.number_or("limit", Some(1000))?;
    if !(1..=5000).contains(&limit) {
        return Err(Exception::InvalidParameter);
    }
    let state = site.state();
    let next = state.courses.values().filter(|course| course.id.0 > after);
    let told = next.take(usize::try_from(limit).unwrap_or(usize::MAX)).map(|course| {
        json!({ "id": course.id.0, "fullname": escaped(&course.fullname), "visible": course.visible })
    });
    Ok(json!({ "courses": told.collect::<Vec<_>>() }))
}

/// What is the same for all.
fn common(format: &str) -> Value {
    json!({
        "summary": "", "summaryformat": 1, "summaryfiles": [], "overviewfiles": [], "contacts": [],
        "enrollmentmethods": ["manual"], "format": format, "showgrades": 1, "newsitems": 0, "enddate": 0, "maxbytes": 0,
        "showreports": 0, "groupmode": 0, "groupmodeforce": 0, "defaultgroupingid": 0, "enablecompletion": 1,
        "completionnotify": 0, "lang": "", "theme": "", "marker": 0, "showactivitydates": false,
        "showcompletionconditions": true,
        "filters": [{ "filter": "mathjaxloader", "localstate": 0, "inheritedstate": 1 }],
        "courseformatoptions": [{ "name": "hiddensections", "value": 1 }, { "name": "indentation", "value": "1" }],
    })
}

fn with(mut common: Value, own: Value) -> Value {
    if let (Value::Object(members), Value::Object(own)) = (&mut common, own) {
        members.extend(own);
    }
    common
}

fn told(root: &str, course: &Course) -> Value {
    let name = escaped(&course.fullname);
    let own = json!({
        "id": course.id.0,
        "fullname": name,
        "displayname": name,
        "shortname": course.shortname,
        "courseimage": format!("{root}/pluginfile.php/{}/course/generated/course.svg", course.context),
        "categoryid": 1,
        "categoryname": "Category 1",
        "sortorder": 10_000 + course.id.0,
        "startdate": course.created,
        "visible": u8::from(course.visible),
    });
    with(common("topics"), own)
}

fn front_page() -> Value {
    let own = json!({
        "id": 1, "fullname": "Test Moodle", "displayname": "Test Moodle", "shortname": "test", "categoryid": 0,
        "categoryname": "", "sortorder": 1, "startdate": 0, "visible": 1, "enrollmentmethods": [],
    });
    with(common("site"), own)
}
