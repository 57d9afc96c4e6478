//! Calls of functions.

use axum::http::StatusCode;
use serde_json::Value;

use super::exception::Exception;
use super::parameters::Parameters;
use super::reply::Reply;
use super::{access, contents, courses, glossary, information, pages, php_json, xml};
use crate::Site;
use crate::faults::Fault;
use crate::tokens::Standing;

/// The headers of every answer that is JSON.
const HEADERS: [(&str, &str); 5] = [
    ("cache-control", "private, must-revalidate, pre-check=0, post-check=0, max-age=0"),
    ("expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
    ("pragma", "no-cache"),
    ("accept-ranges", "none"),
    ("access-control-allow-origin", "*"),
];

pub(super) fn answer(site: &Site, parameters: &Parameters, fault: Option<&Fault>) -> Reply {
    if fault == Some(&Fault::WebServicesOff) {
        return pages::forbidden();
    }
    let mut told = asked(site, parameters, fault).unwrap_or_else(Exception::of_function);
    match fault {
        Some(Fault::Json(other)) => told = other.clone(),
        Some(Fault::OtherHost(origin)) => lead_elsewhere(&mut told, site.root(), origin),
        _ => {}
    }
    // Who does not ask for JSON gets XML.
    let reply = match parameters.text("moodlewsrestformat") {
        Some("json") => Reply::printed(StatusCode::OK, "application/json", php_json::encode(&told)),
        _ => Reply::printed(StatusCode::OK, "application/xml; charset=utf-8", xml::encode(&told)),
    };
    reply.with(HEADERS.map(|(name, value)| (name, value.to_owned())))
}

fn asked(site: &Site, parameters: &Parameters, fault: Option<&Fault>) -> Result<Value, Exception> {
    admitted(site, parameters.text("wstoken").unwrap_or_default(), fault)?;
    let function = parameters.text("wsfunction").filter(|name| !name.is_empty());
    if fault == Some(&Fault::UnknownFunction) {
        return Err(Exception::NoRecord);
    }
    match function.ok_or(Exception::InvalidParameter)? {
        "core_course_get_contents" => contents::answer(site, parameters),
        "core_course_get_courses_by_field" => courses::answer(site, parameters),
        "core_webservice_get_site_info" => Ok(information::answer(site)),
        "local_awsevents_get_course_access" => access::answer(site, parameters),
        "local_awsevents_get_courses" => courses::page(site, parameters),
        "mod_glossary_get_entries_by_letter" => glossary::answer(site, parameters),
        _ => Err(Exception::NoRecord),
    }
}

/// Whether a token opens anything, to functions and downloads alike.
pub(super) fn admitted(site: &Site, token: &str, fault: Option<&Fault>) -> Result<(), Exception> {
    match site.tokens().check(token) {
        Standing::Good => {}
        Standing::Expired => return Err(Exception::Access),
        Standing::Unknown => return Err(Exception::UnknownToken),
    }
    match fault {
        Some(Fault::Suspended) => Err(Exception::Suspended),
        Some(Fault::Maintenance) => Err(Exception::Maintenance),
        Some(Fault::AccessRefused | Fault::WebServicesOff) => Err(Exception::Access),
        _ => Ok(()),
    }
}

/// Lets all addresses of files begin with another origin.
fn lead_elsewhere(told: &mut Value, root: &str, origin: &str) {
    match told {
        Value::Array(items) => items.iter_mut().for_each(|item| lead_elsewhere(item, root, origin)),
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(url) if name == "fileurl" => *url = url.replacen(root, origin, 1),
                    other => lead_elsewhere(other, root, origin),
                }
            }
        }
        _ => {}
    }
}
