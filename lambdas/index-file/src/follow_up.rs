//! Jobs that no event of Moodle asks for.

use std::sync::Arc;
use std::time::Duration;

use moodle::ModuleId;
use ports::{
    Clock, Entropy, IndexJob, JobQueue, ManifestReader, PendingJobs, SiteCourse, StoreError, request_job,
};

/// Asks for jobs of the index.
#[derive(Clone)]
pub struct Requests {
    /// The jobs that wait.
    pub pending: Arc<dyn PendingJobs>,
    /// Sends jobs.
    pub queue: Arc<dyn JobQueue>,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl Requests {
    /// Has a course looked through, or one activity of it looked at, when `delay` is over.
    ///
    /// # Errors
    /// [`StoreError`]; then it must be requested again.
    pub async fn request(
        &self,
        course: &SiteCourse,
        module: Option<ModuleId>,
        delay: Duration,
    ) -> Result<(), StoreError> {
        let (job, now) = (IndexJob::of(course, module), self.clock.now());
        request_job(&*self.pending, &*self.queue, &*self.entropy, job, now, delay).await
    }

    /// Has a course looked through at once, and every activity that the index knows of it, whether it seems to differ or not.
    /// How many activities.
    ///
    /// # Errors
    /// [`StoreError`]; then not all of them were requested.
    pub async fn resync(
        &self,
        manifest: &(impl ManifestReader + ?Sized),
        course: &SiteCourse,
    ) -> Result<usize, StoreError> {
        let known = manifest.course_manifest(course).await?.modules;
        self.request(course, None, Duration::ZERO).await?;
        for module in &known {
            self.request(course, Some(module.id), Duration::ZERO).await?;
        }
        Ok(known.len())
    }
}
