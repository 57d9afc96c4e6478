//! A row a job: the latest version, when the first of its events was noted, and the last run. No read looks at `expires`: a
//! row that should be gone belongs to messages that are, so it makes no difference.

use std::time::Duration;

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use lti::time::UnixTime;
use ports::{Begun, IndexJob, JobRun, JobVersion, NotedJob, PENDING_KEPT, PendingJobs, StoreError};

use super::item::{Item, Unreadable};
use super::{DynamoStore, item};
use crate::Table;

const TABLE: Table = Table::PendingJobs;

fn read_first(row: &Item) -> Result<UnixTime, Unreadable> {
    item::read_number(row, "first").map(UnixTime)
}

fn read_version(row: &Item, name: &'static str) -> Result<JobVersion, Unreadable> {
    JobVersion::try_from(item::read_text(row, name)?.to_owned()).map_err(|_| Unreadable::Kind(name))
}

fn read(row: &Item) -> Result<NotedJob, Unreadable> {
    let run = if row.contains_key("running") {
        let until = UnixTime(item::read_number(row, "ends")?);
        Some(JobRun { version: read_version(row, "running")?, until })
    } else {
        None
    };
    Ok(NotedJob { latest: read_version(row, "version")?, first: read_first(row)?, run })
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

    async fn begin(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
        lease: Duration,
    ) -> Result<Begun, StoreError> {
        let get = self.client.get_item().table_name(self.stack.table(TABLE)).consistent_read(true);
        let found = get.key("job", item::text(job.key().to_string())).send().await;
        let Some(row) = found.map_err(self.failed("GetItem", TABLE))?.item else {
            return Ok(Begun::Superseded);
        };
        let seen = read(&row).map_err(|why| self.unreadable(TABLE, why))?;
        let mut noted = seen.clone();
        let begun = noted.begin(version, now, lease);
        match &noted.run {
            Some(run) if begun.is_run() => self.run(job, &seen, noted.first, run, begun).await,
            _ => Ok(begun),
        }
    }

    async fn release(&self, job: &IndexJob, version: &JobVersion) -> Result<(), StoreError> {
        self.end_run(job, version, "SET ends = :never", Some(item::time(JobRun::RELEASED))).await
    }

    async fn finish(&self, job: &IndexJob, version: &JobVersion) -> Result<bool, StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(self.stack.table(TABLE))
            .key("job", item::text(job.key().to_string()))
            .condition_expression("#version = :version")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":version", item::text(version.as_str()));
        match delete.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                // A later event was noted, or the row is gone.
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => {
                    self.end_run(job, version, "REMOVE running, ends", None).await.map(|()| false)
                }
                _ => Err(self.failed("DeleteItem", TABLE)(error)),
            },
        }
    }
}

impl DynamoStore {
    /// Writes that a run begins, if nobody has begun one or ended it since the row was `seen`.
    async fn run(
        &self,
        job: &IndexJob,
        seen: &NotedJob,
        first: UnixTime,
        run: &JobRun,
        begun: Begun,
    ) -> Result<Begun, StoreError> {
        let begun_by = self.name_of_write();
        let update = self
            .client
            .update_item()
            .table_name(self.stack.table(TABLE))
            .key("job", item::text(job.key().to_string()))
            .update_expression("SET #first = :first, running = :running, ends = :ends, begun_by = :by")
            .expression_attribute_names("#first", "first")
            .expression_attribute_values(":first", item::time(first))
            .expression_attribute_values(":seen", item::time(seen.first))
            .expression_attribute_values(":running", item::text(run.version.as_str()))
            .expression_attribute_values(":ends", item::time(run.until))
            .expression_attribute_values(":by", item::text(&begun_by))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let update = match &seen.run {
            None => update.condition_expression("#first = :seen AND attribute_not_exists(running)"),
            Some(last) => update
                .condition_expression("#first = :seen AND running = :last AND ends = :ended")
                .expression_attribute_values(":last", item::text(last.version.as_str()))
                .expression_attribute_values(":ended", item::time(last.until)),
        };
        match update.send().await {
            Ok(_) => Ok(begun),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(kept)) => {
                    Ok(kept.item().map_or(Begun::Superseded, |kept| {
                        let ours = item::read_text(kept, "begun_by").is_ok_and(|by| by == begun_by);
                        if ours { begun } else { Begun::Busy }
                    }))
                }
                _ => Err(self.failed("UpdateItem", TABLE)(error)),
            },
        }
    }

    /// Changes a row whose last run is that of a version.
    async fn end_run(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        change: &str,
        never: Option<AttributeValue>,
    ) -> Result<(), StoreError> {
        let update = self
            .client
            .update_item()
            .table_name(self.stack.table(TABLE))
            .key("job", item::text(job.key().to_string()))
            .update_expression(change)
            .condition_expression("running = :version")
            .expression_attribute_values(":version", item::text(version.as_str()));
        let update = match never {
            Some(never) => update.expression_attribute_values(":never", never),
            None => update,
        };
        match update.send().await {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                // Another has been begun, or the row is gone.
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(()),
                _ => Err(self.failed("UpdateItem", TABLE)(error)),
            },
        }
    }
}
