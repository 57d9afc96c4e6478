use lti::time::UnixTime;
use moodle::{SiteUrl, WebServiceToken};
use ports::{SiteTokenAdmin, SiteTokens, StoreError};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::SqliteStore;

fn unreadable(column: usize, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, why.into())
}

fn listed(row: &Row<'_>) -> rusqlite::Result<(SiteUrl, UnixTime)> {
    let site: String = row.get(0)?;
    Ok((SiteUrl::parse(&site).map_err(|error| unreadable(0, error))?, UnixTime(row.get(1)?)))
}

#[async_trait::async_trait]
impl SiteTokens for SqliteStore {
    async fn site_token(&self, site: &SiteUrl) -> Result<Option<WebServiceToken>, StoreError> {
        let site = site.to_string();
        self.readers
            .read(move |db| {
                let mut select = db.prepare_cached("SELECT token FROM site_tokens WHERE site = ?1")?;
                let token: Option<String> = select.query_row([site], |row| row.get(0)).optional()?;
                let read =
                    |text: String| WebServiceToken::parse(&text).ok_or_else(|| unreadable(0, "no token"));
                token.map(read).transpose()
            })
            .await
    }

    async fn sites_with_tokens(&self) -> Result<Vec<(SiteUrl, UnixTime)>, StoreError> {
        self.readers
            .read(|db| {
                let mut select = db.prepare_cached("SELECT site, stored FROM site_tokens ORDER BY site")?;
                select.query_map([], listed)?.collect()
            })
            .await
    }
}

#[async_trait::async_trait]
impl SiteTokenAdmin for SqliteStore {
    async fn put_site_token(
        &self,
        site: &SiteUrl,
        token: &WebServiceToken,
        now: UnixTime,
    ) -> Result<(), StoreError> {
        let (site, token) = (site.to_string(), token.clone());
        self.writer
            .write(move |db| {
                let mut insert = db.prepare_cached(
                    "INSERT OR REPLACE INTO site_tokens (site, token, stored) VALUES (?1, ?2, ?3)",
                )?;
                insert.execute(params![site, token.reveal(), now.0]).map(|_| ())
            })
            .await
    }

    async fn remove_site_token(&self, site: &SiteUrl) -> Result<bool, StoreError> {
        let site = site.to_string();
        let removed =
            self.writer.write(move |db| db.execute("DELETE FROM site_tokens WHERE site = ?1", [site]));
        Ok(removed.await? == 1)
    }
}
