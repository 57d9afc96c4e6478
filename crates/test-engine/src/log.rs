//! What came in and what became of it.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

/// Bodies of requests that are kept.
pub const REQUESTS_KEPT: usize = 100;

/// Counts of requests for completions since the start or the latest reset. Each request is `in_flight` first, and then
/// one of `refused`, `finished` and `cancelled`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stats {
    /// All requests.
    pub requests: u64,
    /// Those that are being answered.
    pub in_flight: u64,
    /// Those that got a status other than 200.
    pub refused: u64,
    /// Those whose answer was said as far as its behaviour goes.
    pub finished: u64,
    /// Those whose client went away before.
    pub cancelled: u64,
    /// Tokens that were said, in all answers.
    pub tokens: u64,
}

/// What the server remembers. Its clones are the same log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    stats: watch::Sender<Stats>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Counts the resets, so that a request from before one is not counted after it.
    round: u64,
    requests: VecDeque<Value>,
    happened: HashSet<String>,
}

impl Log {
    pub(crate) fn stats(&self) -> Stats {
        *self.0.stats.borrow()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Stats> {
        self.0.stats.subscribe()
    }

    pub(crate) fn requests(&self) -> Vec<Value> {
        self.kept().requests.iter().cloned().collect()
    }

    pub(crate) fn reset(&self) {
        let mut kept = self.kept();
        *kept = Kept { round: kept.round + 1, ..Kept::default() };
        self.0.stats.send_replace(Stats::default());
    }

    /// Whether this is the first time that the model of this name is asked.
    pub(crate) fn is_first(&self, model: &str) -> bool {
        self.kept().happened.insert(model.to_owned())
    }

    /// A request has come.
    pub(crate) fn begin(&self, body: Value) -> Visit {
        let mut kept = self.kept();
        if kept.requests.len() == REQUESTS_KEPT {
            kept.requests.pop_front();
        }
        kept.requests.push_back(body);
        let visit = Visit { log: self.clone(), round: kept.round, over: false };
        drop(kept);
        visit.count(|stats| {
            stats.requests += 1;
            stats.in_flight += 1;
        });
        visit
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that is being answered. Dropped before its end, it was cancelled.
#[derive(Debug)]
pub(crate) struct Visit {
    log: Log,
    round: u64,
    over: bool,
}

impl Visit {
    pub(crate) fn refused(mut self) {
        self.end(|stats| stats.refused += 1);
    }

    pub(crate) fn finished(&mut self) {
        self.end(|stats| stats.finished += 1);
    }

    pub(crate) fn token(&self) {
        self.count(|stats| stats.tokens += 1);
    }

    fn end(&mut self, count: impl FnOnce(&mut Stats)) {
        if !std::mem::replace(&mut self.over, true) {
            self.count(|stats| {
                stats.in_flight -= 1;
                count(stats);
            });
        }
    }

    fn count(&self, count: impl FnOnce(&mut Stats)) {
        let kept = self.log.kept();
        if kept.round == self.round {
            self.log.0.stats.send_modify(count);
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.end(|stats| stats.cancelled += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_from_before_a_reset_is_not_counted_after_it() {
        let log = Log::default();
        let old = log.begin(Value::Null);
        log.reset();
        old.token();
        drop(old);
        assert_eq!(log.stats(), Stats::default());
        drop(log.begin(Value::Null));
        assert_eq!((log.stats().requests, log.stats().cancelled), (1, 1));
    }
}
