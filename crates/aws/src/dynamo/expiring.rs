//! Tables of tokens: a value as JSON under each, until its time is over.

use lti::time::UnixTime;
use ports::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{DynamoStore, item};
use crate::Table;

/// Whether a read must see the latest write, which costs twice as much.
#[derive(Clone, Copy)]
pub(super) enum Read {
    Latest,
    /// What another instance wrote may come a second late.
    Cheap,
}

impl DynamoStore {
    /// Keeps a value until then, instead of an earlier one.
    pub(super) async fn keep<T: Serialize + Sync>(
        &self,
        table: Table,
        token: String,
        data: &T,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(self.stack.table(table))
            .item("token", item::text(token))
            .item("data", self.json(table, data)?)
            .item("expires", item::time(until));
        put.send().await.map(|_| ()).map_err(self.failed("PutItem", table))
    }

    /// The value under a token; absent when its time is over, swept or not.
    pub(super) async fn kept<T: DeserializeOwned>(
        &self,
        table: Table,
        token: String,
        read: Read,
        now: UnixTime,
    ) -> Result<Option<T>, StoreError> {
        let get = self.client.get_item().table_name(self.stack.table(table));
        let get = get.key("token", item::text(token)).consistent_read(matches!(read, Read::Latest));
        let found = get.send().await.map_err(self.failed("GetItem", table))?;
        let Some(row) = found.item else { return Ok(None) };
        let unreadable = |why| self.unreadable(table, why);
        if item::is_over(&row, now).map_err(unreadable)? {
            return Ok(None);
        }
        item::read_json(&row, "data").map(Some).map_err(unreadable)
    }
}
