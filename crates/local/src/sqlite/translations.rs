use lti::time::UnixTime;
use ports::{CacheKey, CachedTranslation, LanguageTag, StoreError, TranslationCache};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::SqliteStore;

#[async_trait::async_trait]
impl TranslationCache for SqliteStore {
    async fn translations(
        &self,
        keys: &[CacheKey],
        now: UnixTime,
    ) -> Result<Vec<Option<CachedTranslation>>, StoreError> {
        let keys = keys.to_vec();
        self.readers
            .read(move |db| {
                let mut select = db.prepare_cached(
                    "SELECT text, source, in_pieces FROM translations WHERE key = ?1 AND until > ?2",
                )?;
                keys.iter().map(|key| select.query_row(params![key.0, now.0], read).optional()).collect()
            })
            .await
    }

    async fn keep_translation(
        &self,
        key: &CacheKey,
        translation: &CachedTranslation,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        let (key, translation) = (*key, translation.clone());
        self.writer
            .write(move |db| {
                let mut insert = db.prepare_cached(
                    "INSERT OR REPLACE INTO translations (key, text, source, in_pieces, until)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?;
                let source = translation.source.as_ref().map(LanguageTag::as_str);
                insert
                    .execute(params![key.0, translation.text, source, translation.in_pieces, until.0])
                    .map(|_| ())
            })
            .await
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<CachedTranslation> {
    let source: Option<String> = row.get(1)?;
    let source = source
        .map(|tag| LanguageTag::parse(&tag))
        .transpose()
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(1, Type::Text, Box::new(error)))?;
    Ok(CachedTranslation { text: row.get(0)?, source, in_pieces: row.get(2)? })
}
