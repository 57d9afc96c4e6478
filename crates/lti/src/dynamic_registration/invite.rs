use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::names::Issuer;
use crate::registration::NewDeployments;
use crate::time::UnixTime;
use crate::token::{TokenDigest, secret_token};

secret_token!(
    /// The secret in an invite's address. Whoever has it can register one platform.
    InviteToken
);

/// Leave to register one platform, once. Stores keep the digest of its token only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// The digest of its token, which is also its name: it opens nothing.
    pub id: TokenDigest,
    /// When it was made.
    pub created: UnixTime,
    /// From this second on it is void.
    pub expires: UnixTime,
    /// What the operator wrote about it.
    pub note: Option<String>,
    /// The only issuer that it may register; any, when there is none.
    pub issuer: Option<Issuer>,
    /// What the registration does with deployments that its platform did not name.
    pub new_deployments: NewDeployments,
}

impl Invite {
    /// How long an invite lasts when the operator says nothing.
    pub const LIFETIME: Duration = Duration::from_hours(7 * 24);
    /// How long stores remember an invite that is over, so that whoever shows it learns why it does not work.
    pub const REMEMBERED: Duration = Duration::from_hours(30 * 24);

    /// Whether its time is over.
    #[must_use]
    pub fn is_over(&self, now: UnixTime) -> bool {
        self.expires <= now
    }

    /// Whether it may register this issuer.
    #[must_use]
    pub fn covers(&self, issuer: &Issuer) -> bool {
        self.issuer.as_ref().is_none_or(|only| only == issuer)
    }
}
