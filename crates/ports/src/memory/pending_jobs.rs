use lti::time::UnixTime;

use super::MemoryStore;
use crate::{Begun, IndexJob, JobVersion, PendingJobs, StoreError, has_waited};

/// The latest version, and when the first event was noted.
#[derive(Clone, Debug)]
pub(super) struct Noted {
    version: JobVersion,
    first: UnixTime,
}

#[async_trait::async_trait]
impl PendingJobs for MemoryStore {
    async fn note(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
    ) -> Result<UnixTime, StoreError> {
        let mut tables = self.tables();
        let fresh = Noted { version: version.clone(), first: now };
        let noted = tables.pending_jobs.entry(job.key()).or_insert(fresh);
        noted.version = version.clone();
        Ok(noted.first)
    }

    async fn begin(&self, job: &IndexJob, version: &JobVersion, now: UnixTime) -> Result<Begun, StoreError> {
        let mut tables = self.tables();
        let Some(noted) = tables.pending_jobs.get_mut(&job.key()) else { return Ok(Begun::Superseded) };
        if noted.version == *version {
            return Ok(Begun::Run);
        }
        if !has_waited(noted.first, now) {
            return Ok(Begun::Superseded);
        }
        noted.first = now;
        Ok(Begun::Run)
    }

    async fn finish(&self, job: &IndexJob, version: &JobVersion) -> Result<(), StoreError> {
        let mut tables = self.tables();
        if tables.pending_jobs.get(&job.key()).is_some_and(|noted| noted.version == *version) {
            tables.pending_jobs.remove(&job.key());
        }
        Ok(())
    }
}
