use lti::time::UnixTime;
use ports::{ActivityId, Completion, Completions, Grade, PersonId, StoreError};
use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};

use super::{SqliteStore, json, to_json};

/// Reads the columns `data, grade`.
fn completion(row: &Row<'_>) -> rusqlite::Result<Completion> {
    let data: Completion = json(row, 0)?;
    Ok(Completion { grade: json(row, 1)?, ..data })
}

fn select(db: &Connection, rest: &str, params: impl Params) -> rusqlite::Result<Vec<Completion>> {
    let mut select = db.prepare_cached(&format!("SELECT data, grade FROM completions {rest}"))?;
    select.query_map(params, completion)?.collect()
}

/// The key of a row.
fn key(activity: &ActivityId, user: &str) -> [String; 2] {
    let person = PersonId { platform: activity.platform.clone(), user: user.to_owned() };
    [activity.key().to_string(), person.key().to_string()]
}

#[async_trait::async_trait]
impl Completions for SqliteStore {
    async fn add_completion(&self, fresh: &Completion) -> Result<Completion, StoreError> {
        let [activity, person] = key(&fresh.activity, &fresh.user);
        let (data, grade) = (to_json(fresh)?, to_json(&fresh.grade)?);
        let due = fresh.grade.next_attempt().map(|at| at.0);
        self.writer
            .write(move |db| {
                let mut insert = db.prepare_cached(
                    "INSERT INTO completions (activity, person, data, grade, due) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO NOTHING",
                )?;
                insert.execute(params![activity, person, data, grade, due])?;
                let mut select = db.prepare_cached(
                    "SELECT data, grade FROM completions WHERE activity = ?1 AND person = ?2",
                )?;
                select.query_row([activity, person], completion)
            })
            .await
    }

    async fn completion(&self, activity: &ActivityId, user: &str) -> Result<Option<Completion>, StoreError> {
        let key = key(activity, user);
        self.readers
            .read(move |db| {
                let mut select = db.prepare_cached(
                    "SELECT data, grade FROM completions WHERE activity = ?1 AND person = ?2",
                )?;
                select.query_row(key, completion).optional()
            })
            .await
    }

    async fn completions_in(&self, activity: &ActivityId) -> Result<Vec<Completion>, StoreError> {
        let activity = activity.key().to_string();
        self.readers.read(move |db| select(db, "WHERE activity = ?1", [activity])).await
    }

    async fn completions_of(&self, person: &PersonId) -> Result<Vec<Completion>, StoreError> {
        let person = person.key().to_string();
        self.readers.read(move |db| select(db, "WHERE person = ?1", [person])).await
    }

    async fn change_grade(&self, seen: &Completion, to: &Grade) -> Result<bool, StoreError> {
        let [activity, person] = key(&seen.activity, &seen.user);
        let (from, due, to) = (to_json(&seen.grade)?, to.next_attempt().map(|at| at.0), to_json(to)?);
        self.writer
            .write(move |db| {
                let mut update = db.prepare_cached(
                    "UPDATE completions SET grade = ?1, due = ?2
                     WHERE activity = ?3 AND person = ?4 AND grade = ?5",
                )?;
                Ok(update.execute(params![to, due, activity, person, from])? == 1)
            })
            .await
    }

    async fn forget_completion(&self, activity: &ActivityId, user: &str) -> Result<bool, StoreError> {
        let key = key(activity, user);
        self.writer
            .write(move |db| {
                Ok(db.execute("DELETE FROM completions WHERE activity = ?1 AND person = ?2", key)? == 1)
            })
            .await
    }

    async fn grades_due(&self, now: UnixTime, limit: u16) -> Result<Vec<Completion>, StoreError> {
        self.readers
            .read(move |db| {
                let mut select = db.prepare_cached(
                    "SELECT data, grade FROM completions WHERE due <= ?1 ORDER BY due LIMIT ?2",
                )?;
                let mut due = Vec::new();
                for row in select.query_map(params![now.0, limit], completion)? {
                    match row {
                        Ok(completion) => due.push(completion),
                        // One row that a later version wrote does not hold up all others.
                        Err(error @ rusqlite::Error::FromSqlConversionFailure(..)) => {
                            tracing::error!(%error, "a grade that is due cannot be read");
                        }
                        Err(error) => return Err(error),
                    }
                }
                Ok(due)
            })
            .await
    }
}
