//! One message of the queue.

use std::time::Duration;

use http_api::chain;
use http_api::metrics::count_job_given_up;
use lti::time::UnixTime;
use ports::{
    BUSY_PAUSE, Begun, IndexError, IndexJob, JobMessage, LONGEST_DELAY, LONGEST_RUN, MOST_DELIVERIES,
    StoreError,
};
use tokio::time::{Instant, timeout};

use crate::{App, JobError, course, module};

/// The pause after the first failure; it is longer after each.
const FIRST_PAUSE: Duration = Duration::from_secs(30);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// After how long an index that has too much to do is asked again.
const INDEX_BUSY: Duration = Duration::from_mins(2);
/// What is left of the lease when a run that hangs is ended: nothing may be written after it.
const RESERVE: Duration = Duration::from_mins(1);

/// What is to become of a message.
#[derive(Debug)]
pub enum Outcome {
    /// It is to be deleted: its job is done, or another message stands for it.
    Done,
    /// Its job failed and may be done later: it is to be delivered again after this time, as long as it is not set aside.
    Again(Duration, JobError),
}

/// Works on a message, on its `delivery`-th delivery (1 for the first).
pub async fn handle(app: &App, message: &JobMessage, delivery: u32) -> Outcome {
    match begun(app, message, delivery).await {
        Ok(()) => Outcome::Done,
        Err(error) => {
            let pause = pause_after(delivery);
            let IndexJob { site, course, module } = &message.job;
            tracing::warn!(
                error = chain(&error),
                %site, %course, module = module.map(moodle::ModuleId::get), delivery,
                event.id = %message.event_id,
                "a job of the index failed and is tried again"
            );
            Outcome::Again(pause, error)
        }
    }
}

fn pause_after(delivery: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(4_u32.saturating_pow(delivery.saturating_sub(1))).min(LONGEST_PAUSE)
}

async fn begun(app: &App, message: &JobMessage, delivery: u32) -> Result<(), JobError> {
    let JobMessage { job, version, .. } = message;
    let pending = &app.ports.requests.pending;
    match pending.begin(job, version, app.now(), LONGEST_RUN).await? {
        Begun::Superseded => Ok(()),
        // Another is at it, with what Moodle showed before: what this message stands for is looked at after it.
        Begun::Busy => Ok(app.ports.requests.queue.send(message, BUSY_PAUSE).await?),
        begun @ (Begun::Run | Begun::RunAfterDeath) => {
            let died = begun == Begun::RunAfterDeath;
            if died {
                let IndexJob { site, course, module } = job;
                tracing::warn!(
                    %site, %course, module = module.map(moodle::ModuleId::get),
                    "the last run of a job ended in the middle, perhaps with its process: this one reads with care"
                );
            }
            let done = run_to_its_end(app, message, delivery, died).await;
            if done.is_err() {
                release(app, message).await;
            }
            done
        }
    }
}

/// Does the job, and asks for what follows from it; unless a later message stands for that, which would lose its turn to this one.
async fn run_to_its_end(app: &App, message: &JobMessage, delivery: u32, died: bool) -> Result<(), JobError> {
    let JobMessage { job, version, .. } = message;
    let next = run(app, job, delivery, died).await?;
    let is_latest = app.ports.requests.pending.finish(job, version).await?;
    if let Some(delay) = next.filter(|_| is_latest) {
        app.ports.requests.request(&job.site_course(), job.module, delay).await?;
    }
    Ok(())
}

/// A lease that is not given back ends by itself.
async fn release(app: &App, message: &JobMessage) {
    if let Err(error) = app.ports.requests.pending.release(&message.job, &message.version).await {
        tracing::warn!(error = chain(&error), "a job that failed is begun again when its lease is over");
    }
}

/// How a run is going.
pub(crate) struct Run {
    /// When it began, by the clock.
    pub now: UnixTime,
    /// When it leaves the rest to another.
    pub until: Instant,
    /// Whether the last run died, perhaps of a file.
    pub last_died: bool,
}

impl Run {
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.until
    }
}

/// Does the job. When it is to be done again, because the index is at something, something is away or time was short, after how
/// long.
async fn run(
    app: &App,
    job: &IndexJob,
    delivery: u32,
    last_died: bool,
) -> Result<Option<Duration>, JobError> {
    let run = Run { now: app.now(), until: Instant::now() + app.limits.time, last_died };
    let course = job.site_course();
    let work = async {
        match job.module {
            None => course::look_through(app, &run, &course).await,
            Some(module) => module::look_at(app, &run, &course, module).await,
        }
    };
    let hangs = || JobError::Machine("the job hangs, and was ended".into());
    let done = timeout(LONGEST_RUN.saturating_sub(RESERVE), work).await.unwrap_or_else(|_| Err(hangs()));
    match done {
        // No delivery of the message is used up for it.
        Err(JobError::Index(error @ IndexError::Busy(_))) => {
            tracing::warn!(error = chain(&error), "the index has too much to do; the job waits");
            Ok(Some(INDEX_BUSY))
        }
        Err(error) => {
            let again = is_told(app, job).await?;
            if error.passes() && delivery < MOST_DELIVERIES && !again {
                return Err(error);
            }
            told(app, &run, job, error, again).await
        }
        done => done,
    }
}

/// Whether it is written down already that the job cannot be done: one attempt at a time is enough then.
async fn is_told(app: &App, job: &IndexJob) -> Result<bool, StoreError> {
    let (manifest, course) = (&app.ports.manifest, job.site_course());
    Ok(match job.module {
        None => manifest.course(&course).await?.is_some_and(|known| known.problem.is_some()),
        Some(module) => manifest.module(&course, module).await?.is_some_and(|known| known.problem.is_some()),
    })
}

/// Writes down why a job is not done, where teachers see it, perhaps `again`, and says when it is tried again; where that is an
/// error, not before somebody looks at it.
async fn told(
    app: &App,
    run: &Run,
    job: &IndexJob,
    error: JobError,
    again: bool,
) -> Result<Option<Duration>, JobError> {
    let (course, problem) = (job.site_course(), error.problem());
    if matches!(error, JobError::NoToken(_)) {
        // Nothing is wrong: the site is connected, and nobody has asked for an index, or wants it any more.
        course::note_problem(app, &course, problem).await?;
        return Ok(None);
    }
    tracing::error!(error = chain(&error), site = %job.site, course = %job.course, "the index of a course is not up to date");
    count_job_given_up();
    if !error.hides_who_may_see() {
        let next = match job.module {
            Some(module) => module::note_failed(app, run, &course, module, &problem).await?,
            None => None,
        };
        // Files that Moodle does not give are looked at every night; that this machine fails is for its operator to know.
        return if matches!(error, JobError::File(_)) { Ok(next) } else { Err(error) };
    }
    match job.module {
        None => course::note_problem(app, &course, problem).await?,
        Some(module) => {
            module::note_problem(app, run, &course, module, problem).await?;
            if error.is_of_the_site() && !again {
                app.ports.requests.request(&course, None, Duration::ZERO).await?;
            }
        }
    }
    // A setting is not asked about again and again: once more, every night, and when somebody says that it was changed.
    Ok((error.passes() || !again).then_some(LONGEST_DELAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pauses_between_attempts_grow_to_an_hour() {
        let seconds: Vec<_> = (0..8).map(|delivery| pause_after(delivery).as_secs()).collect();
        assert_eq!(seconds, [30, 30, 120, 480, 1920, 3600, 3600, 3600]);
    }
}
