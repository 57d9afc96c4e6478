use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lti::time::UnixTime;
use ports::{
    DocumentId, DocumentIndex, Downloads, HttpClient, IndexError, MOST_AT_ONCE, Manifest, OpenQuestions,
    SiteTokens, TextExtractor,
};

use crate::Requests;
use crate::silent::Silent;

/// The world, as the indexer reaches it.
#[derive(Clone)]
pub struct Ports {
    /// The tokens with which Moodle sites are read.
    pub tokens: Arc<dyn SiteTokens>,
    /// Calls web services.
    pub http: Arc<dyn HttpClient>,
    /// Downloads files.
    pub downloads: Arc<dyn Downloads>,
    /// Extracts text.
    pub extractor: Arc<dyn TextExtractor>,
    /// What the index holds.
    pub manifest: Arc<dyn Manifest>,
    /// The index.
    pub index: Arc<dyn DocumentIndex>,
    /// The questions that courses left open.
    pub questions: Arc<dyn OpenQuestions>,
    /// Asks for more jobs.
    pub requests: Requests,
}

/// What jobs may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file that is indexed, in bytes.
    pub file_bytes: u64,
    /// How long a job works before it leaves the rest to another: well below [`ports::LONGEST_RUN`].
    pub time: Duration,
    /// For how long it is taken for granted that who may see what has not changed while files are read.
    pub trust: Duration,
    /// How long one call of a web service may take.
    pub call: Duration,
    /// How long one download may take.
    pub download: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // What Amazon Bedrock takes as one document (Quotas of knowledge bases).
            file_bytes: 50 << 20,
            time: Duration::from_mins(8),
            trust: Duration::from_secs(20),
            call: Duration::from_secs(30),
            download: Duration::from_mins(3),
        }
    }
}

/// What jobs are done with.
#[derive(Clone)]
pub struct App {
    /// The world.
    pub ports: Ports,
    /// What jobs may cost.
    pub limits: Limits,
    /// A folder for the file that is being worked on.
    pub scratch: PathBuf,
    /// Sites that did not answer.
    pub(crate) silent: Arc<Silent>,
}

impl App {
    /// With the usual limits.
    #[must_use]
    pub fn new(ports: Ports, scratch: PathBuf) -> Self {
        Self { ports, limits: Limits::default(), scratch, silent: Arc::default() }
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.ports.requests.clock.now()
    }

    /// Takes any number of documents out of the index.
    pub(crate) async fn remove(&self, ids: &[DocumentId]) -> Result<(), IndexError> {
        for ids in ids.chunks(MOST_AT_ONCE) {
            self.ports.index.remove(ids).await?;
        }
        Ok(())
    }
}
