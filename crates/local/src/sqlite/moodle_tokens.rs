use lti::time::UnixTime;
use lti::token::TokenDigest;
use moodle::site_info::TokenDecision;
use ports::{MoodleTokens, StoreError};
use rusqlite::{OptionalExtension as _, params};

use super::{SqliteStore, json, to_json};

#[async_trait::async_trait]
impl MoodleTokens for SqliteStore {
    async fn decision(
        &self,
        token: &TokenDigest,
        now: UnixTime,
    ) -> Result<Option<TokenDecision>, StoreError> {
        let token = token.to_string();
        self.readers
            .read(move |db| {
                let mut select =
                    db.prepare_cached("SELECT decision FROM moodle_tokens WHERE token = ?1 AND until > ?2")?;
                select.query_row(params![token, now.0], |row| json(row, 0)).optional()
            })
            .await
    }

    async fn keep_decision(
        &self,
        token: &TokenDigest,
        decision: &TokenDecision,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        let (token, decision) = (token.to_string(), to_json(decision)?);
        self.writer
            .write(move |db| {
                let mut insert = db.prepare_cached(
                    "INSERT OR REPLACE INTO moodle_tokens (token, decision, until) VALUES (?1, ?2, ?3)",
                )?;
                insert.execute(params![token, decision, until.0]).map(|_| ())
            })
            .await
    }
}
