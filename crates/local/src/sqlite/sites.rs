use moodle::{Site, SiteKeyId, SiteUrl};
use ports::{SiteAdmin, SiteReader, StoreError};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::SqliteStore;

fn read(row: &Row<'_>) -> rusqlite::Result<Site> {
    let unreadable = |column, error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error);
    Ok(Site {
        key_id: SiteKeyId::parse(&row.get::<_, String>(0)?).map_err(|error| unreadable(0, error.into()))?,
        url: SiteUrl::parse(&row.get::<_, String>(1)?).map_err(|error| unreadable(1, error.into()))?,
        added: row.get(2)?,
    })
}

#[async_trait::async_trait]
impl SiteReader for SqliteStore {
    async fn site(&self, key_id: &SiteKeyId) -> Result<Option<Site>, StoreError> {
        let key_id = key_id.to_string();
        self.readers
            .read(move |db| {
                let mut select =
                    db.prepare_cached("SELECT key_id, url, added FROM sites WHERE key_id = ?1")?;
                select.query_row([key_id], read).optional()
            })
            .await
    }
}

#[async_trait::async_trait]
impl SiteAdmin for SqliteStore {
    async fn add_site(&self, site: &Site) -> Result<bool, StoreError> {
        let site = site.clone();
        self.writer
            .write(move |db| {
                let added = db.execute(
                    "INSERT INTO sites (key_id, url, added) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                    params![site.key_id.as_str(), site.url.as_str(), site.added],
                )?;
                Ok(added == 1)
            })
            .await
    }

    async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        self.readers
            .read(|db| {
                let mut select =
                    db.prepare_cached("SELECT key_id, url, added FROM sites ORDER BY url, added, key_id")?;
                select.query_map([], read)?.collect()
            })
            .await
    }

    async fn remove_site(&self, key_id: &SiteKeyId) -> Result<bool, StoreError> {
        let key_id = key_id.to_string();
        self.writer
            .write(move |db| Ok(db.execute("DELETE FROM sites WHERE key_id = ?1", [key_id])? == 1))
            .await
    }
}
