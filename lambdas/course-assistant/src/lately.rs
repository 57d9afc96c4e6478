//! What was found out about courses a moment ago.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lti::time::UnixTime;
use ports::{Clock, SiteCourse};
use tokio::sync::OnceCell;

/// How long it holds.
const HOLDS: Duration = Duration::from_secs(10);

/// Something about each course that costs much to find out: whoever asks at the same time shares one attempt.
pub(crate) struct Lately<T, E> {
    attempts: Mutex<HashMap<SiteCourse, Attempt<T, E>>>,
    pause: Duration,
}

struct Attempt<T, E> {
    begun: UnixTime,
    found: Arc<OnceCell<Found<T, E>>>,
}

struct Found<T, E> {
    at: UnixTime,
    what: Result<T, Arc<E>>,
}

impl<T, E> Attempt<T, E> {
    fn holds(&self, now: UnixTime, pause: Duration) -> bool {
        let (since, holds) = match self.found.get() {
            Some(Found { at, what: Err(_) }) => (*at, pause),
            _ => (self.begun, HOLDS),
        };
        // Not for as long as a clock was wrong that was set back since.
        since <= now && now.since(since) < holds
    }
}

impl<T: Clone, E> Lately<T, E> {
    /// For this time it is not tried again to find out what could not be found out.
    pub fn new(pause: Duration) -> Self {
        Self { attempts: Mutex::default(), pause }
    }

    /// What is known of the course, or what `find` finds out now.
    pub async fn get(
        &self,
        course: &SiteCourse,
        clock: &dyn Clock,
        find: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Arc<E>> {
        let attempt = self.attempt(course, clock.now());
        let found = async || Found { what: find.await.map_err(Arc::new), at: clock.now() };
        attempt.get_or_init(found).await.what.clone()
    }

    /// The attempt that holds, or a new one.
    fn attempt(&self, course: &SiteCourse, now: UnixTime) -> Arc<OnceCell<Found<T, E>>> {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.retain(|_, attempt| attempt.holds(now, self.pause));
        let begin = || Attempt { begun: now, found: Arc::default() };
        Arc::clone(&attempts.entry(course.clone()).or_insert_with(begin).found)
    }
}
