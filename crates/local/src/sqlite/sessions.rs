use lti::session::{PendingSession, Session};
use lti::time::UnixTime;
use lti::token::TokenDigest;
use ports::{SessionReader, SessionWriter, StoreError};
use rusqlite::{OptionalExtension as _, params};
use serde::de::DeserializeOwned;

use super::{SqliteStore, json, to_json};

/// What the token of a row is.
#[derive(Clone, Copy)]
enum Kind {
    Code,
    Bearer,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Bearer => "bearer",
        }
    }
}

impl SqliteStore {
    async fn put(
        &self,
        token: &TokenDigest,
        kind: Kind,
        data: String,
        expires: UnixTime,
    ) -> Result<(), StoreError> {
        let token = token.to_string();
        self.writer
            .write(move |db| {
                let mut insert = db.prepare_cached(
                    "INSERT OR REPLACE INTO sessions (token, kind, data, expires) VALUES (?1, ?2, ?3, ?4)",
                )?;
                insert.execute(params![token, kind.as_str(), data, expires.0]).map(|_| ())
            })
            .await
    }

    async fn get<T: DeserializeOwned + Send + 'static>(
        &self,
        token: &TokenDigest,
        kind: Kind,
        now: UnixTime,
    ) -> Result<Option<T>, StoreError> {
        let token = token.to_string();
        self.readers
            .read(move |db| {
                let mut select = db.prepare_cached(
                    "SELECT data FROM sessions WHERE token = ?1 AND kind = ?2 AND expires > ?3",
                )?;
                select.query_row(params![token, kind.as_str(), now.0], |row| json(row, 0)).optional()
            })
            .await
    }
}

#[async_trait::async_trait]
impl SessionReader for SqliteStore {
    async fn session(&self, bearer: &TokenDigest, now: UnixTime) -> Result<Option<Session>, StoreError> {
        self.get(bearer, Kind::Bearer, now).await
    }
}

#[async_trait::async_trait]
impl SessionWriter for SqliteStore {
    async fn put_pending(&self, code: &TokenDigest, pending: &PendingSession) -> Result<(), StoreError> {
        self.put(code, Kind::Code, to_json(pending)?, pending.code_expires).await
    }

    async fn pending(&self, code: &TokenDigest, now: UnixTime) -> Result<Option<PendingSession>, StoreError> {
        self.get(code, Kind::Code, now).await
    }

    async fn put_session(&self, bearer: &TokenDigest, session: &Session) -> Result<(), StoreError> {
        self.put(bearer, Kind::Bearer, to_json(session)?, session.expires).await
    }
}
