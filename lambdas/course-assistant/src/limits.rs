use std::time::Duration;

/// What a question may hold and how long its answer may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Characters (Unicode code points) in a question.
    pub question_characters: usize,
    /// Turns of the conversation before it.
    pub turns: usize,
    /// Characters in the answer of such a turn. Answers of this service are never longer.
    pub answer_characters: usize,
    /// Time for an answer in one piece. API Gateway stops at 29 s.
    pub deadline: Duration,
    /// Time for a streamed answer.
    pub streamed_deadline: Duration,
    /// Answers that the language model writes at the same time. One person has half of them at most.
    pub parallel: usize,
}

impl Limits {
    /// Bytes of a request at most: a character of JSON is written with up to twelve (`\ud83c\udf93`), and the names of
    /// fields come on top.
    #[must_use]
    pub fn request_bytes(&self) -> usize {
        let turns = self.turns.saturating_mul(self.question_characters + self.answer_characters);
        turns.saturating_add(self.question_characters).saturating_mul(12).saturating_add(16 * 1024)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            question_characters: 1_000,
            turns: 6,
            answer_characters: 8_000,
            deadline: Duration::from_secs(25),
            streamed_deadline: Duration::from_mins(2),
            parallel: 8,
        }
    }
}

/// What may be asked in a window of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowances {
    /// For one person. People whom the platform does not name have one for each session.
    pub user: Allowance,
    /// For all people of one registered platform together.
    pub site: Allowance,
}

/// One allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Questions in an hour.
    pub questions_per_hour: u64,
    /// Questions in a day, which begins at midnight UTC.
    pub questions_per_day: u64,
}

impl Default for Allowances {
    fn default() -> Self {
        Self {
            user: Allowance { questions_per_hour: 60, questions_per_day: 300 },
            site: Allowance { questions_per_hour: 6_000, questions_per_day: 60_000 },
        }
    }
}
