use lti::time::UnixTime;
use ports::{
    MOST_OPEN_QUESTIONS, OPEN_QUESTIONS_KEPT, OpenQuestion, OpenQuestions, SiteCourse, StoreError,
    kept_question, question_key,
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
                upsert.execute(params![site, course, words, question, now.0, kept.0]).map(|_| ())
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
