//! Whose turn it is: the engine is given a bounded number of pieces of work at a time, and one person never takes all of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Semaphore, SemaphorePermit};

/// The turns that there are.
pub struct AllTurns {
    all: Arc<Semaphore>,
    /// How many one person has.
    share: usize,
    people: Mutex<HashMap<String, Weak<Semaphore>>>,
}

impl AllTurns {
    /// So many turns at a time, of which one person has at most half, rounded up.
    #[must_use]
    pub fn new(parallel: usize) -> Self {
        // As many as Tokio can count are as good as any more.
        let parallel = parallel.clamp(1, Semaphore::MAX_PERMITS);
        let all = Arc::new(Semaphore::new(parallel));
        Self { all, share: parallel.div_ceil(2), people: Mutex::default() }
    }

    /// The turns of one person, in all their calls together.
    #[must_use]
    pub fn of(&self, person: &str) -> Turns {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        people.retain(|_, turns| turns.strong_count() > 0);
        let own = people.get(person).and_then(Weak::upgrade);
        let own = own.unwrap_or_else(|| Arc::new(Semaphore::new(self.share)));
        people.insert(person.to_owned(), Arc::downgrade(&own));
        Turns { all: Arc::clone(&self.all), own }
    }
}

/// The turns of one person among those of all.
#[derive(Clone)]
pub struct Turns {
    all: Arc<Semaphore>,
    own: Arc<Semaphore>,
}

impl Turns {
    /// Waits for a turn; it is over when what this gives is dropped. Turns come in the order in which they were asked for,
    /// so nobody waits for more than half of what one other person wants.
    pub async fn wait(&self) -> Turn<'_> {
        // Neither is ever closed.
        Turn { _own: self.own.acquire().await.ok(), _all: self.all.acquire().await.ok() }
    }
}

/// A turn.
pub struct Turn<'a> {
    _own: Option<SemaphorePermit<'a>>,
    _all: Option<SemaphorePermit<'a>>,
}
