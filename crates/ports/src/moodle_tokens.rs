use lti::time::UnixTime;
use lti::token::TokenDigest;
use moodle::site_info::TokenDecision;

use crate::StoreError;

/// Remembers for a while what Moodle said about web-service tokens. Losing an entry only costs a question to Moodle.
#[async_trait::async_trait]
pub trait MoodleTokens: Send + Sync {
    /// What Moodle said about a token; absent when it was not kept or its time is over, swept or not.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn decision(&self, token: &TokenDigest, now: UnixTime)
    -> Result<Option<TokenDecision>, StoreError>;

    /// Keeps what Moodle said until then, instead of what it said before.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keep_decision(
        &self,
        token: &TokenDigest,
        decision: &TokenDecision,
        until: UnixTime,
    ) -> Result<(), StoreError>;
}
