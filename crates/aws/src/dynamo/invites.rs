//! An invite is one row: itself and what it registered as JSON, and in attributes of their own what conditions look at. Its
//! redemption is one transaction with the registration's row.

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, TransactWriteItem, Update};
use lti::dynamic_registration::Invite;
use lti::registration::Registration;
use lti::time::UnixTime;
use lti::token::TokenDigest;
use ports::{InviteAdmin, InviteBearer, InviteLease, InviteRecord, InviteRefusal, Redeemed, StoreError};

use super::item::{Item, Unreadable};
use super::quotas::{is_condition, lasting};
use super::registrations::Row;
use super::{ATTEMPTS, DynamoStore, item};
use crate::{AwsFailure, Table};

/// What says in a condition that a lease holds.
const HELD: &str = "holder = :holder AND leased_until > :now AND attribute_not_exists(redeemed)";

/// A row: the record, and when its lease is void.
fn read(row: &Item) -> Result<(InviteRecord, Option<UnixTime>), Unreadable> {
    let present = |name: &str| row.contains_key(name);
    let used = if present("redeemed") { Some(item::read_json(row, "redeemed")?) } else { None };
    let until =
        if present("leased_until") { Some(UnixTime(item::read_number(row, "leased_until")?)) } else { None };
    Ok((InviteRecord { invite: item::read_json(row, "invite")?, used }, until))
}

#[async_trait::async_trait]
impl InviteBearer for DynamoStore {
    async fn open_invite(
        &self,
        id: &TokenDigest,
        now: UnixTime,
    ) -> Result<Result<Invite, InviteRefusal>, StoreError> {
        let get = self.client.get_item().table_name(self.stack.table(Table::Invites));
        let get = get.key("id", item::text(id.to_string())).consistent_read(true);
        let found = get.send().await.map_err(self.failed("GetItem", Table::Invites))?;
        let Some(row) = found.item else { return Ok(Err(InviteRefusal::Unknown)) };
        let (record, leased_until) = read(&row).map_err(|why| self.unreadable(Table::Invites, why))?;
        Ok(match record.usable(now) {
            Ok(()) if leased_until.is_some_and(|until| until > now) => Err(InviteRefusal::Busy),
            Ok(()) => Ok(record.invite),
            Err(refusal) => Err(refusal),
        })
    }

    async fn take_invite(
        &self,
        lease: &InviteLease,
        now: UnixTime,
    ) -> Result<Result<Invite, InviteRefusal>, StoreError> {
        // What cannot be used at all is told by reading; the write decides who gets it.
        let invite = match self.open_invite(&lease.invite, now).await? {
            Ok(invite) => invite,
            Err(refusal) => return Ok(Err(refusal)),
        };
        // The SDK sends a request again when its answer was lost: whoever finds its own lease has taken it.
        let free = "attribute_not_exists(holder) OR leased_until <= :now OR holder = :holder";
        let condition = format!("attribute_exists(invite) AND attribute_not_exists(redeemed) AND ({free})");
        let taken = self
            .client
            .update_item()
            .table_name(self.stack.table(Table::Invites))
            .key("id", item::text(lease.invite.to_string()))
            .update_expression("SET holder = :holder, leased_until = :until")
            .condition_expression(condition)
            .expression_attribute_values(":holder", item::text(lease.holder.to_string()))
            .expression_attribute_values(":until", item::time(lease.until))
            .expression_attribute_values(":now", item::time(now))
            .send()
            .await;
        match taken {
            Ok(_) => Ok(Ok(invite)),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => {
                    // Somebody took, used or revoked it meanwhile. If it is free again by now, it was in use then.
                    let now = self.open_invite(&lease.invite, now).await?;
                    Ok(Err(now.err().unwrap_or(InviteRefusal::Busy)))
                }
                _ => Err(self.failed("UpdateItem", Table::Invites)(error)),
            },
        }
    }

    async fn redeem_invite(
        &self,
        lease: &InviteLease,
        registration: &Registration,
        now: UnixTime,
    ) -> Result<Redeemed, StoreError> {
        for attempt in 0..ATTEMPTS {
            let (known, version) = self.row(&registration.id).await?.unzip();
            let row = match known {
                None => Row::new(registration.clone()),
                Some(known) => match known.renewed_by(registration) {
                    Some(row) => row,
                    None if self.is_held(lease, now).await? => return Ok(Redeemed::OtherEndpoints),
                    None => return Ok(Redeemed::LeaseLost),
                },
            };
            let used = self.use_up(lease, registration, now)?;
            let put = self.registration_put(&row, version)?;
            let write = self
                .client
                .transact_write_items()
                .transact_items(TransactWriteItem::builder().update(used).build())
                .transact_items(TransactWriteItem::builder().put(put).build());
            let Err(error) = write.send().await else { return Ok(Redeemed::Saved) };
            let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
                error.as_service_error()
            else {
                return Err(self.failed("TransactWriteItems", Table::Invites)(error));
            };
            let reasons = cancelled.cancellation_reasons();
            if let Some(code) = reasons.iter().find_map(lasting) {
                let table = self.stack.table(Table::Invites);
                return Err(AwsFailure::coded("TransactWriteItems", &table, code).into_store_error());
            }
            if reasons.first().is_some_and(is_condition) {
                return Ok(Redeemed::LeaseLost);
            }
            // Somebody else changed the registration.
            self.pause(attempt).await;
        }
        let table = self.stack.table(Table::Registrations);
        let why = "others change the registration all the time";
        Err(AwsFailure::because("TransactWriteItems", &table, why).into_store_error())
    }

    async fn release_invite(&self, lease: &InviteLease) -> Result<(), StoreError> {
        let release = self
            .client
            .update_item()
            .table_name(self.stack.table(Table::Invites))
            .key("id", item::text(lease.invite.to_string()))
            .update_expression("REMOVE holder, leased_until")
            .condition_expression("holder = :holder")
            .expression_attribute_values(":holder", item::text(lease.holder.to_string()));
        match release.send().await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
                _ => Err(self.failed("UpdateItem", Table::Invites)(error)),
            },
        }
    }
}

#[async_trait::async_trait]
impl InviteAdmin for DynamoStore {
    async fn add_invite(&self, invite: &Invite) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(self.stack.table(Table::Invites))
            .item("id", item::text(invite.id.to_string()))
            .item("invite", self.json(Table::Invites, invite)?)
            .item("expires", item::time(invite.expires + Invite::REMEMBERED));
        put.send().await.map(|_| ()).map_err(self.failed("PutItem", Table::Invites))
    }

    async fn invites(&self) -> Result<Vec<InviteRecord>, StoreError> {
        let rows = self.scan(Table::Invites).await?;
        let read = |row| Ok(read(row).map_err(|why| self.unreadable(Table::Invites, why))?.0);
        let mut found = rows.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
        found.sort_by_key(|record| (record.invite.created, record.invite.id));
        Ok(found)
    }

    async fn remove_invite(&self, id: &TokenDigest) -> Result<bool, StoreError> {
        let delete = self.client.delete_item().table_name(self.stack.table(Table::Invites));
        let delete = delete.key("id", item::text(id.to_string())).return_values(ReturnValue::AllOld);
        let deleted = delete.send().await.map_err(self.failed("DeleteItem", Table::Invites))?;
        Ok(deleted.attributes.is_some_and(|row| !row.is_empty()))
    }
}

impl DynamoStore {
    /// Whether the lease holds.
    async fn is_held(&self, lease: &InviteLease, now: UnixTime) -> Result<bool, StoreError> {
        let get = self.client.get_item().table_name(self.stack.table(Table::Invites));
        let get = get.key("id", item::text(lease.invite.to_string())).consistent_read(true);
        let found = get.send().await.map_err(self.failed("GetItem", Table::Invites))?;
        Ok(found.item.is_some_and(|row| {
            let holder = item::read_text(&row, "holder").is_ok_and(|by| by == lease.holder.to_string());
            let until = item::read_number::<i64>(&row, "leased_until").is_ok_and(|until| until > now.0);
            holder && until && !row.contains_key("redeemed")
        }))
    }

    /// Uses the invite up, if the lease holds.
    fn use_up(
        &self,
        lease: &InviteLease,
        registration: &Registration,
        now: UnixTime,
    ) -> Result<Update, StoreError> {
        let table = self.stack.table(Table::Invites);
        let used: AttributeValue = self.json(Table::Invites, &(&registration.id, now))?;
        Update::builder()
            .table_name(&table)
            .key("id", item::text(lease.invite.to_string()))
            .update_expression("SET redeemed = :used REMOVE holder, leased_until")
            .condition_expression(HELD)
            .expression_attribute_values(":used", used)
            .expression_attribute_values(":holder", item::text(lease.holder.to_string()))
            .expression_attribute_values(":now", item::time(now))
            .build()
            .map_err(|why| AwsFailure::unreadable("TransactWriteItems", &table, why))
    }
}
