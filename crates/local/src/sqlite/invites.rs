use lti::dynamic_registration::Invite;
use lti::registration::{PlatformId, Registration};
use lti::time::UnixTime;
use lti::token::TokenDigest;
use ports::{InviteAdmin, InviteBearer, InviteLease, InviteRecord, InviteRefusal, Redeemed, StoreError};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{SqliteStore, json, registrations, to_json};

const COLUMNS: &str = "invite, platform, used_at, holder, leased_until";

/// A row: the record, and when its lease is void.
fn read(row: &Row<'_>) -> rusqlite::Result<(InviteRecord, UnixTime)> {
    let used_at: Option<i64> = row.get(2)?;
    let used = match used_at {
        Some(at) => Some((json::<PlatformId>(row, 1)?, UnixTime(at))),
        None => None,
    };
    let leased_until: Option<i64> = row.get(4)?;
    Ok((InviteRecord { invite: json(row, 0)?, used }, UnixTime(leased_until.unwrap_or(i64::MIN))))
}

fn usable(db: &Connection, id: &str, now: UnixTime) -> rusqlite::Result<Result<Invite, InviteRefusal>> {
    let mut select = db.prepare_cached(&format!("SELECT {COLUMNS} FROM invites WHERE id = ?1"))?;
    let found = select.query_row([id], read).optional()?;
    let Some((record, leased_until)) = found else { return Ok(Err(InviteRefusal::Unknown)) };
    let usable = record.usable(now);
    Ok(match usable {
        Ok(()) if leased_until > now => Err(InviteRefusal::Busy),
        Ok(()) => Ok(record.invite),
        Err(refusal) => Err(refusal),
    })
}

#[async_trait::async_trait]
impl InviteBearer for SqliteStore {
    async fn open_invite(
        &self,
        id: &TokenDigest,
        now: UnixTime,
    ) -> Result<Result<Invite, InviteRefusal>, StoreError> {
        let id = id.to_string();
        self.readers.read(move |db| usable(db, &id, now)).await
    }

    async fn take_invite(
        &self,
        lease: &InviteLease,
        now: UnixTime,
    ) -> Result<Result<Invite, InviteRefusal>, StoreError> {
        let lease = lease.clone();
        self.writer
            .write(move |db| {
                let id = lease.invite.to_string();
                let found = usable(db, &id, now)?;
                if found.is_ok() {
                    db.execute(
                        "UPDATE invites SET holder = ?2, leased_until = ?3 WHERE id = ?1",
                        params![id, lease.holder.to_string(), lease.until.0],
                    )?;
                }
                Ok(found)
            })
            .await
    }

    async fn redeem_invite(
        &self,
        lease: &InviteLease,
        registration: &Registration,
        now: UnixTime,
    ) -> Result<Redeemed, StoreError> {
        let (lease, registration) = (lease.clone(), registration.clone());
        let platform = to_json(&registration.id)?;
        self.writer
            .write(move |db| {
                let known = registrations::find(db, &registration.id)?;
                let saved = match known {
                    None => Some(registration),
                    Some(known) => known.renewed_by(&registration),
                };
                let held = db.query_row(
                    "SELECT count(*) FROM invites
                     WHERE id = ?1 AND holder = ?2 AND leased_until > ?3 AND used_at IS NULL",
                    params![lease.invite.to_string(), lease.holder.to_string(), now.0],
                    |row| row.get::<_, i64>(0),
                )?;
                if held == 0 {
                    return Ok(Redeemed::LeaseLost);
                }
                let Some(saved) = saved else { return Ok(Redeemed::OtherEndpoints) };
                registrations::write(db, &saved)?;
                db.execute(
                    "UPDATE invites SET platform = ?2, used_at = ?3, holder = NULL, leased_until = NULL WHERE id = ?1",
                    params![lease.invite.to_string(), platform, now.0],
                )?;
                Ok(Redeemed::Saved)
            })
            .await
    }

    async fn release_invite(&self, lease: &InviteLease) -> Result<(), StoreError> {
        let lease = lease.clone();
        self.writer
            .write(move |db| {
                let free =
                    "UPDATE invites SET holder = NULL, leased_until = NULL WHERE id = ?1 AND holder = ?2";
                db.execute(free, [lease.invite.to_string(), lease.holder.to_string()]).map(|_| ())
            })
            .await
    }
}

#[async_trait::async_trait]
impl InviteAdmin for SqliteStore {
    async fn add_invite(&self, invite: &Invite) -> Result<(), StoreError> {
        let (json, invite) = (to_json(invite)?, invite.clone());
        self.writer
            .write(move |db| {
                let until = invite.expires + Invite::REMEMBERED;
                db.execute(
                    "INSERT INTO invites (id, invite, created, until) VALUES (?1, ?2, ?3, ?4)",
                    params![invite.id.to_string(), json, invite.created.0, until.0],
                )
                .map(|_| ())
            })
            .await
    }

    async fn invites(&self) -> Result<Vec<InviteRecord>, StoreError> {
        self.readers
            .read(|db| {
                let mut select =
                    db.prepare_cached(&format!("SELECT {COLUMNS} FROM invites ORDER BY created, id"))?;
                select.query_map([], |row| Ok(read(row)?.0))?.collect()
            })
            .await
    }

    async fn remove_invite(&self, id: &TokenDigest) -> Result<bool, StoreError> {
        let id = id.to_string();
        self.writer.write(move |db| Ok(db.execute("DELETE FROM invites WHERE id = ?1", [id])? == 1)).await
    }
}
