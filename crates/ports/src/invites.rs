use lti::dynamic_registration::Invite;
use lti::registration::{PlatformId, Registration};
use lti::time::UnixTime;
use lti::token::TokenDigest;

use crate::StoreError;

/// What has become of an invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteRecord {
    /// The invite.
    pub invite: Invite,
    /// The platform that it registered, and when; absent while it is unused.
    pub used: Option<(PlatformId, UnixTime)>,
}

/// Why an invite cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InviteRefusal {
    /// Nobody made it, or it was revoked, or it is forgotten.
    #[error("the invite is unknown")]
    Unknown,
    /// Its time is over.
    #[error("the invite has expired")]
    Expired,
    /// It has registered a platform.
    #[error("the invite was used")]
    Used,
    /// Somebody else is registering with it right now.
    #[error("the invite is in use")]
    Busy,
}

/// The exclusive use of an invite for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InviteLease {
    /// The invite.
    pub invite: TokenDigest,
    /// A random name for who holds it.
    pub holder: TokenDigest,
    /// When it is void, whatever its holder does.
    pub until: UnixTime,
}

/// How a redemption ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// The registration is saved, and the invite is used.
    Saved,
    /// The lease is void, or the invite was revoked meanwhile. Nothing was saved.
    LeaseLost,
    /// The pair of issuer and client id is registered with other endpoints. Nothing was saved, and the invite is as it was.
    OtherEndpoints,
}

/// What the tool may do with an invite that somebody shows: save one registration, once.
#[async_trait::async_trait]
pub trait InviteBearer: Send + Sync {
    /// The invite, if it could be used now. Changes nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn open_invite(
        &self,
        id: &TokenDigest,
        now: UnixTime,
    ) -> Result<Result<Invite, InviteRefusal>, StoreError>;

    /// Takes the invite in ONE conditional write: of any number that try at once, one gets it, until its lease is given back or
    /// void, swept or not.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows, and the caller must refuse.
    async fn take_invite(
        &self,
        lease: &InviteLease,
        now: UnixTime,
    ) -> Result<Result<Invite, InviteRefusal>, StoreError>;

    /// Saves the registration and uses up the invite, both or neither, while the lease holds. What is registered already is
    /// renewed ([`Registration::renewed_by`]).
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows.
    async fn redeem_invite(
        &self,
        lease: &InviteLease,
        registration: &Registration,
        now: UnixTime,
    ) -> Result<Redeemed, StoreError>;

    /// Gives an unused invite back. Nothing happens when the lease is another's by now.
    ///
    /// # Errors
    /// [`StoreError`]; then it is free when the lease is void.
    async fn release_invite(&self, lease: &InviteLease) -> Result<(), StoreError>;
}

/// What an operator may do about invites.
#[async_trait::async_trait]
pub trait InviteAdmin: Send + Sync {
    /// Keeps an invite that was just made.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn add_invite(&self, invite: &Invite) -> Result<(), StoreError>;

    /// All invites that are remembered, in the order of time and id.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn invites(&self) -> Result<Vec<InviteRecord>, StoreError>;

    /// Revokes an invite, also one that somebody has taken; `false` when there was none. What it registered stays.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn remove_invite(&self, id: &TokenDigest) -> Result<bool, StoreError>;
}

impl InviteRecord {
    /// Why the invite cannot be used now, a lease aside.
    ///
    /// # Errors
    /// [`InviteRefusal`].
    pub fn usable(&self, now: UnixTime) -> Result<(), InviteRefusal> {
        match self.used {
            Some(_) => Err(InviteRefusal::Used),
            None if self.invite.is_over(now) => Err(InviteRefusal::Expired),
            None => Ok(()),
        }
    }
}
