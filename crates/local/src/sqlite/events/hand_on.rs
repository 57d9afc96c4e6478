//! Events that are to be handed on to who acts upon them: each at least once, and none because of another's fault.

use std::time::Duration;

use lti::time::UnixTime;
use moodle::MoodleEvent;
use ports::{EventFilter, StoreError};
use rusqlite::{Connection, params};

use super::{SqliteEvents, WANTED, Wanted, read};

/// How often an event is handed on that fails every time, before it is given up: for a day, as EventBridge does.
const MOST_ATTEMPTS: u32 = 34;
/// The first pause after a failure; it doubles from one to the next.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// About as many bytes of events are held at once: a detail may have a megabyte.
const DUE_BYTES: usize = 4 * 1024 * 1024;
/// Rows that are made due at once: a server that takes events at the same time waits for no longer.
const PORTION: u32 = 1000;

/// An event that is to be handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueEvent {
    /// The event.
    pub event: MoodleEvent,
    id: i64,
    attempts: u32,
}

impl DueEvent {
    /// Whether a further failure would be the last.
    #[must_use]
    pub fn is_last_attempt(&self) -> bool {
        self.attempts + 1 >= MOST_ATTEMPTS
    }
}

fn pause(attempts: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(attempts)).min(LONGEST_PAUSE)
}

impl SqliteEvents {
    /// Some of the events that are to be handed on, `limit` at most and at least one, in the order in which they came; those
    /// that failed come again after a pause. Only one process may ask.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn due(&self, limit: u16) -> Result<Vec<DueEvent>, StoreError> {
        let now = self.clock.now();
        // One that is due farther away than any pause was written by a clock that has been set back since.
        let far = now + LONGEST_PAUSE;
        let select = move |db: &Connection| {
            let mut select = db.prepare_cached(
                "SELECT id, detail, attempts FROM events WHERE due <= ?1 OR due > ?2 ORDER BY due, id LIMIT ?3",
            )?;
            let mut rows = select.query(params![now.0, far.0, limit])?;
            let (mut due, mut unreadable, mut bytes) = (Vec::new(), Vec::new(), 0);
            while bytes < DUE_BYTES
                && let Some(row) = rows.next()?
            {
                let (id, attempts) = (row.get(0)?, row.get(2)?);
                match read(row, 1)? {
                    Some(event) => {
                        bytes += event.detail().len();
                        due.push(DueEvent { event, id, attempts });
                    }
                    None => unreadable.push(id),
                }
            }
            Ok((due, unreadable))
        };
        let (due, unreadable): (_, Vec<i64>) = self.store.readers.read(select).await?;
        if !unreadable.is_empty() {
            self.give_up(unreadable).await?;
        }
        Ok(due)
    }

    /// What cannot be read is not in the way of what can.
    async fn give_up(&self, ids: Vec<i64>) -> Result<(), StoreError> {
        self.store
            .writer
            .write(move |db| {
                let mut update = db.prepare_cached(
                    "UPDATE events SET due = NULL, failure = 'this version cannot read it' WHERE id = ?1",
                )?;
                ids.iter().try_for_each(|id| update.execute([id]).map(|_| ()))
            })
            .await
    }

    /// Notes that events were handed on.
    ///
    /// # Errors
    /// [`StoreError`]; then they are handed on once more.
    pub async fn handed_on(&self, events: &[DueEvent]) -> Result<(), StoreError> {
        let ids: Vec<_> = events.iter().map(|due| due.id).collect();
        self.store
            .writer
            .write(move |db| {
                let mut update =
                    db.prepare_cached("UPDATE events SET due = NULL, failure = NULL WHERE id = ?1")?;
                ids.iter().try_for_each(|id| update.execute([id]).map(|_| ()))
            })
            .await
    }

    /// Notes that an event could not be handed on, and why. It comes again after a pause, for a day; what fails
    /// longer than that waits for [`SqliteEvents::hand_on_again`].
    ///
    /// # Errors
    /// [`StoreError`]; then it comes again at once.
    pub async fn failed(&self, due: &DueEvent, why: &str) -> Result<(), StoreError> {
        let (id, attempts, why) = (due.id, due.attempts + 1, why.to_owned());
        let next = (!due.is_last_attempt()).then(|| (self.clock.now() + pause(due.attempts)).0);
        self.store
            .writer
            .write(move |db| {
                let mut update = db.prepare_cached(
                    "UPDATE events SET due = ?1, attempts = ?2, failure = ?3 WHERE id = ?4",
                )?;
                update.execute(params![next, attempts, why, id]).map(|_| ())
            })
            .await
    }

    /// How many events a filter means.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count(&self, filter: &EventFilter) -> Result<u64, StoreError> {
        let wanted = Wanted::from(filter);
        self.store
            .readers
            .read(move |db| {
                let Wanted { site, course, name, since, until } = wanted;
                let count: i64 = db.query_row(
                    &format!("SELECT count(*) FROM events WHERE {WANTED}"),
                    params![site, course, name, since, until],
                    |row| row.get(0),
                )?;
                Ok(count.unsigned_abs())
            })
            .await
    }

    /// Has the events that a filter means handed on once more, in the order in which they came; `told` hears how many are
    /// due so far. How many in all.
    ///
    /// # Errors
    /// [`StoreError`]; then some of them are due.
    pub async fn hand_on_again(
        &self,
        filter: &EventFilter,
        mut told: impl FnMut(u64),
    ) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let (mut after, mut all) = (0, 0);
        loop {
            let wanted = Wanted::from(filter);
            let done = self.store.writer.write(move |db| make_due(db, &wanted, after, now)).await?;
            let Some((last, count)) = done else { return Ok(all) };
            after = last;
            all += count;
            told(all);
        }
    }
}

/// Makes a portion of rows due: the last of them and how many; nothing when there are no more.
fn make_due(
    db: &Connection,
    wanted: &Wanted,
    after: i64,
    now: UnixTime,
) -> rusqlite::Result<Option<(i64, u64)>> {
    let Wanted { site, course, name, since, until } = wanted;
    let mut select =
        db.prepare_cached(&format!("SELECT id FROM events WHERE {WANTED} AND id > ?6 ORDER BY id LIMIT ?7"))?;
    let rows =
        select.query_map(params![site, course, name, since, until, after, PORTION], |row| row.get(0))?;
    let ids: Vec<i64> = rows.collect::<rusqlite::Result<_>>()?;
    let Some(last) = ids.last() else { return Ok(None) };
    let mut update =
        db.prepare_cached("UPDATE events SET due = ?1, attempts = 0, failure = NULL WHERE id = ?2")?;
    for id in &ids {
        update.execute(params![now.0, id])?;
    }
    Ok(Some((*last, ids.len() as u64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_tried_for_a_day() {
        let pauses: Vec<_> = (0..MOST_ATTEMPTS - 1).map(pause).collect();
        assert_eq!(
            pauses[..10].iter().map(Duration::as_secs).collect::<Vec<_>>(),
            [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560]
        );
        assert!(pauses[10..].iter().all(|pause| *pause == LONGEST_PAUSE));
        let all: Duration = pauses.iter().sum();
        assert!((24..26).contains(&(all.as_secs() / 3600)), "{all:?}");
    }
}
