//! Whose turn it is: the engine is given a bounded number of pieces of work at a time, and one call never takes all of it.

use std::sync::Arc;

use tokio::sync::{Semaphore, SemaphorePermit};

/// The turns of one call among those of all calls.
#[derive(Clone)]
pub(crate) struct Turns {
    all: Arc<Semaphore>,
    call: Arc<Semaphore>,
}

impl Turns {
    /// The turns of a call: at most half of all, rounded up.
    pub fn of_a_call(all: &Arc<Semaphore>, parallel: usize) -> Self {
        Self { all: Arc::clone(all), call: Arc::new(Semaphore::new(parallel.div_ceil(2))) }
    }

    /// Waits for a turn; it is over when what this gives is dropped. Those of all calls come in the order in which they
    /// asked, so a call waits for half of another one at most.
    pub async fn wait(&self) -> Turn<'_> {
        // Neither is ever closed.
        Turn { _call: self.call.acquire().await.ok(), _all: self.all.acquire().await.ok() }
    }
}

/// A turn.
pub(crate) struct Turn<'a> {
    _call: Option<SemaphorePermit<'a>>,
    _all: Option<SemaphorePermit<'a>>,
}
