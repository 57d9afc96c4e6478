//! What Moodle shows to people, and to callers who get no further.

use axum::http::StatusCode;

use super::reply::Reply;

const HTML: &str = "text/html; charset=utf-8";

pub(super) fn login() -> Reply {
    let form = "<form action=\"/login/index.php\" method=\"post\" id=\"login\">\
        <input type=\"text\" name=\"username\"><input type=\"password\" name=\"password\"></form>";
    Reply::printed(StatusCode::OK, HTML, page("Log in to the site", form))
}

pub(super) fn redirect(address: &str) -> Reply {
    let link = "This page should automatically redirect.";
    Reply::printed(StatusCode::SEE_OTHER, HTML, page("Redirect", link)).with([
        ("cache-control", "no-store, no-cache, must-revalidate".into()),
        ("x-redirect-by", "Moodle".into()),
        ("location", address.into()),
    ])
}

/// An activity's page. The body is HTML, and so is the title.
pub(super) fn shown(title: &str, body: &str) -> Reply {
    Reply::printed(StatusCode::OK, HTML, page(title, &format!("<h1>{title}</h1>{body}")))
}

pub(super) fn not_found() -> Reply {
    Reply::printed(StatusCode::NOT_FOUND, HTML, page("Error", "Can't find data record in database."))
}

/// Who is not logged in is sent there.
pub(super) fn to_login(root: &str) -> Reply {
    redirect(&format!("{root}/login/index.php"))
}

pub(super) fn maintenance() -> Reply {
    let words = "This site is undergoing maintenance and is currently not available";
    Reply::printed(StatusCode::SERVICE_UNAVAILABLE, HTML, page("Under maintenance", words))
        .with([("retry-after", "300".into())])
}

pub(super) fn server_error() -> Reply {
    Reply::printed(StatusCode::INTERNAL_SERVER_ERROR, HTML, page("Error", "Error writing to database"))
}

/// Web services or their protocol are off: Moodle says nothing else.
pub(super) fn forbidden() -> Reply {
    Reply::printed(StatusCode::FORBIDDEN, HTML, "")
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\" xml:lang=\"en\">\n<head><title>{title}</title></head>\n<body>{body}</body>\n</html>\n"
    )
}
