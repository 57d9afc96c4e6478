use lti::time::UnixTime;
use ports::{
    CourseId, LanguageTag, MAX_LISTED_READINGS, Reading, ReadingId, ReadingSummary, Readings, StoreError,
};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension as _, Row, params};

use super::{SqliteStore, json, to_json};

/// Reads the columns `id, title, language, words, updated`.
fn summary(row: &Row<'_>) -> rusqlite::Result<ReadingSummary> {
    let unreadable = |column, error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error);
    let id: String = row.get(0)?;
    let language: String = row.get(2)?;
    Ok(ReadingSummary {
        id: ReadingId::try_from(id).map_err(|error| unreadable(0, error.into()))?,
        title: row.get(1)?,
        language: LanguageTag::parse(&language).map_err(|error| unreadable(2, error.into()))?,
        words: row.get(3)?,
        updated: UnixTime(row.get(4)?),
    })
}

/// Reads the columns of [`summary`] and then `home, html`.
fn reading(row: &Row<'_>) -> rusqlite::Result<Reading> {
    let ReadingSummary { id, title, language, words, updated } = summary(row)?;
    Ok(Reading { id, course: json(row, 5)?, title, language, html: row.get(6)?, words, updated })
}

#[async_trait::async_trait]
impl Readings for SqliteStore {
    async fn reading(&self, id: &ReadingId) -> Result<Option<Reading>, StoreError> {
        let id = id.to_string();
        self.readers
            .read(move |db| {
                let mut select = db.prepare_cached(
                    "SELECT id, title, language, words, updated, home, html FROM readings WHERE id = ?1",
                )?;
                select.query_row([id], reading).optional()
            })
            .await
    }

    async fn readings_of(&self, course: &CourseId) -> Result<Vec<ReadingSummary>, StoreError> {
        let course = course.key().to_string();
        self.readers
            .read(move |db| {
                let mut select = db.prepare_cached(
                    "SELECT id, title, language, words, updated FROM readings WHERE course = ?1
                     ORDER BY updated DESC LIMIT ?2",
                )?;
                select.query_map(params![course, MAX_LISTED_READINGS], summary)?.collect()
            })
            .await
    }

    async fn save_reading(&self, reading: &Reading) -> Result<(), StoreError> {
        let (reading, home) = (reading.clone(), to_json(&reading.course)?);
        self.writer
            .write(move |db| {
                let mut insert = db.prepare_cached(
                    "INSERT OR REPLACE INTO readings (id, course, home, title, language, html, words, updated)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?;
                let Reading { id, course, title, language, html, words, updated } = reading;
                let (id, course) = (id.as_str(), course.key().to_string());
                insert
                    .execute(params![id, course, home, title, language.as_str(), html, words, updated.0])
                    .map(|_| ())
            })
            .await
    }
}
