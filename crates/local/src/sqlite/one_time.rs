use lti::launch::OneTimeClaim;
use lti::time::UnixTime;
use ports::{OneTime, StoreError};
use rusqlite::params;

use super::SqliteStore;

#[async_trait::async_trait]
impl OneTime for SqliteStore {
    async fn claim_once(&self, claim: &OneTimeClaim, now: UnixTime) -> Result<bool, StoreError> {
        let claim = claim.clone();
        self.writer
            .write(move |db| {
                let mut insert = db.prepare_cached(
                    "INSERT INTO claims (id, until) VALUES (?1, ?2)
                     ON CONFLICT (id) DO UPDATE SET until = excluded.until WHERE claims.until <= ?3",
                )?;
                let changed = insert.execute(params![claim.id, claim.until.0, now.0])?;
                Ok(changed == 1)
            })
            .await
    }
}
