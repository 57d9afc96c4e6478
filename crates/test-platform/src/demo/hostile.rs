//! A launch whose texts try to become HTML, to run as script, or to be computed by a spreadsheet. Everything that a
//! tool compares or routes by stays good, so that the launch itself is valid.

use serde_json::json;

use crate::claims::{Activity, Course, LaunchClaims, Person, name};

const SCRIPT: &str = "<script>alert(1)</script>";
const IMAGE: &str = "\"><img src=x onerror=alert(1)>";
const FORMULA: &str = "=1+1";
const TEMPLATE: &str = "{{constructor.constructor('alert(1)')()}}${alert(1)}";

/// What a hostile platform writes into an error.
pub(super) const ERROR_DESCRIPTION: &str = "</code><script>alert(1)</script>\"><img src=x onerror=alert(1)>";

pub(super) fn person(person: Person) -> Person {
    Person {
        username: format!("{TEMPLATE}{SCRIPT}"),
        given_name: format!("{FORMULA}{SCRIPT}"),
        family_name: IMAGE.to_owned(),
        email: format!("{IMAGE}@example.com"),
        sourced_id: SCRIPT.to_owned(),
        ..person
    }
}

pub(super) fn course(course: Course) -> Course {
    Course { label: IMAGE.to_owned(), title: SCRIPT.to_owned(), sourced_id: SCRIPT.to_owned(), ..course }
}

pub(super) fn activity(activity: Activity) -> Activity {
    Activity { title: format!("{SCRIPT}{IMAGE}"), description: format!("{IMAGE}{TEMPLATE}"), ..activity }
}

/// The claims that are about neither person nor place.
pub(super) fn claims(claims: LaunchClaims) -> LaunchClaims {
    let good = claims.build();
    let mut roles = good[name::ROLES].clone();
    if let Some(roles) = roles.as_array_mut() {
        roles.push(json!(IMAGE));
    }
    let mut presentation = good[name::LAUNCH_PRESENTATION].clone();
    presentation["locale"] = json!(IMAGE);
    presentation["return_url"] = json!("javascript:alert(1)");
    claims
        .claim(name::ROLES, roles)
        .claim(name::LAUNCH_PRESENTATION, presentation)
        .claim(
            name::TOOL_PLATFORM,
            json!({
                "product_family_code": IMAGE,
                "version": SCRIPT,
                "guid": TEMPLATE,
                "name": SCRIPT,
                "description": IMAGE,
                "contact_email": SCRIPT,
                "url": "javascript:alert(1)",
            }),
        )
        .claim(name::EXT, json!({ "user_username": SCRIPT, "lms": IMAGE }))
        .custom(SCRIPT, IMAGE)
        .custom("user_name", SCRIPT)
}
