//! `POST /lti/launch`: the platform's signed message comes back through the browser. Where the platform's page keeps the
//! login's key, a page of the tool fetches it first and posts all of it to `/lti/launch/storage`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lti::browser::{BrowserBinding, BrowserMismatch, Keeper, Proof};
use lti::jws::UnverifiedToken;
use lti::launch::{LaunchError, UnclaimedLaunch, VerifiedLaunch};
use lti::names::DeploymentId;
use lti::params::Params;
use lti::registration::{PlatformId, Registration};
use lti::session::{PendingSession, Session, SessionCode};
use lti::state::BoundState;
use lti::time::UnixTime;
use ports::{PendingDeployment, StoreError};

use crate::pages::{self, StorageLaunch};
use crate::{App, attempt_cookie, login, misdirected, own_origin};
use http_api::metrics::count_launch;
use http_api::{Asked, Refusal, to_its_end};

mod refuse;

use refuse::LaunchRefusal;

/// A launch as the platform posts it. A login that a cookie binds is finished here.
pub(crate) async fn launch(
    State(app): State<Arc<App>>,
    asked: Asked,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let form = match login::form(&headers, body) {
        Ok(form) => form,
        Err(refusal) => return pages::refused(&refusal, &asked),
    };
    if let Some(refusal) = misdirected::explain("/lti/launch", &form, &app.tool) {
        return pages::refused(&refusal, &asked);
    }
    finish(app, form, Evidence::Headers(headers), &asked).await
}

/// A launch that comes from the tool's own page with the key that it got from the platform's. An attacker knows the key
/// of a login of their own, so that this page sent it is part of the proof.
pub(crate) async fn launch_by_storage(
    State(app): State<Arc<App>>,
    asked: Asked,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let form = own_origin::require(&headers, &app.tool).and_then(|()| login::form(&headers, body));
    match form {
        Ok(form) => finish(app, form, Evidence::StorageKey, &asked).await,
        Err(refusal) => pages::refused(&refusal, &asked),
    }
}

/// Where the proof of the browser is found.
enum Evidence {
    /// In a cookie.
    Headers(HeaderMap),
    /// In the form.
    StorageKey,
}

/// What becomes of a launch that is not refused.
enum Accepted {
    /// It is verified and claimed.
    Session(SessionCode),
    /// Nothing is known yet: first a page of the tool must ask the platform's for the login's key.
    AskStorage(StorageLaunch),
}

/// Verifies the launch and sends the browser to the front end with a one-time code in the fragment.
async fn finish(app: Arc<App>, form: Params, evidence: Evidence, asked: &Asked) -> Response {
    // Others may wait for the keys that it fetches, and a claimed launch must get its session.
    let accepted = to_its_end(async move { accept(&app, &form, &evidence).await }).await;
    if !matches!(accepted, Ok(Accepted::AskStorage(_))) {
        count_launch(accepted.is_ok());
    }
    match accepted {
        Ok(Accepted::AskStorage(launch)) => pages::storage_launch(&launch, asked),
        Ok(Accepted::Session(code)) => {
            let location = format!("/app#code={}", code.reveal());
            (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
        }
        Err(refused) => pages::refused(&Refusal::from(refused), asked),
    }
}

async fn accept(app: &App, form: &Params, evidence: &Evidence) -> Result<Accepted, LaunchRefusal> {
    let now = app.ports.clock.now();
    let state_key = &app.secrets().await.map_err(StoreError::from)?.state_key;
    if let Some(error) = form.text("error")? {
        // Without a state of ours anybody may have written the text, and it is not shown.
        let ours = form.text("state")?.is_some_and(|state| state_key.open(state, now).is_ok());
        let description = form.text("error_description")?.filter(|_| ours).unwrap_or_default();
        let error = if ours { error } else { refuse::known_error(error) };
        return Err(LaunchRefusal::Platform { error: error.into(), description: description.into() });
    }
    let state = state_key.open(form.required("state")?, now)?;
    let BrowserBinding { attempt, keeper, .. } = state.browser().clone();
    let proof = match (evidence, keeper) {
        (Evidence::Headers(_), Keeper::Storage(storage)) => {
            let (state, id_token) =
                (form.required("state")?.to_owned(), form.required("id_token")?.to_owned());
            return Ok(Accepted::AskStorage(StorageLaunch { storage, attempt, state, id_token }));
        }
        (Evidence::Headers(headers), Keeper::Cookie) => {
            Proof::Cookie(attempt_cookie::value(headers, &attempt))
        }
        (Evidence::StorageKey, _) => Proof::Storage(form.text("storage_key")?),
    };
    let state = state.in_browser(proof).map_err(|mismatch| match (mismatch, evidence) {
        // A browser that keeps another attempt's cookie keeps cookies: the launch is another's.
        (BrowserMismatch::CookieMissing, Evidence::Headers(headers))
            if !attempt_cookie::is_any_in(headers) =>
        {
            LaunchRefusal::CookiesBlocked
        }
        (mismatch, _) => LaunchRefusal::OtherBrowser(mismatch),
    })?;
    let id = state.get().platform.clone();
    let registration = app.ports.registrations.find(&id).await?.ok_or(LaunchRefusal::RegistrationGone(id))?;
    let launch = verify(app, &registration, form.required("id_token")?, &state, now).await?;
    let launch = claim(app, &registration.id, launch, now).await?;
    let code = SessionCode::random(&*app.ports.entropy);
    let pending = PendingSession::of(Session::begin(launch), state.get().browser().clone());
    app.ports.session_writer.put_pending(&code.digest(), &pending).await?;
    Ok(Accepted::Session(code))
}

async fn verify(
    app: &App,
    registration: &Registration,
    id_token: &str,
    state: &BoundState,
    now: UnixTime,
) -> Result<UnclaimedLaunch, LaunchRefusal> {
    let token = UnverifiedToken::parse(id_token).map_err(LaunchError::from)?;
    let url = &registration.endpoints.key_set;
    let keys = app.key_sets.with_key(url, token.kid(), now, app.ports.http_for(registration)).await?;
    match lti::launch::verify(&token, &keys, registration, state, now) {
        Err(LaunchError::UnknownDeployment(deployment)) => {
            Err(unknown_deployment(app, &registration.id, deployment, now).await?)
        }
        Err(LaunchError::Suspended) => Err(LaunchRefusal::Suspended(registration.id.clone())),
        other => Ok(other?),
    }
}

/// Notes an unlisted deployment. The platform signed it, so it is the operator's to decide.
async fn unknown_deployment(
    app: &App,
    id: &PlatformId,
    deployment: DeploymentId,
    now: UnixTime,
) -> Result<LaunchRefusal, LaunchRefusal> {
    let seen = PendingDeployment { deployment_id: deployment.clone(), last_seen: now };
    app.ports.deployments.note_pending(id, &seen).await?;
    Ok(LaunchRefusal::UnknownDeployment { id: id.clone(), deployment })
}

/// Makes the launch the only one of its login, by one conditional write.
async fn claim(
    app: &App,
    id: &PlatformId,
    launch: UnclaimedLaunch,
    now: UnixTime,
) -> Result<VerifiedLaunch, LaunchRefusal> {
    let won = app.ports.one_time.claim_once(launch.claim(), now).await?;
    let new_deployment = launch.new_deployment().cloned();
    let launch = launch.claimed(won)?;
    if let Some(deployment) = new_deployment
        && !app.ports.deployments.add_deployment(id, &deployment).await?
    {
        // Another deployment was the first, or the operator changed the registration meanwhile.
        return Err(unknown_deployment(app, id, deployment, now).await?);
    }
    Ok(launch)
}
