//! One pipeline a mode at most: it fills the machine's cores by itself, and needs 60 to 700 MB. Those who ask wait
//! in the order in which they came. Of the pipelines that nobody uses at the moment only a few are left standing.

use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use ports::EngineError;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::{Instant, sleep, timeout};

use super::pipeline::{Mode, Pipeline};

/// How long the pools wait, and how much they keep.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// For the answer to one sentence, counted from its turn.
    pub sentence: Duration,
    /// Before a pipeline that nobody uses is ended.
    pub idle: Duration,
    /// Pipelines at most; more only while all of them are at work.
    pub pipelines: usize,
}

/// The place of one mode's pipeline.
#[derive(Debug)]
pub(super) struct Place {
    mode: Mode,
    patience: Patience,
    pipeline: Mutex<Option<Standing>>,
    neighbours: Neighbours,
}

/// The places that may have a pipeline.
#[derive(Clone, Debug, Default)]
pub(super) struct Neighbours(Arc<std::sync::Mutex<Vec<Weak<Place>>>>);

impl Neighbours {
    /// Ends the pipeline that has been idle for the longest, if there are as many as there may be.
    fn make_room(&self, newcomer: &Arc<Place>) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut others: Vec<_> = places.iter().filter_map(Weak::upgrade).collect();
        others.retain(|place| !Arc::ptr_eq(place, newcomer));
        let mut standing = Vec::new();
        let mut in_use = Vec::new();
        for place in &others {
            match place.pipeline.try_lock() {
                Err(_) => in_use.push(Arc::downgrade(place)),
                Ok(turn) => {
                    if let Some(since) = turn.as_ref().map(|standing| standing.since) {
                        in_use.push(Arc::downgrade(place));
                        standing.push((since, turn));
                    }
                }
            }
        }
        if in_use.len() >= newcomer.patience.pipelines
            && let Some((_, turn)) = standing.iter_mut().min_by_key(|(since, _)| *since)
            && let Some(idle) = turn.take()
        {
            tokio::spawn(idle.pipeline.end());
        }
        in_use.push(Arc::downgrade(newcomer));
        *places = in_use;
    }
}

/// A pipeline between two sentences.
#[derive(Debug)]
struct Standing {
    pipeline: Pipeline,
    since: Instant,
}

/// What a pipeline can be asked.
pub(super) trait Question: Sync {
    /// What it answers.
    type Answer;

    /// What is sent. The number is found again in the answer, so that an answer to something else is recognised.
    fn sent(&self, number: u64) -> String;

    /// Reads an answer. Gives nothing where it is not the one to the question with this number: a program of the
    /// pipeline has died, or it answers something else.
    fn read(answer: &str, number: u64) -> Option<Self::Answer>;
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum NoAnswer {
    /// Nobody waits for it any more.
    Unwanted,
    /// The pipeline failed, twice: another text may succeed.
    Broken(String),
    /// No text will succeed.
    Engine(EngineError),
}

impl Place {
    pub fn new(mode: Mode, patience: Patience, neighbours: Neighbours) -> Arc<Self> {
        Arc::new(Self { mode, patience, pipeline: Mutex::new(None), neighbours })
    }

    /// Asks, when it is this caller's turn, unless `unwanted` is ready before.
    pub async fn ask<Q: Question>(
        self: &Arc<Self>,
        question: &Q,
        unwanted: impl Future<Output = ()>,
    ) -> Result<Q::Answer, NoAnswer> {
        let mut turn = tokio::select! {
            biased;
            () = unwanted => return Err(NoAnswer::Unwanted),
            turn = self.pipeline.lock() => turn,
        };
        let limit = self.patience.sentence;
        // A pipeline that is late is out of its place, and killed with the future that holds it.
        let answer = timeout(limit, self.answer(&mut turn, question)).await;
        answer.unwrap_or(Err(NoAnswer::Engine(EngineError::TimedOut(limit))))
    }

    /// A pipeline that has died is started again, once.
    async fn answer<Q: Question>(
        self: &Arc<Self>,
        turn: &mut MutexGuard<'_, Option<Standing>>,
        question: &Q,
    ) -> Result<Q::Answer, NoAnswer> {
        let mut failure = None;
        for _ in 0..2 {
            let mut pipeline = if let Some(standing) = turn.take() {
                standing.pipeline
            } else {
                self.neighbours.make_room(self);
                self.mode.start().await.map_err(NoAnswer::Engine)?
            };
            let number = pipeline.next_number();
            match pipeline.ask(&question.sent(number)).await {
                Ok(answer) => match Q::read(&answer, number) {
                    Some(answer) => {
                        self.put_back(turn, pipeline);
                        return Ok(answer);
                    }
                    None => failure = Some("a program of the pipeline has ended".to_owned()),
                },
                Err(error) => failure = Some(error.to_string()),
            }
        }
        Err(NoAnswer::Broken(failure.unwrap_or_default()))
    }

    fn put_back(self: &Arc<Self>, turn: &mut Option<Standing>, pipeline: Pipeline) {
        if pipeline.is_new() {
            tokio::spawn(end_when_idle(Arc::downgrade(self), self.patience.idle));
        }
        *turn = Some(Standing { pipeline, since: Instant::now() });
    }
}

/// Watches over a place until its pipeline was idle for so long, or is gone.
async fn end_when_idle(place: Weak<Place>, idle: Duration) {
    loop {
        sleep(idle).await;
        let Some(place) = place.upgrade() else { return };
        let mut turn = place.pipeline.lock().await;
        match turn.take() {
            Some(standing) if standing.since.elapsed() < idle => *turn = Some(standing),
            Some(standing) => {
                drop(turn);
                drop(place);
                return standing.pipeline.end().await;
            }
            None => return,
        }
    }
}
