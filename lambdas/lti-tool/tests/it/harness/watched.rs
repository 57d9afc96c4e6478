use std::sync::{Arc, Mutex};

use lti::dynamic_registration::Invite;
use lti::launch::OneTimeClaim;
use lti::names::DeploymentId;
use lti::registration::{PlatformId, Registration};
use lti::session::{PendingSession, Session};
use lti::time::UnixTime;
use lti::token::TokenDigest;
use ports::{
    DeploymentLog, InviteAdmin, InviteBearer, InviteLease, InviteRefusal, OneTime, PendingDeployment,
    Redeemed, RegistrationAdmin, SecretStore, SessionReader, SessionWriter, StoreError,
};

/// Everything that one store does.
pub trait Store:
    RegistrationAdmin
    + DeploymentLog
    + InviteAdmin
    + InviteBearer
    + OneTime
    + SessionReader
    + SessionWriter
    + SecretStore
    + 'static
{
}

impl<S> Store for S where
    S: RegistrationAdmin
        + DeploymentLog
        + InviteAdmin
        + InviteBearer
        + OneTime
        + SessionReader
        + SessionWriter
        + SecretStore
        + 'static
{
}

/// A store of which the tests see what the tool writes.
pub struct Watched<S> {
    store: Arc<S>,
    written: Arc<Mutex<Vec<&'static str>>>,
}

impl<S> Watched<S> {
    pub fn new(store: Arc<S>, written: Arc<Mutex<Vec<&'static str>>>) -> Self {
        Self { store, written }
    }

    fn note(&self, what: &'static str) {
        self.written.lock().unwrap().push(what);
    }
}

#[async_trait::async_trait]
impl<S: Store> OneTime for Watched<S> {
    async fn claim_once(&self, claim: &OneTimeClaim, now: UnixTime) -> Result<bool, StoreError> {
        let won = self.store.claim_once(claim, now).await?;
        if won {
            self.note("claim");
        }
        Ok(won)
    }
}

#[async_trait::async_trait]
impl<S: Store> DeploymentLog for Watched<S> {
    async fn add_deployment(&self, id: &PlatformId, deployment: &DeploymentId) -> Result<bool, StoreError> {
        self.note("deployment");
        self.store.add_deployment(id, deployment).await
    }

    async fn note_pending(&self, id: &PlatformId, seen: &PendingDeployment) -> Result<(), StoreError> {
        self.note("pending deployment");
        self.store.note_pending(id, seen).await
    }
}

#[async_trait::async_trait]
impl<S: Store> InviteBearer for Watched<S> {
    async fn open_invite(
        &self,
        id: &TokenDigest,
        now: UnixTime,
    ) -> Result<Result<Invite, InviteRefusal>, StoreError> {
        self.store.open_invite(id, now).await
    }

    async fn take_invite(
        &self,
        lease: &InviteLease,
        now: UnixTime,
    ) -> Result<Result<Invite, InviteRefusal>, StoreError> {
        let taken = self.store.take_invite(lease, now).await?;
        if taken.is_ok() {
            self.note("invite taken");
        }
        Ok(taken)
    }

    async fn redeem_invite(
        &self,
        lease: &InviteLease,
        registration: &Registration,
        now: UnixTime,
    ) -> Result<Redeemed, StoreError> {
        let redeemed = self.store.redeem_invite(lease, registration, now).await?;
        if redeemed == Redeemed::Saved {
            self.note("registration");
        }
        Ok(redeemed)
    }

    async fn release_invite(&self, lease: &InviteLease) -> Result<(), StoreError> {
        self.note("invite released");
        self.store.release_invite(lease).await
    }
}

#[async_trait::async_trait]
impl<S: Store> SessionWriter for Watched<S> {
    async fn put_pending(&self, code: &TokenDigest, pending: &PendingSession) -> Result<(), StoreError> {
        self.note("pending session");
        self.store.put_pending(code, pending).await
    }

    async fn pending(&self, code: &TokenDigest, now: UnixTime) -> Result<Option<PendingSession>, StoreError> {
        SessionWriter::pending(&*self.store, code, now).await
    }

    async fn put_session(&self, bearer: &TokenDigest, session: &Session) -> Result<(), StoreError> {
        self.note("session");
        self.store.put_session(bearer, session).await
    }
}
