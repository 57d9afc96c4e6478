use lti::dynamic_registration::Invite;
use lti::registration::Registration;
use lti::time::UnixTime;
use lti::token::TokenDigest;

use super::{MemoryStore, Tables};
use crate::{InviteAdmin, InviteBearer, InviteLease, InviteRecord, InviteRefusal, Redeemed, StoreError};

#[derive(Debug)]
pub(super) struct Kept {
    record: InviteRecord,
    lease: Option<InviteLease>,
}

impl Kept {
    fn held_by(&self, lease: &InviteLease, now: UnixTime) -> bool {
        self.lease.as_ref().is_some_and(|held| held.holder == lease.holder && held.until > now)
    }
}

fn usable(tables: &mut Tables, id: &TokenDigest, now: UnixTime) -> Result<Invite, InviteRefusal> {
    let kept = tables.invites.get(id).ok_or(InviteRefusal::Unknown)?;
    kept.record.usable(now)?;
    if kept.lease.as_ref().is_some_and(|held| held.until > now) {
        return Err(InviteRefusal::Busy);
    }
    Ok(kept.record.invite.clone())
}

#[async_trait::async_trait]
impl InviteBearer for MemoryStore {
    async fn open_invite(
        &self,
        id: &TokenDigest,
        now: UnixTime,
    ) -> Result<Result<Invite, InviteRefusal>, StoreError> {
        Ok(usable(&mut self.tables(), id, now))
    }

    async fn take_invite(
        &self,
        lease: &InviteLease,
        now: UnixTime,
    ) -> Result<Result<Invite, InviteRefusal>, StoreError> {
        let mut tables = self.tables();
        let found = usable(&mut tables, &lease.invite, now);
        if found.is_ok()
            && let Some(kept) = tables.invites.get_mut(&lease.invite)
        {
            kept.lease = Some(lease.clone());
        }
        Ok(found)
    }

    async fn redeem_invite(
        &self,
        lease: &InviteLease,
        registration: &Registration,
        now: UnixTime,
    ) -> Result<Redeemed, StoreError> {
        let mut tables = self.tables();
        if !tables.invites.get(&lease.invite).is_some_and(|kept| kept.held_by(lease, now)) {
            return Ok(Redeemed::LeaseLost);
        }
        let saved = match tables.registrations.get(&registration.id) {
            None => registration.clone(),
            Some(known) => match known.renewed_by(registration) {
                Some(renewed) => renewed,
                None => return Ok(Redeemed::OtherEndpoints),
            },
        };
        tables.save(saved);
        if let Some(kept) = tables.invites.get_mut(&lease.invite) {
            kept.record.used = Some((registration.id.clone(), now));
            kept.lease = None;
        }
        Ok(Redeemed::Saved)
    }

    async fn release_invite(&self, lease: &InviteLease) -> Result<(), StoreError> {
        if let Some(kept) = self.tables().invites.get_mut(&lease.invite) {
            kept.lease = kept.lease.take().filter(|held| held.holder != lease.holder);
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl InviteAdmin for MemoryStore {
    async fn add_invite(&self, invite: &Invite) -> Result<(), StoreError> {
        let record = InviteRecord { invite: invite.clone(), used: None };
        self.tables().invites.insert(invite.id, Kept { record, lease: None });
        Ok(())
    }

    async fn invites(&self) -> Result<Vec<InviteRecord>, StoreError> {
        let mut all: Vec<_> = self.tables().invites.values().map(|kept| kept.record.clone()).collect();
        all.sort_by_key(|record| (record.invite.created, record.invite.id));
        Ok(all)
    }

    async fn remove_invite(&self, id: &TokenDigest) -> Result<bool, StoreError> {
        Ok(self.tables().invites.remove(id).is_some())
    }
}
