//! A completion is one row: what was completed as JSON, and its grade as JSON of its own, which changes. While the grade
//! waits, the row is in the index of what is due, whose one partition takes 1,000 write units a second (Amazon DynamoDB
//! Developer Guide, "Best practices for designing and using partition keys effectively"): the people of a whole stack
//! may complete some hundreds of graded readings in one second. DynamoDB throttles more, and the SDK tries them again.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use lti::time::UnixTime;
use ports::{ActivityId, Completion, Completions, Grade, PersonId, StoreError};

use super::item::{Item, Unreadable};
use super::{DynamoStore, item};
use crate::Table;

/// The index of all completions of a person.
const BY_PERSON: &str = "person";
/// The index of the grades that wait, by the time of their next attempt.
const BY_DUE: &str = "due";
/// The one partition of that index.
const QUEUE: &str = "grades";

#[async_trait::async_trait]
impl Completions for DynamoStore {
    async fn add_completion(&self, fresh: &Completion) -> Result<Completion, StoreError> {
        let [activity, person] = key(&fresh.activity, &fresh.user);
        let put = self
            .client
            .put_item()
            .table_name(self.stack.table(Table::Completions))
            .item("activity", activity)
            .item("person", person)
            .item("data", self.json(Table::Completions, fresh)?)
            .item("grade", self.json(Table::Completions, &fresh.grade)?)
            .condition_expression("attribute_not_exists(activity)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = match fresh.grade.next_attempt() {
            Some(due) => put.item("queue", item::text(QUEUE)).item("due", item::time(due)),
            None => put,
        };
        let Err(error) = put.send().await else { return Ok(fresh.clone()) };
        let kept = match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(refused)) => refused.item(),
            _ => None,
        };
        match kept {
            Some(row) => self.read_completion(row),
            None => Err(self.failed("PutItem", Table::Completions)(error)),
        }
    }

    async fn completion(&self, activity: &ActivityId, user: &str) -> Result<Option<Completion>, StoreError> {
        let [activity, person] = key(activity, user);
        let get = self.client.get_item().table_name(self.stack.table(Table::Completions));
        let get = get.key("activity", activity).key("person", person).consistent_read(true);
        let found = get.send().await.map_err(self.failed("GetItem", Table::Completions))?;
        found.item.map(|row| self.read_completion(&row)).transpose()
    }

    async fn completions_in(&self, activity: &ActivityId) -> Result<Vec<Completion>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(self.stack.table(Table::Completions))
            .key_condition_expression("activity = :activity")
            .expression_attribute_values(":activity", item::text(activity.key().to_string()))
            .consistent_read(true);
        self.read_completions(&self.query(Table::Completions, query).await?)
    }

    async fn completions_of(&self, person: &PersonId) -> Result<Vec<Completion>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(self.stack.table(Table::Completions))
            .index_name(BY_PERSON)
            .key_condition_expression("person = :person")
            .expression_attribute_values(":person", item::text(person.key().to_string()));
        self.read_completions(&self.query(Table::Completions, query).await?)
    }

    async fn change_grade(&self, seen: &Completion, to: &Grade) -> Result<bool, StoreError> {
        let [activity, person] = key(&seen.activity, &seen.user);
        let changed_by = self.name_of_write();
        let update = self
            .client
            .update_item()
            .table_name(self.stack.table(Table::Completions))
            .key("activity", activity)
            .key("person", person)
            .condition_expression("grade = :seen")
            .expression_attribute_values(":seen", self.json(Table::Completions, &seen.grade)?)
            .expression_attribute_values(":to", self.json(Table::Completions, to)?)
            .expression_attribute_values(":by", item::text(&changed_by))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let update = match to.next_attempt() {
            Some(due) => update
                .update_expression("SET grade = :to, changed_by = :by, queue = :queue, due = :due")
                .expression_attribute_values(":queue", item::text(QUEUE))
                .expression_attribute_values(":due", item::time(due)),
            None => update.update_expression("SET grade = :to, changed_by = :by REMOVE queue, due"),
        };
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(kept)) => {
                    Ok(kept.item().is_some_and(|kept| {
                        item::read_text(kept, "changed_by").is_ok_and(|by| by == changed_by)
                    }))
                }
                _ => Err(self.failed("UpdateItem", Table::Completions)(error)),
            },
        }
    }

    async fn forget_completion(&self, activity: &ActivityId, user: &str) -> Result<bool, StoreError> {
        let [activity, person] = key(activity, user);
        let delete = self.client.delete_item().table_name(self.stack.table(Table::Completions));
        let delete = delete.key("activity", activity).key("person", person);
        let deleted = delete.return_values(ReturnValue::AllOld).send().await;
        let deleted = deleted.map_err(self.failed("DeleteItem", Table::Completions))?;
        Ok(deleted.attributes.is_some_and(|row| !row.is_empty()))
    }

    async fn grades_due(&self, now: UnixTime, limit: u16) -> Result<Vec<Completion>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(self.stack.table(Table::Completions))
            .index_name(BY_DUE)
            .key_condition_expression("queue = :queue AND due <= :now")
            .expression_attribute_values(":queue", item::text(QUEUE))
            .expression_attribute_values(":now", item::time(now));
        let due = self.query_first(Table::Completions, query, limit).await?;
        // One row that a later version wrote does not hold up all others.
        let readable = due.iter().filter_map(|row| {
            let read = self.read_completion(row);
            read.inspect_err(|error| tracing::error!(%error, "a grade that is due cannot be read")).ok()
        });
        Ok(readable.collect())
    }
}

impl DynamoStore {
    fn read_completions(&self, rows: &[Item]) -> Result<Vec<Completion>, StoreError> {
        rows.iter().map(|row| self.read_completion(row)).collect()
    }

    fn read_completion(&self, row: &Item) -> Result<Completion, StoreError> {
        read(row).map_err(|why| self.unreadable(Table::Completions, why))
    }
}

/// The key of a row.
fn key(activity: &ActivityId, user: &str) -> [AttributeValue; 2] {
    let person = PersonId { platform: activity.platform.clone(), user: user.to_owned() };
    [activity.key(), person.key()].map(|digest| item::text(digest.to_string()))
}

fn read(row: &Item) -> Result<Completion, Unreadable> {
    let data: Completion = item::read_json(row, "data")?;
    Ok(Completion { grade: item::read_json(row, "grade")?, ..data })
}
