use std::time::Duration;

use lti::time::UnixTime;
use ports::{Begun, IndexJob, JobRun, JobVersion, NotedJob, PENDING_KEPT, PendingJobs, StoreError};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::SqliteStore;

fn noted(db: &Connection, job: &str) -> rusqlite::Result<Option<NotedJob>> {
    let mut select =
        db.prepare_cached("SELECT version, running, first, ends FROM pending_jobs WHERE job = ?1")?;
    select.query_row([job], read).optional()
}

fn read(row: &Row<'_>) -> rusqlite::Result<NotedJob> {
    let version = |column: usize, text: String| {
        JobVersion::try_from(text)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
    };
    let run = match row.get(1)? {
        Some(running) => Some(JobRun { version: version(1, running)?, until: UnixTime(row.get(3)?) }),
        None => None,
    };
    Ok(NotedJob { latest: version(0, row.get(0)?)?, first: UnixTime(row.get(2)?), run })
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

    async fn begin(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
        lease: Duration,
    ) -> Result<Begun, StoreError> {
        let (job, version) = (job.key().to_string(), version.clone());
        self.writer
            .write(move |db| {
                let Some(mut noted) = noted(db, &job)? else { return Ok(Begun::Superseded) };
                let begun = noted.begin(&version, now, lease);
                if let Some(run) = noted.run.filter(|_| begun.is_run()) {
                    let mut update = db.prepare_cached(
                        "UPDATE pending_jobs SET first = ?1, running = ?2, ends = ?3 WHERE job = ?4",
                    )?;
                    update.execute(params![noted.first.0, run.version.as_str(), run.until.0, job])?;
                }
                Ok(begun)
            })
            .await
    }

    async fn release(&self, job: &IndexJob, version: &JobVersion) -> Result<(), StoreError> {
        let (job, version) = (job.key().to_string(), version.to_string());
        self.writer
            .write(move |db| {
                let mut update =
                    db.prepare_cached("UPDATE pending_jobs SET ends = ?1 WHERE job = ?2 AND running = ?3")?;
                update.execute(params![JobRun::RELEASED.0, job, version]).map(|_| ())
            })
            .await
    }

    async fn finish(&self, job: &IndexJob, version: &JobVersion) -> Result<bool, StoreError> {
        let key = [job.key().to_string(), version.to_string()];
        self.writer
            .write(move |db| {
                let mut delete =
                    db.prepare_cached("DELETE FROM pending_jobs WHERE job = ?1 AND version = ?2")?;
                let deleted = delete.execute(params![key[0], key[1]])?;
                let mut update = db.prepare_cached(
                    "UPDATE pending_jobs SET running = NULL, ends = NULL WHERE job = ?1 AND running = ?2",
                )?;
                update.execute(params![key[0], key[1]])?;
                Ok(deleted > 0)
            })
            .await
    }
}
