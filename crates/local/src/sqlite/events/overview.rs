//! What the log of events holds, for the operator.

use lti::time::UnixTime;
use ports::StoreError;
use rusqlite::{Connection, params};

use super::SqliteEvents;

/// Events that are shown of those that are stuck.
const SHOWN: u32 = 5;

/// What the log holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventOverview {
    /// Events in all.
    pub kept: u64,
    /// The bytes of their details.
    pub bytes: u64,
    /// When the oldest came, if there is one.
    pub oldest: Option<UnixTime>,
    /// How many happened since the time that was asked for, by their name, the most frequent first.
    pub names: Vec<EventName>,
    /// Events that are to be handed on, and when the first of them came.
    pub waiting: u64,
    /// When the first of the waiting came.
    pub waiting_since: Option<UnixTime>,
    /// Events that were given up.
    pub given_up: u64,
    /// Some of those that failed, the latest first.
    pub stuck: Vec<StuckEvent>,
}

/// How often an event happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventName {
    /// Its name.
    pub name: String,
    /// How often.
    pub count: u64,
}

/// An event that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StuckEvent {
    /// Its id.
    pub eventid: String,
    /// Its name.
    pub name: String,
    /// Why it failed the last time.
    pub failure: String,
    /// Whether it was given up.
    pub given_up: bool,
}

impl SqliteEvents {
    /// What the log holds; names are counted of events that happened at `since` or later.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn overview(&self, since: UnixTime) -> Result<EventOverview, StoreError> {
        self.store.readers.read(move |db| overview(db, since)).await
    }
}

fn overview(db: &Connection, since: UnixTime) -> rusqlite::Result<EventOverview> {
    let (kept, bytes, oldest): (i64, i64, Option<i64>) = db.query_row(
        "SELECT count(*), coalesce(sum(octet_length(detail)), 0), min(received) FROM events",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let (waiting, waiting_since): (i64, Option<i64>) =
        db.query_row("SELECT count(*), min(received) FROM events WHERE due IS NOT NULL", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let given_up: i64 =
        db.query_row("SELECT count(*) FROM events WHERE due IS NULL AND failure IS NOT NULL", [], |row| {
            row.get(0)
        })?;
    Ok(EventOverview {
        kept: kept.unsigned_abs(),
        bytes: bytes.unsigned_abs(),
        oldest: oldest.map(UnixTime),
        names: names(db, since)?,
        waiting: waiting.unsigned_abs(),
        waiting_since: waiting_since.map(UnixTime),
        given_up: given_up.unsigned_abs(),
        stuck: stuck(db)?,
    })
}

fn names(db: &Connection, since: UnixTime) -> rusqlite::Result<Vec<EventName>> {
    let mut select = db.prepare_cached(
        "SELECT name, count(*) FROM events WHERE time >= ?1 GROUP BY name ORDER BY count(*) DESC, name",
    )?;
    let rows = select.query_map([since.0], |row| {
        Ok(EventName { name: row.get(0)?, count: row.get::<_, i64>(1)?.unsigned_abs() })
    })?;
    rows.collect()
}

fn stuck(db: &Connection) -> rusqlite::Result<Vec<StuckEvent>> {
    let mut select = db.prepare_cached(
        "SELECT eventid, name, failure, due IS NULL FROM events WHERE failure IS NOT NULL ORDER BY id DESC LIMIT ?1",
    )?;
    let rows = select.query_map(params![SHOWN], |row| {
        Ok(StuckEvent {
            eventid: row.get(0)?,
            name: row.get(1)?,
            failure: row.get(2)?,
            given_up: row.get(3)?,
        })
    })?;
    rows.collect()
}
