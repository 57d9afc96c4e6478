//! A row a job: the latest version, and when the first of its events was noted. No read looks at `expires`: a row that
//! should be gone belongs to messages that are, so it makes no difference.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use lti::time::UnixTime;
use ports::{Begun, IndexJob, JobVersion, PENDING_KEPT, PendingJobs, StoreError, has_waited};

use super::item::{Item, Unreadable};
use super::{DynamoStore, item};
use crate::Table;

const TABLE: Table = Table::PendingJobs;

/// What a row says.
struct Noted {
    version: String,
    first: UnixTime,
}

impl Noted {
    fn read(row: &Item) -> Result<Self, Unreadable> {
        let version = item::read_text(row, "version")?.to_owned();
        Ok(Self { version, first: read_first(row)? })
    }
}

fn read_first(row: &Item) -> Result<UnixTime, Unreadable> {
    item::read_number(row, "first").map(UnixTime)
}

#[async_trait::async_trait]
impl PendingJobs for DynamoStore {
    async fn note(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
    ) -> Result<UnixTime, StoreError> {
        let noted = self
            .client
            .update_item()
            .table_name(self.stack.table(TABLE))
            .key("job", item::text(job.key().to_string()))
            .update_expression(
                "SET #version = :version, #first = if_not_exists(#first, :now), expires = :until",
            )
            .expression_attribute_names("#version", "version")
            .expression_attribute_names("#first", "first")
            .expression_attribute_values(":version", item::text(version.as_str()))
            .expression_attribute_values(":now", item::time(now))
            .expression_attribute_values(":until", item::time(now + PENDING_KEPT))
            .return_values(ReturnValue::AllNew)
            .send()
            .await
            .map_err(self.failed("UpdateItem", TABLE))?;
        read_first(&noted.attributes.unwrap_or_default()).map_err(|why| self.unreadable(TABLE, why))
    }

    async fn begin(&self, job: &IndexJob, version: &JobVersion, now: UnixTime) -> Result<Begun, StoreError> {
        let get = self.client.get_item().table_name(self.stack.table(TABLE)).consistent_read(true);
        let found = get.key("job", item::text(job.key().to_string())).send().await;
        let Some(row) = found.map_err(self.failed("GetItem", TABLE))?.item else {
            return Ok(Begun::Superseded);
        };
        let noted = Noted::read(&row).map_err(|why| self.unreadable(TABLE, why))?;
        if noted.version == version.as_str() {
            return Ok(Begun::Run);
        }
        if has_waited(noted.first, now) && self.run_anyway(job, noted.first, now).await? {
            return Ok(Begun::Run);
        }
        Ok(Begun::Superseded)
    }

    async fn finish(&self, job: &IndexJob, version: &JobVersion) -> Result<(), StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(self.stack.table(TABLE))
            .key("job", item::text(job.key().to_string()))
            .condition_expression("#version = :version")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":version", item::text(version.as_str()));
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                // A later event was noted, or the row is gone.
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(()),
                _ => Err(self.failed("DeleteItem", TABLE)(error)),
            },
        }
    }
}

impl DynamoStore {
    /// Has the time of a job count anew; of many that try, one may.
    async fn run_anyway(&self, job: &IndexJob, seen: UnixTime, now: UnixTime) -> Result<bool, StoreError> {
        let begun_by = self.name_of_write();
        let update = self
            .client
            .update_item()
            .table_name(self.stack.table(TABLE))
            .key("job", item::text(job.key().to_string()))
            .update_expression("SET #first = :now, begun_by = :by")
            .condition_expression("#first = :seen")
            .expression_attribute_names("#first", "first")
            .expression_attribute_values(":now", item::time(now))
            .expression_attribute_values(":seen", item::time(seen))
            .expression_attribute_values(":by", item::text(&begun_by))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(kept)) => Ok(kept
                    .item()
                    .is_some_and(|kept| item::read_text(kept, "begun_by").is_ok_and(|by| by == begun_by))),
                _ => Err(self.failed("UpdateItem", TABLE)(error)),
            },
        }
    }
}
