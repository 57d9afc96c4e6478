//! A few connections for reading, each used by one reader at a time.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use ports::StoreError;
use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::{connect, store_error};

/// Reads that run at the same time.
const CONNECTIONS: usize = 4;

#[derive(Debug)]
pub(super) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    turns: Semaphore,
}

#[derive(Debug, thiserror::Error)]
#[error("the store is closing")]
struct Closing;

impl Readers {
    pub(super) fn open(path: &Path) -> rusqlite::Result<Self> {
        let idle = (0..CONNECTIONS)
            .map(|_| {
                let connection = connect(path)?;
                connection.pragma_update(None, "query_only", true)?;
                Ok(connection)
            })
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self { idle: Arc::new(Mutex::new(idle)), turns: Semaphore::new(CONNECTIONS) })
    }

    /// Runs `work` on a connection of its own, off the asynchronous threads.
    pub(super) async fn read<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        let closing = || StoreError::Unavailable(Box::new(Closing));
        let _turn = self.turns.acquire().await.map_err(|_| closing())?;
        let idle = Arc::clone(&self.idle);
        let read = move || {
            let connection = idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            let result = work(&connection);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            Some(result.map_err(store_error))
        };
        let result = tokio::task::spawn_blocking(read).await.map_err(|_| closing())?;
        result.unwrap_or_else(|| Err(closing()))
    }
}
