use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use lti::browser::{Keeper, Proof};
use lti::session::{Bearer, PendingSession, SessionCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{App, attempt_cookie, own_origin};
use http_api::to_its_end;
use http_api::{Asked, ErrorBody, Refusal, Remedy};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionRequest {
    /// The one-time code from the fragment of the page's URL.
    code: String,
    /// What the platform's page kept, when the tool asked for it.
    #[serde(default)]
    storage_key: Option<String>,
}

/// What the front end must ask the platform's page for before it gets the session. Only the tool may say where: whoever
/// planted the code could plant that as well.
#[derive(Serialize, ToSchema)]
pub(crate) struct StorageQuestion {
    /// The window to ask: `_parent`, or the name of a frame in there.
    #[schema(example = "_parent")]
    frame: String,
    /// The origin that the question is for, and the only one to be believed.
    #[schema(example = "https://lms.example")]
    origin: String,
    /// The name under which the platform's page keeps the key.
    name: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct SessionResponse {
    /// The bearer for all other calls. Opaque; to be kept in memory, or in the tab's session storage.
    token: String,
    /// Seconds until the session ends.
    expires_in: u64,
}

/// Exchanges the one-time code of a launch for a bearer, in the browser that launched.
#[utoipa::path(
    post,
    path = "/api/session",
    request_body = SessionRequest,
    responses(
        (status = 200, description = "The session has begun.", body = SessionResponse),
        (status = 202, description = "The code waits: ask the platform's page for the key of this launch, and send both.", body = StorageQuestion),
        (status = 400, description = "The request is not the JSON that is expected.", body = ErrorBody),
        (status = 401, description = "The code is unknown, used or expired.", body = ErrorBody),
        (status = 403, description = "Another browser, or another site's page.", body = ErrorBody),
        (status = 413, description = "The request is too large.", body = ErrorBody),
        (status = 415, description = "The request is not JSON.", body = ErrorBody),
        (status = 422, description = "The JSON is not what is expected.", body = ErrorBody),
        (status = 503, description = "The store does not answer; try again.", body = ErrorBody),
    )
)]
pub(crate) async fn session(
    State(app): State<Arc<App>>,
    asked: Asked,
    headers: HeaderMap,
    body: Result<Json<SessionRequest>, JsonRejection>,
) -> Response {
    // A claimed code must get its session.
    let exchanged = to_its_end(async move { exchange(&app, &headers, body).await }).await;
    exchanged.unwrap_or_else(|refusal| refusal.json(&asked))
}

async fn exchange(
    app: &App,
    headers: &HeaderMap,
    body: Result<Json<SessionRequest>, JsonRejection>,
) -> Result<Response, Refusal> {
    own_origin::check(headers, &app.tool)?;
    let Json(request) = body.map_err(|rejection| {
        // The rejection may repeat what was sent, and a code may be in it.
        let message = "The request is not {\"code\": \"…\"} with Content-Type: application/json.";
        Refusal::new(rejection.status(), "request_malformed", Remedy::OpenAgain, message)
    })?;
    if request.storage_key.is_some() {
        own_origin::require(headers, &app.tool)?;
    }
    let unavailable = |error| Refusal::unavailable(&error);
    let code = SessionCode::parse(&request.code).ok_or_else(invalid_code)?.digest();
    let now = app.ports.clock.now();
    let writer = &app.ports.session_writer;
    let pending = writer.pending(&code, now).await.map_err(unavailable)?.ok_or_else(invalid_code)?;
    let claim = PendingSession::claim(&code, pending.code_expires);
    // The browser is checked before the code is used up: a stranger cannot spend it.
    let attempt = pending.browser().attempt.clone();
    let proof = match (&pending.browser().keeper, &request.storage_key) {
        (Keeper::Storage(storage), None) => {
            let question = StorageQuestion {
                frame: storage.frame.as_str().to_owned(),
                origin: storage.origin.clone(),
                name: attempt.storage_name(),
            };
            return Ok((StatusCode::ACCEPTED, Json(question)).into_response());
        }
        (_, Some(key)) => Proof::Storage(Some(key)),
        (Keeper::Cookie, None) => Proof::Cookie(attempt_cookie::value(headers, &attempt)),
    };
    let session = pending.in_browser(proof).map_err(|_| other_browser())?;
    if !app.ports.one_time.claim_once(&claim, now).await.map_err(unavailable)? {
        return Err(invalid_code());
    }
    let bearer = Bearer::random(&*app.ports.entropy);
    writer.put_session(&bearer.digest(), &session).await.map_err(unavailable)?;
    let answer = SessionResponse {
        token: bearer.reveal().to_owned(),
        expires_in: session.expires.since(now).as_secs(),
    };
    Ok(Json(answer).into_response())
}

fn invalid_code() -> Refusal {
    Refusal::new(
        StatusCode::UNAUTHORIZED,
        "code_invalid",
        Remedy::OpenAgain,
        "This launch was used already or waited too long. Open the activity again from your course.",
    )
}

fn other_browser() -> Refusal {
    Refusal::new(
        StatusCode::FORBIDDEN,
        "browser_mismatch",
        Remedy::Cookies,
        "This launch was begun in another browser, or the browser lost its cookie. Open the activity again from your course.",
    )
}
