use lti::time::UnixTime;
use lti::token::TokenDigest;
use moodle::site_info::TokenDecision;
use ports::{MoodleTokens, StoreError};

use super::DynamoStore;
use super::expiring::Read;
use crate::Table;

#[async_trait::async_trait]
impl MoodleTokens for DynamoStore {
    async fn decision(
        &self,
        token: &TokenDigest,
        now: UnixTime,
    ) -> Result<Option<TokenDecision>, StoreError> {
        // Another instance's entry that comes late costs a question to Moodle.
        self.kept(Table::MoodleTokens, token.to_string(), Read::Cheap, now).await
    }

    async fn keep_decision(
        &self,
        token: &TokenDigest,
        decision: &TokenDecision,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        self.keep(Table::MoodleTokens, token.to_string(), decision, until).await
    }
}
