//! What the tool keeps of a launch, the one-time code that hands it over, and the bearer that opens it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::browser::{BrowserBinding, BrowserMismatch, Proof};
use crate::launch::{Launch, OneTimeClaim, VerifiedLaunch};
use crate::time::UnixTime;
use crate::token::{TokenDigest, secret_token};

/// How long a code may wait to be exchanged.
pub const CODE_LIFETIME: Duration = Duration::from_mins(1);
/// How long a session lasts.
pub const SESSION_LIFETIME: Duration = Duration::from_hours(1);

secret_token!(
    /// The one-time code that the launch puts into the fragment of the front end's URL: not sent to any
    /// server with the page, not in any log or `Referer`.
    SessionCode
);

secret_token!(
    /// The opaque token with which the front end calls the API. Stores keep its digest only.
    Bearer
);

/// What the tool knows in a session: the launch that began it, as long as it lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The launch.
    pub launch: Launch,
    /// When the session ends.
    pub expires: UnixTime,
}

impl Session {
    /// The session of a launch.
    #[must_use]
    pub fn begin(launch: VerifiedLaunch) -> Self {
        Self { expires: launch.launched_at + SESSION_LIFETIME, launch: launch.into_launch() }
    }
}

/// A session that waits for its code. Kept under the code's digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingSession {
    session: Session,
    browser: BrowserBinding,
    /// After this the code is void.
    pub code_expires: UnixTime,
}

impl PendingSession {
    /// Puts a session up for exchange by the browser that made it.
    #[must_use]
    pub fn of(session: Session, browser: BrowserBinding) -> Self {
        let code_expires = session.launch.launched_at + CODE_LIFETIME;
        Self { session, browser, code_expires }
    }

    /// The attempt that [`PendingSession::in_browser`] wants a proof of.
    #[must_use]
    pub fn browser(&self) -> &BrowserBinding {
        &self.browser
    }

    /// What to claim before the session is handed over, so that a code works once.
    #[must_use]
    pub fn claim(code: &TokenDigest, until: UnixTime) -> OneTimeClaim {
        OneTimeClaim { id: format!("code:{code}"), until }
    }

    /// The session, for the browser that launched it. A code that somebody planted in another browser
    /// opens nothing there, and stays good in its own.
    ///
    /// # Errors
    /// [`BrowserMismatch`].
    pub fn in_browser(self, proof: Proof<'_>) -> Result<Session, BrowserMismatch> {
        self.browser.check(proof)?;
        Ok(self.session)
    }
}
