use std::time::Duration;

use lti::time::UnixTime;

use super::MemoryStore;
use crate::{Begun, IndexJob, JobRun, JobVersion, NotedJob, PendingJobs, StoreError};

#[async_trait::async_trait]
impl PendingJobs for MemoryStore {
    async fn note(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
    ) -> Result<UnixTime, StoreError> {
        let mut tables = self.tables();
        let fresh = NotedJob { latest: version.clone(), first: now, run: None };
        let noted = tables.pending_jobs.entry(job.key()).or_insert(fresh);
        noted.latest = version.clone();
        Ok(noted.first)
    }

    async fn begin(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
        lease: Duration,
    ) -> Result<Begun, StoreError> {
        let mut tables = self.tables();
        let noted = tables.pending_jobs.get_mut(&job.key());
        Ok(noted.map_or(Begun::Superseded, |noted| noted.begin(version, now, lease)))
    }

    async fn release(&self, job: &IndexJob, version: &JobVersion) -> Result<(), StoreError> {
        let mut tables = self.tables();
        let run = tables.pending_jobs.get_mut(&job.key()).and_then(|noted| noted.run.as_mut());
        if let Some(run) = run.filter(|run| run.version == *version) {
            run.until = JobRun::RELEASED;
        }
        Ok(())
    }

    async fn finish(&self, job: &IndexJob, version: &JobVersion) -> Result<bool, StoreError> {
        let mut tables = self.tables();
        let Some(noted) = tables.pending_jobs.get_mut(&job.key()) else { return Ok(false) };
        if noted.latest == *version {
            tables.pending_jobs.remove(&job.key());
            return Ok(true);
        }
        if noted.run.as_ref().is_some_and(|run| run.version == *version) {
            noted.run = None;
        }
        Ok(false)
    }
}
