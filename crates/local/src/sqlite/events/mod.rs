//! The log of events on SQLite: what was taken, and which of it is still to be handed on.

mod hand_on;
mod overview;

use std::sync::Arc;
use std::time::Duration;

use lti::time::UnixTime;
use moodle::{CourseId, MoodleEvent, SiteUrl};
use ports::{
    Clock, EventFilter, EventHistory, EventPage, EventPlace, EventRefusal, EventSink, MOST_EVENTS, StoreError,
};
use rusqlite::{Connection, Row, params};

pub use hand_on::DueEvent;
pub use overview::{EventName, EventOverview, StuckEvent};

use super::SqliteStore;

/// How long events are kept after they came, as long as an archive of EventBridge keeps them on AWS.
pub(super) const KEPT: Duration = Duration::from_hours(24 * 90);

/// Events of one page, and about as many bytes of them: a detail may have a megabyte.
const PAGE: u32 = 500;
const PAGE_BYTES: usize = 4 * 1024 * 1024;

/// The log of events in the database of a store, whose time is that of a clock.
#[derive(Clone)]
pub struct SqliteEvents {
    store: Arc<SqliteStore>,
    clock: Arc<dyn Clock>,
}

impl SqliteEvents {
    /// The log of this store.
    #[must_use]
    pub fn new(store: Arc<SqliteStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }
}

#[async_trait::async_trait]
impl EventSink for SqliteEvents {
    async fn put_events(
        &self,
        events: &[MoodleEvent],
    ) -> Result<Vec<Result<String, EventRefusal>>, StoreError> {
        let (events, now) = (events.to_vec(), self.clock.now());
        debug_assert!(events.len() <= MOST_EVENTS);
        self.store
            .writer
            .write(move |db| {
                for event in &events {
                    keep(db, event, now)?;
                }
                Ok(events.iter().map(|event| Ok(event.id.to_string())).collect())
            })
            .await
    }
}

fn keep(db: &Connection, event: &MoodleEvent, now: UnixTime) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO events (site, eventid, course, name, time, received, due, detail)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7) ON CONFLICT (site, eventid) DO NOTHING",
    )?;
    let course = event.course.map(number);
    let (site, id, name) = (event.site.as_str(), event.id.to_string(), event.name.as_str());
    insert.execute(params![site, id, course, name, event.time, now.0, event.detail()]).map(|_| ())
}

fn number(course: CourseId) -> i64 {
    // Ids are numbers that Moodle's signed columns hold.
    i64::try_from(course.get()).unwrap_or(i64::MAX)
}

#[async_trait::async_trait]
impl EventHistory for SqliteEvents {
    async fn events(&self, filter: &EventFilter, from: &EventPlace) -> Result<EventPage, StoreError> {
        let (wanted, from) = (Wanted::from(filter), from.0.parse::<i64>().ok());
        self.store
            .readers
            .read(move |db| {
                let after = from.map_or_else(|| wanted.first(db), Ok)?;
                page(db, &wanted, after)
            })
            .await
    }
}

/// A filter as the columns of a row.
struct Wanted {
    site: Option<String>,
    course: Option<i64>,
    name: Option<String>,
    since: Option<i64>,
    until: Option<i64>,
}

/// Which rows a filter means, in `?1` to `?5`. The name is compared to the end, from a backslash on.
const WANTED: &str = "(?1 IS NULL OR site = ?1) AND (?2 IS NULL OR course = ?2)
    AND (?3 IS NULL OR substr(name, -length(?3)) = ?3)
    AND (?4 IS NULL OR time >= ?4) AND (?5 IS NULL OR time < ?5)";

impl From<&EventFilter> for Wanted {
    fn from(filter: &EventFilter) -> Self {
        Self {
            site: filter.site.as_ref().map(|site| SiteUrl::as_str(site).to_owned()),
            course: filter.course.map(number),
            name: filter.name.as_ref().map(|name| format!("\\{}", name.trim_start_matches('\\'))),
            since: filter.since.map(|since| since.0),
            until: filter.until.map(|until| until.0),
        }
    }
}

impl Wanted {
    /// The row before the first that may be wanted: most people ask for the latest.
    fn first(&self, db: &Connection) -> rusqlite::Result<i64> {
        let Some(since) = self.since else { return Ok(0) };
        let mut select = db.prepare_cached(
            "SELECT coalesce(min(id) - 1, (SELECT coalesce(max(id), 0) FROM events)) FROM events WHERE time >= ?1",
        )?;
        select.query_row([since], |row| row.get(0))
    }
}

fn page(db: &Connection, wanted: &Wanted, after: i64) -> rusqlite::Result<EventPage> {
    let Wanted { site, course, name, since, until } = wanted;
    let mut select = db.prepare_cached(&format!(
        "SELECT id, detail FROM events WHERE {WANTED} AND id > ?6 ORDER BY id LIMIT ?7"
    ))?;
    let mut rows = select.query(params![site, course, name, since, until, after, PAGE])?;
    let (mut events, mut bytes, mut last, mut count) = (Vec::new(), 0, after, 0);
    while let Some(row) = rows.next()? {
        last = row.get(0)?;
        count += 1;
        if let Some(event) = read(row, 1)? {
            bytes += event.detail().len();
            events.push(event);
        }
        if bytes > PAGE_BYTES {
            return Ok(EventPage { events, next: EventPlace(last.to_string()), more: true });
        }
    }
    Ok(EventPage { events, next: EventPlace(last.to_string()), more: count == PAGE })
}

/// An event; none where a later version wrote one that this one cannot read, which holds up no other.
fn read(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<MoodleEvent>> {
    let detail: String = row.get(column)?;
    match MoodleEvent::parse(&detail) {
        Ok(event) => Ok(Some(event)),
        Err(error) => {
            let id: i64 = row.get(0)?;
            tracing::error!(%error, id, "a kept event cannot be read");
            Ok(None)
        }
    }
}
