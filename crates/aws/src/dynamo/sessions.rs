use lti::session::{PendingSession, Session};
use lti::time::UnixTime;
use lti::token::TokenDigest;
use ports::{SessionReader, SessionWriter, StoreError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{DynamoStore, item};
use crate::{AwsFailure, Table};

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

impl DynamoStore {
    async fn put<T: Serialize + Sync>(
        &self,
        row: String,
        data: &T,
        expires: UnixTime,
    ) -> Result<(), StoreError> {
        let table = self.stack.table(Table::Sessions);
        let data =
            item::json(data).map_err(|error| AwsFailure::unreadable("writing a row", &table, error))?;
        let put = self.client.put_item().table_name(table).item("token", item::text(row)).item("data", data);
        put.item("expires", item::time(expires))
            .send()
            .await
            .map(|_| ())
            .map_err(self.failed("PutItem", Table::Sessions))
    }

    async fn get<T: DeserializeOwned>(&self, row: String, now: UnixTime) -> Result<Option<T>, StoreError> {
        let read = self.client.get_item().table_name(self.stack.table(Table::Sessions));
        let read = read.key("token", item::text(row)).consistent_read(true);
        let found = read.send().await.map_err(self.failed("GetItem", Table::Sessions))?;
        let Some(found) = found.item else { return Ok(None) };
        let unreadable = |why| self.unreadable(Table::Sessions, why);
        if item::is_over(&found, now).map_err(unreadable)? {
            return Ok(None);
        }
        item::read_json(&found, "data").map(Some).map_err(unreadable)
    }
}

#[async_trait::async_trait]
impl SessionReader for DynamoStore {
    async fn session(&self, bearer: &TokenDigest, now: UnixTime) -> Result<Option<Session>, StoreError> {
        self.get(Kind::Bearer.row(bearer), now).await
    }
}

#[async_trait::async_trait]
impl SessionWriter for DynamoStore {
    async fn put_pending(&self, code: &TokenDigest, pending: &PendingSession) -> Result<(), StoreError> {
        self.put(Kind::Code.row(code), pending, pending.code_expires).await
    }

    async fn pending(&self, code: &TokenDigest, now: UnixTime) -> Result<Option<PendingSession>, StoreError> {
        self.get(Kind::Code.row(code), now).await
    }

    async fn put_session(&self, bearer: &TokenDigest, session: &Session) -> Result<(), StoreError> {
        self.put(Kind::Bearer.row(bearer), session, session.expires).await
    }
}
