use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::Response;
use lti::registration::Status;
use lti::roles::CourseRole;
use lti::session::{Bearer, Session};
use lti::time::UnixTime;
use lti::token::TokenDigest;
use ports::{Clock, RegistrationReader, SessionReader};

use crate::{Asked, Refusal, Remedy};

/// Where the session behind a bearer is found.
#[derive(Clone)]
pub struct Sessions {
    /// Opens sessions.
    pub reader: Arc<dyn SessionReader>,
    /// Tells whether the platform is still welcome.
    pub registrations: Arc<dyn RegistrationReader>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// What handlers share, if there are sessions in it.
pub trait OpensSessions: Send + Sync {
    /// Where the session behind a bearer is found.
    fn sessions(&self) -> Sessions;
}

/// A call with a bearer whose session runs and whose registration is still active.
pub struct Launched {
    /// The session.
    pub session: Session,
    /// Names the session.
    pub bearer: TokenDigest,
    /// When the call came.
    pub now: UnixTime,
}

/// A [`Launched`] call of somebody who teaches or administers the course.
pub struct LaunchedInstructor(pub Launched);

impl<A: OpensSessions> FromRequestParts<Arc<A>> for Launched {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Response> {
        let Ok(asked) = Asked::from_request_parts(parts, app).await;
        open(parts, &app.sessions()).await.map_err(|refusal| refusal.json(&asked))
    }
}

impl<A: OpensSessions> FromRequestParts<Arc<A>> for LaunchedInstructor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<A>) -> Result<Self, Response> {
        let launched = Launched::from_request_parts(parts, app).await?;
        if launched.session.launch.role >= CourseRole::Instructor {
            return Ok(Self(launched));
        }
        let Ok(asked) = Asked::from_request_parts(parts, app).await;
        let message = "This is for teachers and administrators of the course.";
        Err(Refusal::new(StatusCode::FORBIDDEN, "instructor_only", Remedy::OpenAgain, message).json(&asked))
    }
}

async fn open(parts: &Parts, sessions: &Sessions) -> Result<Launched, Refusal> {
    let authorization = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = authorization
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .and_then(|(_, token)| Bearer::parse(token.trim()))
        .ok_or_else(no_session)?
        .digest();
    let unavailable = |error| Refusal::unavailable(&error);
    let now = sessions.clock.now();
    let found = sessions.reader.session(&bearer, now).await.map_err(unavailable)?;
    let session = found.ok_or_else(no_session)?;
    let registration = sessions.registrations.find(&session.launch.platform_id).await.map_err(unavailable)?;
    let active = registration.is_some_and(|registration| {
        registration.status == Status::Active
            && registration.deployments.contains(&session.launch.deployment_id)
    });
    if active { Ok(Launched { session, bearer, now }) } else { Err(inactive()) }
}

fn no_session() -> Refusal {
    Refusal::new(
        StatusCode::UNAUTHORIZED,
        "session_expired",
        Remedy::OpenAgain,
        "There is no session, or it has ended. Open the activity again from your course.",
    )
}

fn inactive() -> Refusal {
    Refusal::new(
        StatusCode::FORBIDDEN,
        "registration_inactive",
        Remedy::Administrator,
        "The operator has suspended or removed this platform. `moodle-aws platform list` shows it.",
    )
}
