use std::time::Duration;

/// What a call may hold and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Texts in a call.
    pub texts: usize,
    /// Characters (Unicode code points) in a text.
    pub characters_per_text: usize,
    /// Characters in a call.
    pub characters_per_call: usize,
    /// Time for an answer in one piece. API Gateway stops at 29 s.
    pub deadline: Duration,
    /// Time for a streamed answer.
    pub streamed_deadline: Duration,
    /// Pieces of work that the engine is given at the same time, over all calls. One person has half of them at most.
    pub parallel: usize,
}

impl Limits {
    /// Characters that a text or a call can have at most. A mark stands for a character at least, and marks are numbered
    /// up to 65,535.
    pub const MOST_CHARACTERS: usize = 60_000;
    /// Texts that a call can have at most.
    pub const MOST_TEXTS: usize = 1_000;

    /// Bytes of a request at most: a character of JSON is written with up to twelve (`\ud83c\udf93`), and a glossary and
    /// the names of fields come on top.
    #[must_use]
    pub fn request_bytes(&self) -> usize {
        self.characters_per_call.min(Self::MOST_CHARACTERS) * 12 + 256 * 1024
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            texts: 50,
            characters_per_text: 10_000,
            characters_per_call: 30_000,
            deadline: Duration::from_secs(25),
            streamed_deadline: Duration::from_mins(10),
            parallel: 8,
        }
    }
}

/// What may be translated in a window of time. What comes from the cache costs a request and no characters.
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
    /// Calls in an hour.
    pub requests_per_hour: u64,
    /// Characters (Unicode code points) in a day, which begins at midnight UTC.
    pub characters_per_day: u64,
}

impl Default for Allowances {
    fn default() -> Self {
        Self {
            user: Allowance { requests_per_hour: 300, characters_per_day: 200_000 },
            site: Allowance { requests_per_hour: 30_000, characters_per_day: 20_000_000 },
        }
    }
}
