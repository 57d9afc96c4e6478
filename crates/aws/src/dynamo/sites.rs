use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValue;
use moodle::{Site, SiteKeyId};
use ports::{SiteAdmin, SiteReader, StoreError};

use super::{DynamoStore, item};
use crate::Table;

#[async_trait::async_trait]
impl SiteReader for DynamoStore {
    async fn site(&self, key_id: &SiteKeyId) -> Result<Option<Site>, StoreError> {
        let read = self.client.get_item().table_name(self.stack.table(Table::Sites));
        let read = read.key("key_id", item::text(key_id.as_str())).consistent_read(true);
        let found = read.send().await.map_err(self.failed("GetItem", Table::Sites))?;
        found.item.map(|row| self.read_site(&row)).transpose()
    }
}

#[async_trait::async_trait]
impl SiteAdmin for DynamoStore {
    async fn add_site(&self, site: &Site) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(self.stack.table(Table::Sites))
            .item("key_id", item::text(site.key_id.as_str()))
            .item("site", self.json(Table::Sites, site)?)
            .condition_expression("attribute_not_exists(key_id)");
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(false),
                _ => Err(self.failed("PutItem", Table::Sites)(error)),
            },
        }
    }

    async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        let rows = self.scan(Table::Sites).await?;
        let mut found = rows.iter().map(|row| self.read_site(row)).collect::<Result<Vec<_>, _>>()?;
        found.sort_by(|a, b| (&a.url, a.added, &a.key_id).cmp(&(&b.url, b.added, &b.key_id)));
        Ok(found)
    }

    async fn remove_site(&self, key_id: &SiteKeyId) -> Result<bool, StoreError> {
        let delete = self.client.delete_item().table_name(self.stack.table(Table::Sites));
        let delete = delete.key("key_id", item::text(key_id.as_str())).return_values(ReturnValue::AllOld);
        let deleted = delete.send().await.map_err(self.failed("DeleteItem", Table::Sites))?;
        Ok(deleted.attributes.is_some_and(|row| !row.is_empty()))
    }
}

impl DynamoStore {
    fn read_site(&self, row: &item::Item) -> Result<Site, StoreError> {
        item::read_json(row, "site").map_err(|why| self.unreadable(Table::Sites, why))
    }
}
