use lti::time::UnixTime;
use lti::token::TokenDigest;
use moodle::site_info::TokenDecision;
use ports::{MoodleTokens, StoreError};

use super::{DynamoStore, item};
use crate::{AwsFailure, Table};

#[async_trait::async_trait]
impl MoodleTokens for DynamoStore {
    async fn decision(
        &self,
        token: &TokenDigest,
        now: UnixTime,
    ) -> Result<Option<TokenDecision>, StoreError> {
        // Another instance's entry may come a second late: that costs a question to Moodle.
        let read = self.client.get_item().table_name(self.stack.table(Table::MoodleTokens));
        let read = read.key("token", item::text(token.to_string()));
        let found = read.send().await.map_err(self.failed("GetItem", Table::MoodleTokens))?;
        let Some(row) = found.item else { return Ok(None) };
        let unreadable = |why| self.unreadable(Table::MoodleTokens, why);
        if item::is_over(&row, now).map_err(unreadable)? {
            return Ok(None);
        }
        item::read_json(&row, "decision").map(Some).map_err(unreadable)
    }

    async fn keep_decision(
        &self,
        token: &TokenDigest,
        decision: &TokenDecision,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        let table = self.stack.table(Table::MoodleTokens);
        let decision =
            item::json(decision).map_err(|error| AwsFailure::unreadable("writing a row", &table, error))?;
        let put = self
            .client
            .put_item()
            .table_name(table)
            .item("token", item::text(token.to_string()))
            .item("decision", decision)
            .item("expires", item::time(until));
        put.send().await.map(|_| ()).map_err(self.failed("PutItem", Table::MoodleTokens))
    }
}
