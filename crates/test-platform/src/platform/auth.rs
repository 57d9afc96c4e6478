//! `GET|POST /auth`: the authorization endpoint. The message hint stands for the whole launch, the
//! person included: this platform has no log-in of its own.

use axum::extract::{RawForm, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::Platform;
use super::auth_request::{AuthRequest, Refusal};
use super::message;
use super::pages::{self, PostPage};
use super::state::{Delivered, Fields};

pub(super) async fn auth(State(platform): State<Platform>, RawForm(form): RawForm) -> Response {
    let request = match AuthRequest::parse(&form) {
        Ok(request) => request,
        Err(refusal) => return refuse(refusal, "", None),
    };
    match answer(&platform, &request) {
        Ok(fields) => post("Opening the activity", request.redirect_uri(), &fields),
        Err(refusal) => refuse(refusal, request.redirect_uri(), request.state()),
    }
}

/// Checks the request, takes the hint, which is good once, and signs. A request that is refused
/// leaves the hint as it was, so that the tool can ask again.
fn answer(platform: &Platform, request: &AuthRequest) -> Result<Fields, Refusal> {
    const NO_LAUNCH: Refusal =
        Refusal::Page("The lti_message_hint belongs to no launch, or was used already.");
    let now = platform.now();
    let hint = request.message_hint();
    let launch = {
        let mut started = platform.started();
        let launch = started.get(now, hint).ok_or(NO_LAUNCH)?;
        let opening = &launch.opening;
        request.check(&opening.registration, opening.choice.person().login_hint())?;
        started.take(now, hint).ok_or(NO_LAUNCH)?
    };
    let fields = message::fields(platform, &launch.opening, request.nonce(), request.state());
    if let Some(replay) = launch.replay {
        let sent = Delivered { to: request.redirect_uri().to_owned(), fields: fields.clone() };
        platform.delivered().insert(now, replay, sent);
    }
    Ok(fields)
}

fn refuse(refusal: Refusal, redirect_uri: &str, state: Option<&str>) -> Response {
    match refusal {
        Refusal::Page(detail) => {
            pages::problem(StatusCode::BAD_REQUEST, "The tool's request cannot be answered", detail)
        }
        Refusal::Post { error, description } => {
            let mut fields = vec![("error", error.to_owned())];
            fields.extend(description.map(|text| ("error_description", text.to_owned())));
            fields.extend(state.map(|state| ("state", state.to_owned())));
            post("Reporting an error to the tool", redirect_uri, &fields)
        }
    }
}

/// Posts to a registered redirect URI.
fn post(title: &str, redirect_uri: &str, fields: &[(&'static str, String)]) -> Response {
    pages::page(StatusCode::OK, &PostPage { title, action: redirect_uri, fields })
}
