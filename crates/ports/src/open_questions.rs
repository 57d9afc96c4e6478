use std::time::Duration;

use lti::time::UnixTime;

use crate::{SiteCourse, StoreError};

/// How many open questions of a course are listed at most, the last asked first.
pub const MOST_OPEN_QUESTIONS: u16 = 200;
/// How many open questions of a course are kept, the last asked; a store may keep some more for a while.
pub const OPEN_QUESTIONS_OF_COURSE: u16 = 1000;
/// How long a question is kept after it was last asked.
pub const OPEN_QUESTIONS_KEPT: Duration = Duration::from_hours(24 * 180);
/// The longest question that is kept, in characters; a longer one is cut.
pub const LONGEST_OPEN_QUESTION: usize = 1000;

/// A question that nothing in its course answered. Nobody knows who asked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// The question, as it was last asked.
    pub question: String,
    /// How often it was asked.
    pub asked: u32,
    /// When it was last asked.
    pub last: UnixTime,
}

/// Keeps the questions that courses left open, for their teachers.
#[async_trait::async_trait]
pub trait OpenQuestions: Send + Sync {
    /// Notes that a question was asked. Two that differ only in case, in spaces and in punctuation are one. Of a course that has
    /// more than [`OPEN_QUESTIONS_OF_COURSE`], those go that were not asked for longest.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn note_open(&self, course: &SiteCourse, question: &str, now: UnixTime) -> Result<(), StoreError>;

    /// The open questions of a course, the last asked first.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn open_questions(
        &self,
        course: &SiteCourse,
        now: UnixTime,
    ) -> Result<Vec<OpenQuestion>, StoreError>;

    /// Forgets the open questions of a course.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn forget_open(&self, course: &SiteCourse) -> Result<(), StoreError>;
}

/// What makes two questions one.
#[must_use]
pub fn question_key(question: &str) -> String {
    let words = question.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The question as it is kept.
#[must_use]
pub fn kept_question(question: &str) -> String {
    question.trim().chars().take(LONGEST_OPEN_QUESTION).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_that_differ_in_how_they_are_typed_are_one() {
        assert_eq!(question_key("When is the EXAM?!"), question_key("  when is — the exam "));
        assert_ne!(question_key("when is the exam"), question_key("when is an exam"));
        assert_eq!(question_key("?!"), "");
    }
}
