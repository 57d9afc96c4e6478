use lti::launch::OneTimeClaim;
use lti::time::UnixTime;

use crate::StoreError;

/// Things that may happen once: a launch, a session code, the token that a site signed for one call.
#[async_trait::async_trait]
pub trait OneTime: Send + Sync {
    /// Claims a name in ONE conditional write. Of any number of callers, in any number of processes,
    /// exactly one gets `true`; a claim whose time is over counts as gone, swept or not.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows who won, and the caller must refuse.
    async fn claim_once(&self, claim: &OneTimeClaim, now: UnixTime) -> Result<bool, StoreError>;
}
