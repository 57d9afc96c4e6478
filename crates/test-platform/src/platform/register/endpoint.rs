//! `/registration`: the registration endpoint (Dynamic Registration 1.0, section 3.5), with Moodle's refusals.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::request;
use crate::platform::{Platform, pages};

/// What a registration token stands for.
#[derive(Debug, Clone)]
pub(in crate::platform) struct Invitation {
    pub(super) client_id: String,
    /// Whether it changes what is known of a tool instead of adding one.
    pub(super) renews: bool,
    pub(super) used: bool,
}

/// Status and text, which Moodle sends as HTML although it is neither.
type Refusal = (StatusCode, String);

pub(in crate::platform) async fn endpoint(
    State(platform): State<Platform>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some(token) = bearer.and_then(|value| value.strip_prefix("Bearer ")) else {
        return refuse(&(StatusCode::UNAUTHORIZED, "missing_registration_token".to_owned()));
    };
    let Some(invitation) = platform.invitations().get(platform.now(), token).cloned() else {
        // Moodle's library throws, and nobody catches it.
        let segments = token.split('.').count() == 3;
        return pages::exception(if segments {
            "Signature verification failed"
        } else {
            "Wrong number of segments"
        });
    };
    match method {
        Method::POST => match serde_json::from_slice::<Value>(&body) {
            Ok(asked) => match register(&platform, token, &invitation, &asked) {
                Ok(answer) => json(&answer),
                Err(refusal) => refuse(&refusal),
            },
            Err(_) => pages::exception("The registration is not JSON"),
        },
        Method::GET => match platform.school().registration(Some(&invitation.client_id)) {
            Some(registration) if invitation.renews => json(&request::answer(registration)),
            _ => pages::exception("There is no such registration"),
        },
        _ => refuse(&(StatusCode::BAD_REQUEST, "Unsupported operation".to_owned())),
    }
}

/// Adds or renews the tool. The token is used up only then, so that a tool can put a mistake right.
fn register(
    platform: &Platform,
    token: &str,
    invitation: &Invitation,
    asked: &Value,
) -> Result<Value, Refusal> {
    let used = || (StatusCode::UNAUTHORIZED, "token_already_used".to_owned());
    if invitation.used {
        return Err(used());
    }
    let bad = |text: String| (StatusCode::BAD_REQUEST, text);
    let mut registration = request::read(asked, platform.config().services).map_err(bad)?;
    registration.client_id.clone_from(&invitation.client_id);
    let mut school = platform.school();
    match platform.invitations().get_mut(platform.now(), token) {
        Some(kept) if !kept.used => kept.used = true,
        _ => return Err(used()),
    }
    if let Some(known) = school.registration_mut(&invitation.client_id) {
        registration.deployment_id.clone_from(&known.deployment_id);
        registration.active = known.active;
        *known = registration.clone();
    } else {
        registration.deployment_id = school.free_deployment_id();
        school.register(registration.clone());
    }
    Ok(request::answer(&registration))
}

fn json(answer: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], answer.to_string()).into_response()
}

fn refuse((status, text): &Refusal) -> Response {
    (*status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text.clone()).into_response()
}
