use lti::session::{PendingSession, Session};
use lti::time::UnixTime;
use lti::token::TokenDigest;
use ports::{SessionReader, SessionWriter, StoreError};

use super::DynamoStore;
use super::expiring::Read;
use crate::Table;

/// Codes and bearers share the table under names that keep them apart.
#[derive(Clone, Copy)]
enum Kind {
    Code,
    Bearer,
}

impl Kind {
    fn row(self, token: &TokenDigest) -> String {
        match self {
            Self::Code => format!("code:{token}"),
            Self::Bearer => format!("bearer:{token}"),
        }
    }
}

#[async_trait::async_trait]
impl SessionReader for DynamoStore {
    async fn session(&self, bearer: &TokenDigest, now: UnixTime) -> Result<Option<Session>, StoreError> {
        self.kept(Table::Sessions, Kind::Bearer.row(bearer), Read::Latest, now).await
    }
}

#[async_trait::async_trait]
impl SessionWriter for DynamoStore {
    async fn put_pending(&self, code: &TokenDigest, pending: &PendingSession) -> Result<(), StoreError> {
        self.keep(Table::Sessions, Kind::Code.row(code), pending, pending.code_expires).await
    }

    async fn pending(&self, code: &TokenDigest, now: UnixTime) -> Result<Option<PendingSession>, StoreError> {
        self.kept(Table::Sessions, Kind::Code.row(code), Read::Latest, now).await
    }

    async fn put_session(&self, bearer: &TokenDigest, session: &Session) -> Result<(), StoreError> {
        self.keep(Table::Sessions, Kind::Bearer.row(bearer), session, session.expires).await
    }
}
