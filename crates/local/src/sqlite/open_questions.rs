use lti::time::UnixTime;
use ports::{
    MOST_OPEN_QUESTIONS, OPEN_QUESTIONS_KEPT, OPEN_QUESTIONS_OF_COURSE, OpenQuestion, OpenQuestions,
    SiteCourse, StoreError, kept_question, question_key,
};
use rusqlite::{Row, params};

use super::SqliteStore;
use super::manifest::key;

fn question(row: &Row<'_>) -> rusqlite::Result<OpenQuestion> {
    Ok(OpenQuestion { question: row.get(0)?, asked: row.get(1)?, last: UnixTime(row.get(2)?) })
}

#[async_trait::async_trait]
impl OpenQuestions for SqliteStore {
    async fn note_open(&self, course: &SiteCourse, question: &str, now: UnixTime) -> Result<(), StoreError> {
        let ((site, course), words, question) =
            (key(course), question_key(question), kept_question(question));
        self.writer
            .write(move |db| {
                let mut upsert = db.prepare_cached(
                    "INSERT INTO open_questions (site, course, words, question, asked, last)
                     VALUES (?1, ?2, ?3, ?4, 1, ?5)
                     ON CONFLICT (site, course, words) DO UPDATE SET question = excluded.question,
                         asked = iif(last < ?6, 1, min(asked + 1, 4294967295)), last = excluded.last",
                )?;
                let kept = now - OPEN_QUESTIONS_KEPT;
                upsert.execute(params![site, course, words, question, now.0, kept.0])?;
                let mut delete = db.prepare_cached(
                    "DELETE FROM open_questions WHERE rowid IN
                         (SELECT rowid FROM open_questions WHERE site = ?1 AND course = ?2
                          ORDER BY last DESC LIMIT -1 OFFSET ?3)",
                )?;
                delete.execute(params![site, course, OPEN_QUESTIONS_OF_COURSE]).map(|_| ())
            })
            .await
    }

    async fn open_questions(
        &self,
        course: &SiteCourse,
        now: UnixTime,
    ) -> Result<Vec<OpenQuestion>, StoreError> {
        let (site, course) = key(course);
        self.readers
            .read(move |db| {
                let mut select = db.prepare_cached(
                    "SELECT question, asked, last FROM open_questions
                     WHERE site = ?1 AND course = ?2 AND last >= ?3 ORDER BY last DESC LIMIT ?4",
                )?;
                let kept = now - OPEN_QUESTIONS_KEPT;
                select.query_map(params![site, course, kept.0, MOST_OPEN_QUESTIONS], question)?.collect()
            })
            .await
    }

    async fn forget_open(&self, course: &SiteCourse) -> Result<(), StoreError> {
        let (site, course) = key(course);
        self.writer
            .write(move |db| {
                let mut delete =
                    db.prepare_cached("DELETE FROM open_questions WHERE site = ?1 AND course = ?2")?;
                delete.execute(params![site, course]).map(|_| ())
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ports::conformance::manifest::course;
    use ports::conformance::samples::NOW;

    use super::*;

    #[tokio::test]
    async fn of_too_many_questions_the_longest_not_asked_go() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("db")).unwrap();
        let (here, other) = (course(), course());
        for course in [&here, &other] {
            let (site, course) = key(course);
            let fill = move |db: &rusqlite::Connection| {
                db.execute(
                    "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?3)
                     INSERT INTO open_questions SELECT ?1, ?2, 'q' || n, 'q' || n, 1, ?4 + n FROM number",
                    params![site, course, OPEN_QUESTIONS_OF_COURSE, NOW.0],
                )
            };
            store.writer.write(fill).await.unwrap();
        }
        store.note_open(&here, "new", NOW + Duration::from_hours(1)).await.unwrap();
        let kept = async |course: &SiteCourse| {
            let (site, course) = key(course);
            let ask = move |db: &rusqlite::Connection| {
                let columns =
                    "SELECT count(*), min(last) FROM open_questions WHERE site = ?1 AND course = ?2";
                db.query_row(columns, params![site, course], |row| Ok((row.get(0)?, row.get(1)?)))
            };
            store.writer.write(ask).await.unwrap()
        };
        assert_eq!(kept(&here).await, (OPEN_QUESTIONS_OF_COURSE, NOW.0 + 2));
        assert_eq!(kept(&other).await, (OPEN_QUESTIONS_OF_COURSE, NOW.0 + 1));
    }
}
