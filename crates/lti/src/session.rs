//! What the tool keeps of a launch, the one-time code that hands it over, and the bearer that opens it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::browser::{BrowserBinding, BrowserMismatch};
use crate::claims::{LineItemService, MembershipService};
use crate::launch::{Context, MessageType, OneTimeClaim, Platform, ResourceLink, User, VerifiedLaunch};
use crate::names::DeploymentId;
use crate::registration::PlatformId;
use crate::roles::CourseRole;
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

/// What the tool knows in a session: the verified launch, as long as it lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The registration.
    pub platform_id: PlatformId,
    /// The deployment.
    pub deployment_id: DeploymentId,
    /// The message that began it.
    pub message_type: MessageType,
    /// Who launched.
    pub user: User,
    /// The roles as the platform wrote them.
    pub roles: Vec<String>,
    /// The role that counts in the course.
    pub role: CourseRole,
    /// The course.
    pub context: Option<Context>,
    /// The activity.
    pub resource_link: Option<ResourceLink>,
    /// The person's language as a BCP 47 tag.
    pub locale: Option<String>,
    /// Where to send the person back to.
    pub return_url: Option<String>,
    /// The platform as it presents itself.
    pub platform: Platform,
    /// The grade services that are granted.
    pub line_items: Option<LineItemService>,
    /// The membership service that is granted.
    pub memberships: Option<MembershipService>,
    /// The custom parameters.
    pub custom: BTreeMap<String, String>,
    /// When it was launched.
    pub launched_at: UnixTime,
    /// When it ends.
    pub expires: UnixTime,
}

impl From<VerifiedLaunch> for Session {
    fn from(launch: VerifiedLaunch) -> Self {
        Self {
            platform_id: launch.platform_id,
            deployment_id: launch.deployment_id,
            message_type: launch.message_type,
            user: launch.user,
            roles: launch.roles,
            role: launch.role,
            context: launch.context,
            resource_link: launch.resource_link,
            locale: launch.locale,
            return_url: launch.return_url,
            platform: launch.platform,
            line_items: launch.line_items,
            memberships: launch.memberships,
            custom: launch.custom,
            launched_at: launch.launched_at,
            expires: launch.launched_at + SESSION_LIFETIME,
        }
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
        let code_expires = session.launched_at + CODE_LIFETIME;
        Self { session, browser, code_expires }
    }

    /// The attempt whose cookie [`PendingSession::in_browser`] wants to see.
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
    pub fn in_browser(self, cookie: Option<&str>) -> Result<Session, BrowserMismatch> {
        self.browser.check(cookie)?;
        Ok(self.session)
    }
}
