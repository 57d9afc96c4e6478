//! Works on the jobs of the index, on this machine.

use std::sync::Arc;
use std::time::Duration;

use http_api::chain;
use index_file::{App, Outcome, handle, reconcile};
use ports::{Delivery, JobSource, LONGEST_RUN};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

/// How often messages are looked for.
const LOOK: Duration = Duration::from_millis(500);
/// Jobs at a time: they wait for Moodle most of the time.
const AT_ONCE: usize = 2;
/// How long a message is ours: longer than any run.
const LEASE: Duration = LONGEST_RUN.saturating_add(Duration::from_mins(5));
/// How long after the start everything is looked through, so that a server that is often started is no exception; and how often
/// after that.
const FIRST_ROUND: Duration = Duration::from_mins(5);
const ROUND: Duration = Duration::from_hours(24);

/// Works on what is due, again and again, and looks through everything once a day; at once, if the index is new and empty.
pub async fn work(app: Arc<App>, source: Arc<dyn JobSource>, is_new: bool) {
    let first = if is_new { Duration::ZERO } else { FIRST_ROUND };
    let rounds = tokio::spawn(rounds(Arc::clone(&app), first));
    let _ended_with_this = AbortOnDrop(rounds.abort_handle());
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut jobs = JoinSet::new();
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            Some(_) = jobs.join_next() => {}
        }
        while jobs.len() < AT_ONCE {
            let due = match source.receive(1, LEASE).await {
                Ok(due) => due,
                Err(error) => {
                    tracing::warn!(error = chain(&error), "jobs of the index wait: they cannot be read");
                    break;
                }
            };
            let Some(delivery) = due.into_iter().next() else { break };
            jobs.spawn(one(Arc::clone(&app), Arc::clone(&source), delivery));
        }
    }
}

struct AbortOnDrop(tokio::task::AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn one(app: Arc<App>, source: Arc<dyn JobSource>, delivery: Delivery) {
    let Delivery { message, count, receipt } = delivery;
    let told = match handle(&app, &message, count).await {
        Outcome::Done => source.done(&receipt).await,
        Outcome::Again(pause, _) => source.postpone(&receipt, pause).await,
    };
    if let Err(error) = told {
        tracing::warn!(
            error = chain(&error),
            "a job of the index is done once more: its message cannot be changed"
        );
    }
}

async fn rounds(app: Arc<App>, first: Duration) {
    sleep(first).await;
    let mut ticks = interval(ROUND);
    loop {
        ticks.tick().await;
        if let Err(error) = reconcile(&app).await {
            tracing::warn!(
                error = chain(&error),
                "the index could not be looked through; it is tried again in a day"
            );
        }
    }
}
