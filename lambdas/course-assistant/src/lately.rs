//! What was found out about courses a moment ago.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use lti::time::UnixTime;
use ports::SiteCourse;

/// How long it holds, in seconds.
const HOLDS: i64 = 10;

/// Something about each course that costs much to find out: reloading a page does not cost it again.
pub(crate) struct Lately<T>(Mutex<HashMap<SiteCourse, (UnixTime, T)>>);

impl<T> Default for Lately<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Lately<T> {
    /// What is known of the course, or what `find` finds out now.
    pub async fn get<E>(
        &self,
        course: &SiteCourse,
        now: UnixTime,
        find: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let holds = |(found, _): &(UnixTime, T)| (0..HOLDS).contains(&now.0.saturating_sub(found.0));
        if let Some((_, known)) = self.known().get(course).filter(|known| holds(known)) {
            return Ok(known.clone());
        }
        let found = find.await?;
        let mut known = self.known();
        known.retain(|_, known| holds(known));
        known.insert(course.clone(), (now, found.clone()));
        Ok(found)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<SiteCourse, (UnixTime, T)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
