//! `GET /launch/again`: sends an answer once more, word for word.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;

use super::Platform;
use super::pages::{self, PostPage};

/// Which answer.
#[derive(Debug, Deserialize)]
pub(super) struct Again {
    replay: String,
}

pub(super) async fn again(State(platform): State<Platform>, Query(again): Query<Again>) -> Response {
    let now = platform.now();
    let delivered = platform.delivered().get(now, &again.replay).cloned();
    let Some(delivered) = delivered else {
        return pages::problem(
            StatusCode::NOT_FOUND,
            "Nothing was sent yet",
            "Open the activity first; then its message can be sent a second time, for ten minutes.",
        );
    };
    let page = PostPage {
        title: "Sending the same message again",
        action: &delivered.to,
        fields: &delivered.fields,
    };
    pages::page(StatusCode::OK, &page)
}
