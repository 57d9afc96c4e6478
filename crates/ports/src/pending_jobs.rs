use std::time::Duration;

use lti::time::UnixTime;

use crate::{IndexJob, JobVersion, StoreError};

/// How long edits that never end may put a job off.
pub const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// How long a store remembers a job that nobody finishes: longer than its messages can live, which is 4 days in a queue, 14
/// in all with the place for failed ones, and 4 more when somebody puts them back. A message whose job is not remembered
/// would be dropped.
pub const PENDING_KEPT: Duration = Duration::from_hours(24 * 20);

/// How long one run of a job may take. A worker that is not done by then stops.
pub const LONGEST_RUN: Duration = Duration::from_mins(15);

/// After how long a message is looked at again whose job was [`Begun::Busy`].
pub const BUSY_PAUSE: Duration = Duration::from_secs(10);

/// What to do with a message that has fallen due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The job is to be done.
    Run,
    /// It is to be done, and who was at it last came to no end: died, perhaps of it.
    RunAfterDeath,
    /// It is to be done, and somebody else is doing it, who may have looked before the latest event. Send the message once
    /// more, to fall due in [`BUSY_PAUSE`], and drop this one.
    Busy,
    /// A later message stands for it, or it is done. Drop this one.
    Superseded,
}

impl Begun {
    /// Whether the job is to be done.
    #[must_use]
    pub fn is_run(self) -> bool {
        matches!(self, Self::Run | Self::RunAfterDeath)
    }
}

/// Whether a job has waited as long as it may. A `first` far in the future is that of a clock that was set back, and would
/// otherwise hold the job up for as long as the clock was wrong.
fn has_waited(first: UnixTime, now: UnixTime) -> bool {
    now.since(first) >= LONGEST_WAIT || first.since(now) > LONGEST_WAIT
}

/// What a store remembers of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedJob {
    /// The latest version.
    pub latest: JobVersion,
    /// When the first event was noted that is not looked at yet.
    pub first: UnixTime,
    /// The last run, if it was not finished.
    pub run: Option<JobRun>,
}

/// A run of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    /// The version of its message.
    pub version: JobVersion,
    /// Nobody else runs the job before. [`JobRun::RELEASED`] when it failed and said so.
    pub until: UnixTime,
}

impl JobRun {
    /// The end of a run that failed and said so.
    pub const RELEASED: UnixTime = UnixTime(0);

    /// Whether it may still go on. One that ends later than any run may was begun by a clock that was set back since.
    fn goes_on(&self, now: UnixTime) -> bool {
        self.until > now && self.until.since(now) <= LONGEST_RUN
    }
}

impl NotedJob {
    /// What becomes of a message, as [`PendingJobs::begin`] says it; when it runs, this is changed accordingly.
    pub fn begin(&mut self, version: &JobVersion, now: UnixTime, lease: Duration) -> Begun {
        let was_begun = self.run.as_ref().is_some_and(|run| run.version == *version);
        let waited = !was_begun && *version != self.latest;
        if waited && !has_waited(self.first, now) {
            return Begun::Superseded;
        }
        if self.run.as_ref().is_some_and(|run| run.goes_on(now)) {
            return Begun::Busy;
        }
        if waited {
            self.first = now;
        }
        let run = JobRun { version: version.clone(), until: now + lease.min(LONGEST_RUN) };
        match self.run.replace(run) {
            Some(last) if last.until != JobRun::RELEASED => Begun::RunAfterDeath,
            _ => Begun::Run,
        }
    }
}

/// Remembers which jobs wait, so that many events make one job, and which are being done, so that nobody does one twice at a
/// time: of two who read Moodle one after the other, the first might write last.
///
/// Each event is noted under a version of its own, and then a message with that version is sent to fall due later. Only
/// the message with the latest version is worked on, but for one every [`LONGEST_WAIT`] while events keep coming. A job
/// that fails stays noted, so that its message still counts when it is delivered again.
///
/// The job of a course and those of its modules are different jobs, which may be done at the same time: so the job of a course
/// writes nothing itself, but makes jobs of its modules.
#[async_trait::async_trait]
pub trait PendingJobs: Send + Sync {
    /// Notes an event for the job, in ONE unconditional write: `version` is the latest now. Gives when the first event was
    /// noted since the job was last [finished](PendingJobs::finish), or made to run by [`PendingJobs::begin`] although
    /// later events were noted.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows whether it was noted, and the event must be handled again.
    async fn note(&self, job: &IndexJob, version: &JobVersion, now: UnixTime)
    -> Result<UnixTime, StoreError>;

    /// Asks whether a message that has fallen due is to be worked on. It is when its version is the latest, or when the job
    /// has waited for [`LONGEST_WAIT`]: of many that ask at once, one gets [`Begun::Run`] or [`Begun::RunAfterDeath`], and the
    /// time counts anew. A message that was to be worked on still is when it is delivered again, unless another has been begun
    /// since. Where nothing is noted, the job is done.
    ///
    /// Who gets one of these has the job for the time of the `lease`, [`LONGEST_RUN`] at most, and writes nothing later.
    ///
    /// # Errors
    /// [`StoreError`]; ask again later.
    async fn begin(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
        lease: Duration,
    ) -> Result<Begun, StoreError>;

    /// Ends a run that failed: the job may be begun at once, by the same message too. Who does not call it makes others wait
    /// for the end of the lease.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn release(&self, job: &IndexJob, version: &JobVersion) -> Result<(), StoreError>;

    /// Ends a run that did the job. It is forgotten if `version` is still the latest; else a later message stands for what
    /// happened meanwhile. Whether it was forgotten. To be called before the message is deleted.
    ///
    /// # Errors
    /// [`StoreError`]; then the job may be done once more.
    async fn finish(&self, job: &IndexJob, version: &JobVersion) -> Result<bool, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemEntropy;

    #[test]
    fn a_job_waits_five_minutes_and_not_for_a_clock_that_was_wrong() {
        let first = UnixTime(1_000_000);
        let at = |seconds: i64| has_waited(first, UnixTime(first.0 + seconds));
        assert_eq!([0, 299, 300, 9999].map(at), [false, false, true, true]);
        assert_eq!([-1, -300, -301, -86_400].map(at), [false, false, true, true]);
        assert!(!has_waited(UnixTime(i64::MAX), UnixTime(i64::MAX)));
    }

    #[test]
    fn a_run_goes_on_until_its_end_and_not_for_a_clock_that_was_wrong() {
        let until = UnixTime(1_000_000);
        let run = JobRun { version: JobVersion::random(&SystemEntropy::default()), until };
        let before = |seconds: i64| run.goes_on(UnixTime(until.0 - seconds));
        assert_eq!([-1, 0, 1, 900, 901, 86_400].map(before), [false, false, true, true, false, false]);
    }
}
