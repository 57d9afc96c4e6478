use lti::time::UnixTime;

use crate::StoreError;

/// An amount to take from one allowance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Take {
    /// Whose allowance, of what, and in which window of time: `translate:user:…:requests:495123`.
    pub allowance: String,
    /// How much. Zero takes nothing, but is refused when the allowance is overdrawn.
    pub amount: u64,
    /// How much the allowance is in all.
    pub limit: u64,
    /// When its window ends.
    pub until: UnixTime,
}

/// Counts what was taken from allowances.
#[async_trait::async_trait]
pub trait Quotas: Send + Sync {
    /// Takes every amount, in ONE atomic step, or nothing when an allowance would be exceeded: then the number of
    /// the first such one in `takes`. An allowance whose window is over counts as new, swept or not.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was taken.
    async fn take(&self, takes: &[Take], now: UnixTime) -> Result<Result<(), usize>, StoreError>;

    /// Gives amounts back that were taken for nothing. An allowance never holds more than its limit, and one whose
    /// window is over stays gone.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn give_back(&self, takes: &[Take]) -> Result<(), StoreError>;
}
