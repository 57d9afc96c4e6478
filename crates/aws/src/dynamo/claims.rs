use std::time::Duration;

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use lti::launch::OneTimeClaim;
use lti::time::UnixTime;
use ports::{OneTime, StoreError};

use super::{DynamoStore, item};
use crate::Table;

/// How long claims are kept after their time: a clock that ran ahead and is set back must not revive them.
const KEPT: Duration = Duration::from_hours(24);

#[async_trait::async_trait]
impl OneTime for DynamoStore {
    async fn claim_once(&self, claim: &OneTimeClaim, now: UnixTime) -> Result<bool, StoreError> {
        let claimant = self.name_of_write();
        let claimed = self
            .client
            .put_item()
            .table_name(self.stack.table(Table::Claims))
            .item("id", item::text(&claim.id))
            .item("claimant", item::text(&claimant))
            .item("valid_until", item::time(claim.until))
            .item("expires", item::time(claim.until + KEPT))
            .condition_expression("attribute_not_exists(claimant) OR valid_until <= :now")
            .expression_attribute_values(":now", item::time(now))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        match claimed {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(kept)) => Ok(kept
                    .item()
                    .is_some_and(|kept| item::read_text(kept, "claimant").is_ok_and(|by| by == claimant))),
                _ => Err(self.failed("PutItem", Table::Claims)(error)),
            },
        }
    }
}
