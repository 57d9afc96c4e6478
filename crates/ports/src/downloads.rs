use std::path::Path;
use std::time::Duration;

use http::{Request, Response};
use lti::http_client::HttpError;

/// What a download may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DownloadLimits {
    /// How long the server may be silent.
    pub silence: Duration,
    /// How long all of it may take.
    pub time: Duration,
    /// Size of the file in bytes.
    pub bytes: u64,
}

/// What was downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// How many bytes.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// The first of them, [`HEAD`] at most.
    pub head: Vec<u8>,
}

/// How many bytes of a file are given back beside it.
pub const HEAD: usize = 4096;

/// Why nothing was downloaded. What came until then lies in the file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DownloadError {
    /// There is no complete answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The file cannot be written: the disk is full, or the folder is not there.
    #[error("the download cannot be kept")]
    Disk(#[source] std::io::Error),
}

/// Downloads into files, with constant memory.
#[async_trait::async_trait]
pub trait Downloads: Send + Sync {
    /// Sends `request` and writes the body of the answer into `file`, which is made or emptied first. Every status is an answer,
    /// not an error.
    ///
    /// # Errors
    /// [`DownloadError`].
    async fn download(
        &self,
        request: Request<Vec<u8>>,
        file: &Path,
        limits: DownloadLimits,
    ) -> Result<Response<Downloaded>, DownloadError>;
}
