//! What the services do wrong on purpose, and how often they were asked.

use serde::{Deserialize, Serialize};

/// What the services do wrong; by default nothing. As JSON, an absent field is one that does nothing wrong, and an
/// unknown one is an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// What the token endpoint answers instead of a token.
    pub token: Option<TokenFault>,
    /// How long the token endpoint thinks first, in milliseconds.
    pub token_delay_ms: u64,
    /// How often each access token is taken; then it is as if it had expired.
    pub token_uses: Option<u32>,
    /// Scores that are refused with 409, as if they were not newer than what is kept.
    pub scores: Option<ScoreConflicts>,
    /// Every service answers 429 with this `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// A page has so many members at most, whatever the tool asks for.
    pub members_per_page: Option<usize>,
    /// The `next` link of the members leads to this origin instead of the platform's.
    pub next_link_origin: Option<String>,
}

/// A failure of the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenFault {
    /// Status 500, with a page of HTML.
    Error,
    /// Status 200, and JSON that breaks off.
    InvalidJson,
}

/// How often a score is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScoreConflicts {
    /// Each.
    Always,
    /// The next one.
    Once,
}

impl Faults {
    /// Whether the score at hand is to be refused; one that is refused once is not the next time.
    pub(super) fn take_conflict(&mut self) -> bool {
        match self.scores {
            Some(ScoreConflicts::Once) => self.scores.take().is_some(),
            Some(ScoreConflicts::Always) => true,
            None => false,
        }
    }
}

/// How often tools asked for something since the start or the last reset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Requests to the token endpoint.
    pub token_requests: u64,
    /// Access tokens that it gave out.
    pub tokens: u64,
    /// Requests to the services, refused ones included.
    pub service_requests: u64,
    /// Fetches of tools' key sets.
    pub key_set_fetches: u64,
}
