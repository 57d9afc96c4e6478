use lti::session::{PendingSession, Session};
use lti::time::UnixTime;
use lti::token::TokenDigest;

use crate::StoreError;

/// Opens sessions.
#[async_trait::async_trait]
pub trait SessionReader: Send + Sync {
    /// The session of a bearer; absent when its time is over, swept or not.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn session(&self, bearer: &TokenDigest, now: UnixTime) -> Result<Option<Session>, StoreError>;
}

/// Begins sessions: a launch leaves a pending one, and the exchange of its code makes it a real one.
#[async_trait::async_trait]
pub trait SessionWriter: Send + Sync {
    /// Keeps a session until its code is exchanged or void.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn put_pending(&self, code: &TokenDigest, pending: &PendingSession) -> Result<(), StoreError>;

    /// The session that waits for a code; absent when the code's time is over, swept or not.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn pending(&self, code: &TokenDigest, now: UnixTime) -> Result<Option<PendingSession>, StoreError>;

    /// Keeps a session under its bearer until it ends.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn put_session(&self, bearer: &TokenDigest, session: &Session) -> Result<(), StoreError>;
}
