//! One thread writes. It takes all writes that have queued up, runs each in a savepoint of one
//! transaction, and answers them when the transaction is on disk: the more callers, the more share a sync.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};

use ports::StoreError;
use rusqlite::{Connection, Savepoint, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::store_error;

/// Writes that share a transaction at most; it bounds how long the first one waits.
const MAX_BATCH: usize = 256;

/// Answers a caller when the fate of the transaction is known.
type Answer = Box<dyn FnOnce(Result<(), &rusqlite::Error>) + Send>;
/// Does a caller's write, or answers why there is no transaction to do it in.
type Job = Box<dyn FnOnce(Result<&mut Transaction<'_>, &rusqlite::Error>) -> Answer + Send>;

/// The writing thread; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Writer(Sender<Job>);

#[derive(Debug, thiserror::Error)]
#[error("the write was given up")]
struct GivenUp;

#[derive(Debug, thiserror::Error)]
#[error("the transaction was not committed: {0}")]
struct NotCommitted(String);

impl Writer {
    pub(super) fn start(connection: Connection) -> Self {
        let (sender, jobs) = channel();
        std::thread::spawn(move || run(connection, &jobs));
        Self(sender)
    }

    /// Runs `work` in a transaction. When this returns `Ok`, the write is on disk; when it returns an
    /// error, nothing of it was written.
    pub(super) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let job: Job = Box::new(move |transaction| {
            let result = match transaction {
                Ok(transaction) => in_savepoint(transaction, work).map_err(store_error),
                Err(error) => Err(not_committed(error)),
            };
            Box::new(move |committed| {
                let answer = result.and_then(|value| committed.map(|()| value).map_err(not_committed));
                // A caller that went away needs no answer.
                let _ = sender.send(answer);
            })
        });
        let given_up = || StoreError::Unavailable(Box::new(GivenUp));
        self.0.send(job).map_err(|_| given_up())?;
        answer.await.map_err(|_| given_up())?
    }
}

fn in_savepoint<T>(
    transaction: &mut Transaction<'_>,
    work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let savepoint: Savepoint<'_> = transaction.savepoint()?;
    let value = work(&savepoint)?;
    savepoint.commit()?;
    Ok(value)
}

fn not_committed(error: &rusqlite::Error) -> StoreError {
    StoreError::Unavailable(Box::new(NotCommitted(error.to_string())))
}

fn run(mut connection: Connection, jobs: &Receiver<Job>) {
    while let Ok(first) = jobs.recv() {
        let batch: Vec<Job> = std::iter::once(first).chain(jobs.try_iter().take(MAX_BATCH - 1)).collect();
        let mut answers = Vec::with_capacity(batch.len());
        let committed = commit(&mut connection, batch, &mut answers);
        for answer in answers {
            answer(committed.as_ref().copied());
        }
    }
}

fn commit(connection: &mut Connection, batch: Vec<Job>, answers: &mut Vec<Answer>) -> rusqlite::Result<()> {
    let mut transaction = match connection.transaction_with_behavior(TransactionBehavior::Immediate) {
        Ok(transaction) => transaction,
        Err(error) => {
            answers.extend(batch.into_iter().map(|job| job(Err(&error))));
            return Err(error);
        }
    };
    for job in batch {
        // A full or failing disk makes SQLite roll the whole transaction back. What comes after it must
        // not commit by itself, and what came before it is lost with it.
        if transaction.is_autocommit() {
            answers.push(job(Err(&rolled_back())));
            continue;
        }
        // A panic undoes its own savepoint on its way out; the other writes, and the thread, go on.
        answers.extend(catch_unwind(AssertUnwindSafe(|| job(Ok(&mut transaction)))));
    }
    if transaction.is_autocommit() {
        return Err(rolled_back());
    }
    transaction.commit()
}

/// What SQLite itself says to a commit without a transaction.
fn rolled_back() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT_ROLLBACK),
        Some("the transaction was rolled back".into()),
    )
}
