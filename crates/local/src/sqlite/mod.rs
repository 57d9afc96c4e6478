//! All store ports on one SQLite file.
//!
//! Writes go through one thread that commits what has queued up together (see [`writer`]); reads have
//! connections of their own and never wait for it.

mod completions;
mod events;
mod invites;
mod job_queue;
mod manifest;
mod moodle_tokens;
mod one_time;
mod open_questions;
mod pending_jobs;
mod quotas;
mod readers;
mod readings;
mod registrations;
mod schema;
mod secrets;
mod sessions;
mod site_tokens;
mod sites;
mod translations;
mod writer;

use std::path::{Path, PathBuf};
use std::time::Duration;

use lti::time::UnixTime;
use ports::{DEAD_KEPT, OPEN_QUESTIONS_KEPT, PENDING_KEPT, StoreError};
use rusqlite::{Connection, ErrorCode, OpenFlags};

pub use events::{DueEvent, EventName, EventOverview, SqliteEvents, StuckEvent};
pub use job_queue::SqliteQueue;
use readers::Readers;
use writer::Writer;

/// How long a connection waits for another process's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long claims are kept after their time: a clock that ran ahead and is set back must not revive them.
const CLAIMS_KEPT: Duration = Duration::from_hours(24);

/// Events that are deleted at once: whoever writes meanwhile waits for no longer.
const EVENTS_SWEPT: i64 = 5000;

/// The store ports on SQLite. Cheap to share by reference; safe beside other processes on the same file.
#[derive(Debug)]
pub struct SqliteStore {
    path: PathBuf,
    writer: Writer,
    readers: Readers,
}

/// Why a database cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file is not an intact SQLite database. It is left as it is.
    #[error(
        "the database {path} is damaged or is no SQLite database ({detail}). Nothing was changed: move the file away and restore a backup, or start anew without it"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// A newer version of the product made it.
    #[error(
        "the database {0} was made by a newer version of moodle-aws. Use that version, or another --data DIR"
    )]
    Newer(PathBuf),
    /// It cannot be opened or written to.
    #[error("the database {path} cannot be opened: {source}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

impl SqliteStore {
    /// Opens the database, makes it where it is missing, and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError`], which says what to do.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let explain = |source: rusqlite::Error| explain(path, source);
        let mut connection = connect(path).map_err(explain)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(explain)?;
        schema::migrate(&mut connection).map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => explain(err),
            rusqlite_migration::Error::MigrationDefinition(
                rusqlite_migration::MigrationDefinitionError::DatabaseTooFarAhead,
            ) => OpenError::Newer(path.to_owned()),
            other => OpenError::Damaged { path: path.to_owned(), detail: other.to_string() },
        })?;
        let readers = Readers::open(path).map_err(explain)?;
        Ok(Self { path: path.to_owned(), writer: Writer::start(connection), readers })
    }

    /// Reads the whole file and checks that it is intact.
    ///
    /// # Errors
    /// [`OpenError::Damaged`] with what SQLite found.
    pub fn check_integrity(&self) -> Result<(), OpenError> {
        let connection = connect(&self.path).map_err(|source| explain(&self.path, source))?;
        let found: String = connection
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(|source| explain(&self.path, source))?;
        if found == "ok" {
            return Ok(());
        }
        Err(OpenError::Damaged { path: self.path.clone(), detail: found })
    }

    /// Deletes what is over: claims, codes, sessions, allowances, kept translations, what Moodle said about tokens, and
    /// invites, jobs, their messages, events and open questions that need not be remembered any more.
    /// How many rows went.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sweep(&self, now: UnixTime) -> Result<usize, StoreError> {
        self.writer
            .write(move |db| {
                let claims = db.execute("DELETE FROM claims WHERE until <= ?1", [(now - CLAIMS_KEPT).0])?;
                let sessions = db.execute("DELETE FROM sessions WHERE expires <= ?1", [now.0])?;
                let quotas = db.execute("DELETE FROM quotas WHERE until <= ?1", [now.0])?;
                let translations = db.execute("DELETE FROM translations WHERE until <= ?1", [now.0])?;
                let tokens = db.execute("DELETE FROM moodle_tokens WHERE until <= ?1", [now.0])?;
                let invites = db.execute("DELETE FROM invites WHERE until <= ?1", [now.0])?;
                let jobs = db.execute("DELETE FROM pending_jobs WHERE until <= ?1", [now.0])?;
                // A machine that was off for days has done nothing yet of what waits: as long as the job is remembered, so
                // is its message.
                let messages = db.execute(
                    "DELETE FROM index_queue WHERE sent <= ?1 AND (dead OR sent <= ?2)",
                    [(now - DEAD_KEPT).0, (now - PENDING_KEPT).0],
                )?;
                // As many as go in no time: after a long pause the rest goes in the minutes that follow.
                let events = db.execute(
                    "DELETE FROM events WHERE id IN
                         (SELECT id FROM events WHERE received <= ?1 AND due IS NULL ORDER BY received LIMIT ?2)",
                    [(now - events::KEPT).0, EVENTS_SWEPT],
                )?;
                let questions = db.execute(
                    "DELETE FROM open_questions WHERE last < ?1",
                    [(now - OPEN_QUESTIONS_KEPT).0],
                )?;
                let of_events = jobs + messages + events;
                Ok(claims + sessions + quotas + translations + tokens + invites + of_events + questions)
            })
            .await
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    make_private(path);
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // An answered write survives a power cut as well; the writer makes many share one sync.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// Makes the file before SQLite does, so that it is never readable by others: it holds secrets. One that is there is not opened:
/// closing it would drop every lock that this process has on it, and the next program that looks into the database would take the log
/// of writes away (POSIX `fcntl`; SQLite, "How To Corrupt", §2.2).
#[cfg(unix)]
fn make_private(path: &Path) {
    use std::os::unix::fs::OpenOptionsExt;
    // A failure here is met again, and explained, when SQLite opens the file.
    let _ = std::fs::OpenOptions::new().create_new(true).append(true).mode(0o600).open(path);
}

#[cfg(not(unix))]
fn make_private(_: &Path) {}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

fn explain(path: &Path, source: rusqlite::Error) -> OpenError {
    if is_damage(&source) {
        return OpenError::Damaged { path: path.to_owned(), detail: source.to_string() };
    }
    OpenError::Unusable { path: path.to_owned(), source }
}

/// What the ports say about an error of SQLite, or of what was read from it.
fn store_error(error: rusqlite::Error) -> StoreError {
    let unreadable = matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::ToSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
    );
    if unreadable || is_damage(&error) {
        return StoreError::Corrupt(Box::new(error));
    }
    StoreError::Unavailable(Box::new(error))
}

/// Reads a JSON column.
fn json<T: serde::de::DeserializeOwned>(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// Writes a value for a JSON column.
fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(Box::new(error)))
}

#[cfg(test)]
mod tests;
