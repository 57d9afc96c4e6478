use std::time::Duration;

use lti::time::UnixTime;

use crate::{IndexJob, JobVersion, StoreError};

/// How long edits that never end may put a job off.
pub const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// How long a store remembers a job that nobody finishes: longer than its messages can live, which is 4 days in a queue, 14
/// in all with the place for failed ones, and 4 more when somebody puts them back. A message whose job is not remembered
/// would be dropped.
pub const PENDING_KEPT: Duration = Duration::from_hours(24 * 20);

/// What to do with a message that has fallen due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The job is to be done.
    Run,
    /// A later message stands for it, or it is done. Drop this one.
    Superseded,
}

/// Whether a job has waited as long as it may. A `first` far in the future is that of a clock that was set back, and would
/// otherwise hold the job up for as long as the clock was wrong.
#[must_use]
pub fn has_waited(first: UnixTime, now: UnixTime) -> bool {
    now.since(first) >= LONGEST_WAIT || first.since(now) > LONGEST_WAIT
}

/// Remembers which jobs wait, so that many events make one job.
///
/// Each event is noted under a version of its own, and then a message with that version is sent to fall due later. Only
/// the message with the latest version is worked on, but for one every [`LONGEST_WAIT`] while events keep coming. A job
/// that fails stays noted, so that its message still counts when it is delivered again.
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

    /// Asks whether a message that has fallen due is to be worked on. It is when its version is the latest: then nothing is
    /// written. It also is when the job [has waited](has_waited) too long: of many that ask at once, one gets
    /// [`Begun::Run`], and the time counts anew. Where nothing is noted, the job is done.
    ///
    /// # Errors
    /// [`StoreError`]; ask again later.
    async fn begin(&self, job: &IndexJob, version: &JobVersion, now: UnixTime) -> Result<Begun, StoreError>;

    /// Forgets the job if `version` is still the latest; else a later message stands for what happened meanwhile. To be
    /// called when the job is done, and before its message is deleted.
    ///
    /// # Errors
    /// [`StoreError`]; then the job may be done once more.
    async fn finish(&self, job: &IndexJob, version: &JobVersion) -> Result<(), StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_waits_five_minutes_and_not_for_a_clock_that_was_wrong() {
        let first = UnixTime(1_000_000);
        let at = |seconds: i64| has_waited(first, UnixTime(first.0 + seconds));
        assert_eq!([0, 299, 300, 9999].map(at), [false, false, true, true]);
        assert_eq!([-1, -300, -301, -86_400].map(at), [false, false, true, true]);
        assert!(!has_waited(UnixTime(i64::MAX), UnixTime(i64::MAX)));
    }
}
