//! Makes delayed jobs for the index of events in Moodle.
//!
//! An event may arrive before Moodle's web services show what it is about, and edits come in bursts. So a job waits: each
//! event is noted with a version of its own, and a message with that version is sent, to fall due later. Of the messages
//! about one course or activity only the latest is worked on ([`ports::PendingJobs`] says how), so that a burst is one
//! job. A job says what to look at, not what happened: duplicates and disorder make no difference.

mod entry;
mod plan;

use std::sync::Arc;
use std::time::Duration;

use lti::time::UnixTime;
use moodle::MoodleEvent;
use ports::{
    Clock, Entropy, IndexJob, JobMessage, JobQueue, JobVersion, LONGEST_WAIT, PendingJobs, StoreError,
};

pub use entry::{BadEntry, read_entry};
pub use plan::{Plan, job_events, plan};

/// What the events are handled with.
pub struct App {
    /// The jobs that wait.
    pub pending: Arc<dyn PendingJobs>,
    /// The queue of the index.
    pub queue: Arc<dyn JobQueue>,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
}

/// A job that waits for its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The job.
    pub job: IndexJob,
    /// When its message falls due.
    pub due: UnixTime,
}

/// Why an event is not handled. Handle it again: that makes no second job.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HandleError {
    /// The job could not be noted.
    #[error("the job could not be noted")]
    Note(#[source] StoreError),
    /// The job was noted, and its message could not be sent: no other message stands for it.
    #[error("the job could not be sent")]
    Send(#[source] StoreError),
}

/// Handles one event: notes the job that it makes, if it makes one, and sends its message.
///
/// # Errors
/// [`HandleError`]. The event must be handled again until it is, for an earlier message about the same job may have been
/// replaced already.
pub async fn handle(app: &App, event: &MoodleEvent) -> Result<Option<Waiting>, HandleError> {
    let Some(Plan { job, delay }) = plan(event) else { return Ok(None) };
    let (version, now) = (JobVersion::random(&*app.entropy), app.clock.now());
    let since = app.pending.note(&job, &version, now).await.map_err(HandleError::Note)?;
    let due = due(now, delay, since);
    let message = JobMessage { job, version, since, event: event.name.clone(), event_id: event.id };
    app.queue.send(&message, due.since(now)).await.map_err(HandleError::Send)?;
    tracing::info!(
        event.name = event.name.as_str(),
        event.id = %event.id,
        site = event.site.as_str(),
        course = message.job.course.get(),
        module = message.job.module.map(moodle::ModuleId::get),
        delay_s = due.since(now).as_secs(),
        "a job for the index waits"
    );
    Ok(Some(Waiting { job: message.job, due }))
}

/// When a message falls due: after its delay, but not later than a job may wait. When that time is over already, an earlier
/// message is on its way to end the wait, so this one keeps its delay: what it is about happened just now.
fn due(now: UnixTime, delay: Duration, since: UnixTime) -> UnixTime {
    let (due, latest) = (now + delay, since + LONGEST_WAIT);
    if latest > now { due.min(latest) } else { due }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELAY: Duration = Duration::from_secs(20);

    #[test]
    fn a_message_falls_due_after_its_delay_but_not_later_than_a_job_may_wait() {
        let at = |now: i64, since: i64| due(UnixTime(now), DELAY, UnixTime(since)).0;
        assert_eq!(at(1000, 1000), 1020);
        assert_eq!(at(1000, 720), 1020);
        assert_eq!(at(1000, 719), 1019);
        assert_eq!(at(1000, 701), 1001);
        assert_eq!(at(1000, 700), 1020, "the wait is over, and an earlier message ends it");
        assert_eq!(at(1000, -86_400), 1020);
        assert_eq!(at(1000, 90_000), 1020, "a clock was set back");
    }
}
