//! `GET /storage`: the frame that keeps things for a tool, in the launches that have one.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::Platform;
use super::{pages, policy};

#[derive(Template)]
#[template(path = "storage.html")]
struct StoragePage {
    /// The tool's origins, who alone may use it.
    origins: String,
}

/// Whose things it keeps.
#[derive(Debug, Deserialize)]
pub(super) struct Owner {
    tool: String,
}

/// Where the frame for this tool is.
pub(super) fn address(client_id: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("tool", client_id).finish();
    format!("/storage?{query}")
}

pub(super) async fn frame(State(platform): State<Platform>, Query(owner): Query<Owner>) -> Response {
    let mut origins = match platform.school().registration(Some(&owner.tool)) {
        Some(registration) => policy::origins(registration),
        None => Vec::new(),
    };
    origins.dedup();
    if origins.is_empty() {
        return pages::not_found().await;
    }
    pages::page(StatusCode::OK, &StoragePage { origins: origins.join(" ") })
}
