/// Why a store gave no answer. Nothing was lost or half written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The store cannot be reached or is too busy; the same call may work later.
    #[error("the store is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store holds something that cannot be read, or refuses what cannot be written; trying again does not help.
    #[error("the store holds data that cannot be read")]
    Corrupt(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store refuses the caller, or is not there: a name, a permission or credentials are wrong. The source says which.
    #[error("the store cannot be used as it is set up")]
    Misconfigured(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// Whether the same call may work later.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}
