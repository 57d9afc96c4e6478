//! Allowances: what was taken from each, and when its window ends.
//!
//! A take is one transaction. Its condition says that there is room in every allowance; when it fails, DynamoDB tells
//! what stood in the rows that were in the way, and that is enough to know what to do next.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
};
use lti::time::UnixTime;
use ports::{Quotas, StoreError, Take};

use super::item::{Item, Unreadable};
use super::{ATTEMPTS, DynamoStore, item};
use crate::{AwsFailure, Table};

/// Why DynamoDB cancels a transaction that may be tried again, with the code of an item that was in nobody's way (API
/// reference of `TransactWriteItems`, "Cancellation reason codes").
const PASSING: [&str; 5] = [
    "None",
    "ConditionalCheckFailed",
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
];

/// What was taken from an allowance.
#[derive(Clone, Copy, Default)]
struct Taken {
    amount: u64,
    expires: i64,
}

/// All takes from one allowance, in their order.
struct Together<'t> {
    allowance: &'t str,
    takes: Vec<(usize, &'t Take)>,
    /// Its window is known to be over, so that it begins anew.
    anew: bool,
}

impl Together<'_> {
    /// What is taken in all, and how much may have been taken before: `None` when the takes alone are too much.
    fn sum_and_room(&self) -> Option<(u64, u64)> {
        let (mut sum, mut room) = (0_u64, u64::MAX);
        for (_, take) in &self.takes {
            sum = sum.checked_add(take.amount)?;
            room = room.min(take.limit.checked_sub(sum)?);
        }
        Some((sum, room))
    }

    /// The number of the first take that does not fit on top of what was taken before.
    fn first_exceeded(&self, before: u64) -> Option<usize> {
        let mut sum = before;
        for (index, take) in &self.takes {
            match sum.checked_add(take.amount).filter(|sum| *sum <= take.limit) {
                Some(after) => sum = after,
                None => return Some(*index),
            }
        }
        None
    }

    fn until(&self) -> UnixTime {
        self.takes.first().map_or(UnixTime(0), |(_, take)| take.until)
    }
}

fn together(takes: &[Take]) -> Vec<Together<'_>> {
    let mut places = HashMap::new();
    let mut all: Vec<Together<'_>> = Vec::new();
    for (index, take) in takes.iter().enumerate() {
        let place = *places.entry(take.allowance.as_str()).or_insert(all.len());
        if place == all.len() {
            all.push(Together { allowance: &take.allowance, takes: Vec::new(), anew: false });
        }
        all[place].takes.push((index, take));
    }
    all
}

/// How a transaction ended.
enum Outcome {
    Done,
    /// The reasons, in the order of the items.
    Refused(Vec<CancellationReason>),
}

#[async_trait::async_trait]
impl Quotas for DynamoStore {
    async fn take(&self, takes: &[Take], now: UnixTime) -> Result<Result<(), usize>, StoreError> {
        let mut all = together(takes);
        if all.is_empty() {
            return Ok(Ok(()));
        }
        for attempt in 0..ATTEMPTS {
            let updates = all.iter().map(|one| self.take_update(one, now)).collect::<Result<_, _>>()?;
            let reasons = match self.write(updates).await? {
                Outcome::Done => return Ok(Ok(())),
                Outcome::Refused(reasons) => reasons,
            };
            let mut exceeded = Vec::new();
            for (one, reason) in all.iter_mut().zip(&reasons).filter(|(_, reason)| is_condition(reason)) {
                let kept = reason.item().map(read).transpose();
                let kept = kept.map_err(|why| self.unreadable(Table::Quotas, why))?;
                let valid = kept.filter(|kept| kept.expires > now.0);
                one.anew = kept.is_some() && valid.is_none();
                exceeded.extend(one.first_exceeded(valid.unwrap_or_default().amount));
            }
            if let Some(index) = exceeded.into_iter().min() {
                return Ok(Err(index));
            }
            // A window has ended, or others were writing the same rows.
            self.pause(attempt).await;
        }
        Err(self.too_busy())
    }

    async fn give_back(&self, takes: &[Take]) -> Result<(), StoreError> {
        for take in takes {
            // As much as was taken, else all of it; what was taken in an earlier window is no part of this one.
            for (change, condition) in [
                ("SET taken = taken - :amount", "taken >= :amount AND expires <= :until"),
                ("SET taken = :zero", "taken < :amount AND expires <= :until"),
            ] {
                let update = self
                    .update(&take.allowance, change, condition)
                    .expression_attribute_values(":amount", item::number(take.amount))
                    .expression_attribute_values(":until", item::time(take.until));
                let update = if change.contains(":zero") {
                    update.expression_attribute_values(":zero", item::number(0))
                } else {
                    update
                };
                if self.write_one(update).await? {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl DynamoStore {
    fn update(
        &self,
        allowance: &str,
        change: &str,
        condition: &str,
    ) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        Update::builder()
            .table_name(self.stack.table(Table::Quotas))
            .key("allowance", item::text(allowance))
            .update_expression(change)
            .condition_expression(condition)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }

    fn take_update(&self, one: &Together<'_>, now: UnixTime) -> Result<TransactWriteItem, StoreError> {
        let fits = one.sum_and_room();
        let (sum, room) = fits.unwrap_or_default();
        let (change, condition) = if fits.is_none() {
            // Never true: the takes are too much by themselves, but another one may be exceeded before them.
            (
                "SET taken = :sum, expires = :until",
                "attribute_exists(allowance) AND attribute_not_exists(allowance)",
            )
        } else if one.anew {
            ("SET taken = :sum, expires = :until", "expires <= :now")
        } else {
            (
                "SET taken = if_not_exists(taken, :zero) + :sum, expires = if_not_exists(expires, :until)",
                "attribute_not_exists(allowance) OR (expires > :now AND taken <= :room)",
            )
        };
        let mut update = self
            .update(one.allowance, change, condition)
            .expression_attribute_values(":sum", item::number(sum))
            .expression_attribute_values(":until", item::time(one.until()));
        // DynamoDB refuses values that no expression names.
        let text = format!("{change} {condition}");
        for (name, value) in
            [(":now", item::time(now)), (":zero", item::number(0)), (":room", item::number(room))]
        {
            if text.contains(name) {
                update = update.expression_attribute_values(name, value);
            }
        }
        self.built(update)
    }

    fn built(
        &self,
        update: aws_sdk_dynamodb::types::builders::UpdateBuilder,
    ) -> Result<TransactWriteItem, StoreError> {
        let table = self.stack.table(Table::Quotas);
        let update =
            update.build().map_err(|error| AwsFailure::unreadable("TransactWriteItems", &table, error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// Whether the row was as the condition says, and was changed.
    async fn write_one(
        &self,
        update: aws_sdk_dynamodb::types::builders::UpdateBuilder,
    ) -> Result<bool, StoreError> {
        for attempt in 0..ATTEMPTS {
            match self.write(vec![self.built(update.clone())?]).await? {
                Outcome::Done => return Ok(true),
                Outcome::Refused(reasons) if reasons.iter().any(is_condition) => return Ok(false),
                Outcome::Refused(_) => self.pause(attempt).await,
            }
        }
        Err(self.too_busy())
    }

    /// One transaction. The SDK gives it a token, so that it is carried out once although its answer is lost.
    async fn write(&self, updates: Vec<TransactWriteItem>) -> Result<Outcome, StoreError> {
        let sent = self.client.transact_write_items().set_transact_items(Some(updates)).send().await;
        match sent {
            Ok(_) => Ok(Outcome::Done),
            Err(error) => match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => {
                    let reasons = canceled.cancellation_reasons();
                    match reasons.iter().find_map(lasting) {
                        Some(code) => Err(self.canceled(code)),
                        None => Ok(Outcome::Refused(reasons.to_vec())),
                    }
                }
                _ => Err(self.failed("TransactWriteItems", Table::Quotas)(error)),
            },
        }
    }

    fn canceled(&self, code: &str) -> StoreError {
        AwsFailure::coded("TransactWriteItems", &self.stack.table(Table::Quotas), code).into_store_error()
    }

    fn too_busy(&self) -> StoreError {
        let table = self.stack.table(Table::Quotas);
        let why = "others take from the same allowance all the time";
        AwsFailure::because("TransactWriteItems", &table, why).into_store_error()
    }
}

/// Whether the row was not as its condition says; else others were writing it, or DynamoDB had too much to do.
pub(super) fn is_condition(reason: &CancellationReason) -> bool {
    reason.code() == Some("ConditionalCheckFailed")
}

/// The code of a reason that the same transaction would meet again: not the row's condition, and not what passes when
/// others have had their turn. Items that were in nobody's way have the code `None`.
pub(super) fn lasting(reason: &CancellationReason) -> Option<&str> {
    reason.code().filter(|code| !PASSING.contains(code))
}

fn read(row: &Item) -> Result<Taken, Unreadable> {
    Ok(Taken { amount: item::read_number(row, "taken")?, expires: item::read_number(row, "expires")? })
}
