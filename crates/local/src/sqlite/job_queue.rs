//! The queue of the index on SQLite: what was sent survives a restart, and so does what was delivered and not done.

use std::sync::Arc;
use std::time::Duration;

use lti::time::UnixTime;
use ports::{
    Clock, Delivery, JobMessage, JobQueue, JobSource, LONGEST_DELAY, LONGEST_LEASE, MOST_DELIVERIES,
    QueueDepth, StoreError,
};
use rusqlite::{Connection, Row, params};

use super::{SqliteStore, to_json};

/// Which rows are due at the times of [`at`]. One farther away than any delay or lease was written by a clock that has been
/// set back since.
const DUE: &str = "(due <= ?1 OR (deliveries = 0 AND due > ?2) OR due > ?3)";

/// The queue of the index in the database of a store, whose time is that of a clock.
#[derive(Clone)]
pub struct SqliteQueue {
    store: Arc<SqliteStore>,
    clock: Arc<dyn Clock>,
}

impl SqliteQueue {
    /// The queue of this store.
    #[must_use]
    pub fn new(store: Arc<SqliteStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }
}

/// Now, the end of the longest delay, and that of the longest lease.
fn at(now: UnixTime) -> [i64; 3] {
    [now.0, (now + LONGEST_DELAY).0, (now + LONGEST_LEASE).0]
}

/// Which delivery of which row a receipt is for: one of an earlier delivery must not end a later one.
fn read_receipt(receipt: &str) -> Option<(i64, u32)> {
    let (id, count) = receipt.split_once('-')?;
    Some((id.parse().ok()?, count.parse().ok()?))
}

/// A row that is due.
struct Due {
    id: i64,
    message: String,
    deliveries: u32,
}

impl Due {
    /// Reads the columns `id, message, deliveries`.
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get(0)?, message: row.get(1)?, deliveries: row.get(2)? })
    }

    /// `None` for a message that a later version wrote, which holds up no other.
    fn delivery(self) -> Option<Delivery> {
        let count = self.deliveries + 1;
        match serde_json::from_str::<JobMessage>(&self.message) {
            Ok(message) => Some(Delivery { message, count, receipt: format!("{}-{count}", self.id) }),
            Err(error) => {
                tracing::error!(%error, id = self.id, count, "a message of the index queue cannot be read");
                None
            }
        }
    }
}

fn take_due(db: &Connection, now: UnixTime, until: UnixTime, limit: u8) -> rusqlite::Result<Vec<Delivery>> {
    let [now, delayed, leased] = at(now);
    let set_aside =
        format!("UPDATE index_queue SET dead = TRUE WHERE NOT dead AND deliveries >= ?4 AND {DUE}");
    db.prepare_cached(&set_aside)?.execute(params![now, delayed, leased, MOST_DELIVERIES])?;
    let mut select = db.prepare_cached(&format!(
        "SELECT id, message, deliveries FROM index_queue WHERE NOT dead AND {DUE} ORDER BY due, id LIMIT ?4"
    ))?;
    let rows = select.query_map(params![now, delayed, leased, limit], Due::read)?;
    let due: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    let mut lease =
        db.prepare_cached("UPDATE index_queue SET due = ?1, deliveries = deliveries + 1 WHERE id = ?2")?;
    for row in &due {
        lease.execute([until.0, row.id])?;
    }
    Ok(due.into_iter().filter_map(Due::delivery).collect())
}

#[async_trait::async_trait]
impl JobQueue for SqliteQueue {
    async fn send(&self, message: &JobMessage, delay: Duration) -> Result<(), StoreError> {
        let (message, now) = (to_json(message)?, self.clock.now());
        let due = now + delay.min(LONGEST_DELAY);
        self.store
            .writer
            .write(move |db| {
                let mut insert =
                    db.prepare_cached("INSERT INTO index_queue (message, sent, due) VALUES (?1, ?2, ?3)")?;
                insert.execute(params![message, now.0, due.0]).map(|_| ())
            })
            .await
    }
}

#[async_trait::async_trait]
impl JobSource for SqliteQueue {
    async fn receive(&self, limit: u8, lease: Duration) -> Result<Vec<Delivery>, StoreError> {
        let now = self.clock.now();
        let until = now + lease.min(LONGEST_LEASE);
        self.store.writer.write(move |db| take_due(db, now, until, limit)).await
    }

    async fn done(&self, receipt: &str) -> Result<(), StoreError> {
        let Some((id, count)) = read_receipt(receipt) else { return Ok(()) };
        self.store
            .writer
            .write(move |db| {
                let mut delete = db.prepare_cached(
                    "DELETE FROM index_queue WHERE id = ?1 AND deliveries = ?2 AND NOT dead",
                )?;
                delete.execute(params![id, count]).map(|_| ())
            })
            .await
    }

    async fn postpone(&self, receipt: &str, time: Duration) -> Result<(), StoreError> {
        let Some((id, count)) = read_receipt(receipt) else { return Ok(()) };
        let due = self.clock.now() + time.min(LONGEST_LEASE);
        self.store
            .writer
            .write(move |db| {
                let mut update = db.prepare_cached(
                    "UPDATE index_queue SET due = ?3 WHERE id = ?1 AND deliveries = ?2 AND NOT dead",
                )?;
                update.execute(params![id, count, due.0]).map(|_| ())
            })
            .await
    }

    async fn depth(&self) -> Result<QueueDepth, StoreError> {
        let at = at(self.clock.now());
        self.store
            .readers
            .read(move |db| {
                let count = |which: &str| format!("count(*) FILTER (WHERE {which})");
                let select = format!(
                    "SELECT {}, {}, {}, {} FROM index_queue",
                    count(&format!("NOT dead AND NOT {DUE} AND deliveries = 0")),
                    count(&format!("NOT dead AND {DUE}")),
                    count(&format!("NOT dead AND NOT {DUE} AND deliveries > 0")),
                    count("dead"),
                );
                db.prepare_cached(&select)?.query_row(at, |row| {
                    let number = |column| row.get(column).map(i64::cast_unsigned);
                    let (delayed, waiting) = (number(0)?, number(1)?);
                    Ok(QueueDepth { delayed, waiting, delivered: number(2)?, dead: number(3)? })
                })
            })
            .await
    }
}
