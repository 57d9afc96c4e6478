use std::path::Path;

use documents::{Extracted, Format, Unreadable};

/// Why the text of a file is not there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExtractError {
    /// There is none to be had from this file. Another attempt ends in the same way.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The machine failed, not the file; the same call may work later.
    #[error("the text could not be extracted")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Extracts the text of files, in bounded time and memory whatever is in them.
#[async_trait::async_trait]
pub trait TextExtractor: Send + Sync {
    /// The text of a file that is of this format.
    ///
    /// # Errors
    /// [`ExtractError`].
    async fn extract(&self, file: &Path, format: Format) -> Result<Extracted, ExtractError>;
}
