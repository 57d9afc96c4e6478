//! What was found out about courses a moment ago.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use lti::time::UnixTime;
use ports::SiteCourse;
use tokio::sync::OnceCell;

/// How long it holds, in seconds.
const HOLDS: i64 = 10;
/// How long it is not tried again to find out what could not be found out, in seconds.
const PAUSE: i64 = 5;

/// Something about each course that costs much to find out: whoever asks at the same time shares one attempt.
pub(crate) struct Lately<T, E>(Mutex<HashMap<SiteCourse, Attempt<T, E>>>);

struct Attempt<T, E> {
    begun: UnixTime,
    found: Arc<OnceCell<Result<T, Arc<E>>>>,
}

impl<T, E> Attempt<T, E> {
    fn holds(&self, now: UnixTime) -> bool {
        let holds = if self.found.get().is_some_and(Result::is_err) { PAUSE } else { HOLDS };
        (0..holds).contains(&now.0.saturating_sub(self.begun.0))
    }
}

impl<T, E> Default for Lately<T, E> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone, E> Lately<T, E> {
    /// What is known of the course, or what `find` finds out now.
    pub async fn get(
        &self,
        course: &SiteCourse,
        now: UnixTime,
        find: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Arc<E>> {
        let found = self.attempt(course, now);
        found.get_or_init(async || find.await.map_err(Arc::new)).await.clone()
    }

    /// The attempt that holds, or a new one.
    fn attempt(&self, course: &SiteCourse, now: UnixTime) -> Arc<OnceCell<Result<T, Arc<E>>>> {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.retain(|_, attempt| attempt.holds(now));
        let begin = || Attempt { begun: now, found: Arc::default() };
        Arc::clone(&attempts.entry(course.clone()).or_insert_with(begin).found)
    }
}
