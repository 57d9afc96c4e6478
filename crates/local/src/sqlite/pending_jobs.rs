use lti::time::UnixTime;
use ports::{Begun, IndexJob, JobVersion, PENDING_KEPT, PendingJobs, StoreError, has_waited};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::SqliteStore;

/// A row's version and when its first event was noted.
fn noted(db: &Connection, job: &str) -> rusqlite::Result<Option<(String, UnixTime)>> {
    let mut select = db.prepare_cached("SELECT version, first FROM pending_jobs WHERE job = ?1")?;
    select.query_row([job], |row| Ok((row.get(0)?, UnixTime(row.get(1)?)))).optional()
}

#[async_trait::async_trait]
impl PendingJobs for SqliteStore {
    async fn note(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
    ) -> Result<UnixTime, StoreError> {
        let (job, version) = (job.key().to_string(), version.to_string());
        self.writer
            .write(move |db| {
                let mut upsert = db.prepare_cached(
                    "INSERT INTO pending_jobs (job, version, first, until) VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (job) DO UPDATE SET version = excluded.version, until = excluded.until
                     RETURNING first",
                )?;
                let until = now + PENDING_KEPT;
                upsert.query_row(params![job, version, now.0, until.0], |row| row.get(0).map(UnixTime))
            })
            .await
    }

    async fn begin(&self, job: &IndexJob, version: &JobVersion, now: UnixTime) -> Result<Begun, StoreError> {
        let (job, version) = (job.key().to_string(), version.to_string());
        self.writer
            .write(move |db| {
                let Some((latest, first)) = noted(db, &job)? else { return Ok(Begun::Superseded) };
                if latest == version {
                    return Ok(Begun::Run);
                }
                if !has_waited(first, now) {
                    return Ok(Begun::Superseded);
                }
                db.execute("UPDATE pending_jobs SET first = ?1 WHERE job = ?2", params![now.0, job])?;
                Ok(Begun::Run)
            })
            .await
    }

    async fn finish(&self, job: &IndexJob, version: &JobVersion) -> Result<(), StoreError> {
        let key = [job.key().to_string(), version.to_string()];
        self.writer
            .write(move |db| {
                let mut delete =
                    db.prepare_cached("DELETE FROM pending_jobs WHERE job = ?1 AND version = ?2")?;
                delete.execute(key).map(|_| ())
            })
            .await
    }
}
