//! Why a job is not done, and what a teacher reads about it.

use lti::http_client::HttpError;
use moodle::WebServiceError;
use ports::{DownloadError, ExtractError, IndexError, MoodleCallError, Problem, StoreError};

/// Why a job is not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JobError {
    /// What is kept about the index cannot be read or written.
    #[error("what is known of the index cannot be read or written")]
    Store(#[from] StoreError),
    /// The index does not work.
    #[error("the index could not be changed")]
    Index(#[from] IndexError),
    /// There is no token for the site.
    #[error(
        "there is no token to read {0} with. Set it up under Site administration > Plugins > Local plugins > Events to AWS, and store it with `moodle-aws site token --url {0}`"
    )]
    NoToken(moodle::SiteUrl),
    /// The plugin that says who may see what is not there, or too old.
    #[error(
        "the site does not tell who may see what: install the latest plugin local_awsevents there, and open its set-up page once"
    )]
    PluginMissing,
    /// The site could not be asked.
    #[error(transparent)]
    Call(#[from] MoodleCallError),
    /// The site did not answer a moment ago, and is left in peace.
    #[error("Moodle did not answer a moment ago, and is asked again soon")]
    Silent,
    /// The course is there, and is not.
    #[error("the course was deleted while it was read")]
    Deleted,
    /// A file of an activity could not be fetched, and what there was of the rest is indexed.
    #[error("a file could not be fetched ({0})")]
    File(String),
    /// This machine fails: its disk is full, for example.
    #[error("the file cannot be worked on")]
    Machine(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl JobError {
    /// Whether the same job may be done later without anybody doing something.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Self::NoToken(_) | Self::PluginMissing => false,
            Self::Call(error) => error.passes(),
            Self::Store(_)
            | Self::Index(_)
            | Self::Silent
            | Self::Deleted
            | Self::File(_)
            | Self::Machine(_) => true,
        }
    }

    /// Whether nobody knows any more who may see what: it could not be asked.
    pub(crate) fn hides_who_may_see(&self) -> bool {
        match self {
            Self::NoToken(_) | Self::PluginMissing | Self::Call(_) | Self::Silent | Self::Deleted => true,
            Self::Store(_) | Self::Index(_) | Self::File(_) | Self::Machine(_) => false,
        }
    }

    /// Whether other jobs of the site may fail for this reason too.
    pub(crate) fn is_of_the_site(&self) -> bool {
        let is_of_the_course =
            matches!(self, Self::Deleted | Self::Call(MoodleCallError::Answer(WebServiceError::NotFound)));
        self.hides_who_may_see() && !is_of_the_course
    }

    /// What a teacher reads.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let code = match self {
            Self::Store(_) | Self::Index(_) | Self::Machine(_) => "storage_failed",
            Self::NoToken(_) => "no_token",
            Self::PluginMissing => "plugin_missing",
            Self::Call(MoodleCallError::Answer(error)) => error.code(),
            Self::Call(_) | Self::Silent => "moodle_unreachable",
            Self::Deleted | Self::File(_) => "moodle_failed",
        };
        let message = match self {
            // What is behind these names machines, which is for the operator's eyes.
            Self::Store(_) | Self::Index(_) | Self::Machine(_) => {
                "the service could not work on it; its operator finds the reason in the log".into()
            }
            other => other.to_string(),
        };
        Problem::new(code, &message)
    }
}

/// Why one file is not indexed; the others of its activity are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileFailure {
    /// There is nothing to be had from it until it changes.
    Skipped(Problem),
    /// It could not be fetched this time.
    Failed(Problem),
    /// It could not be fetched, and perhaps no other can.
    Away(Problem),
}

impl FileFailure {
    pub fn message(&self) -> &str {
        let (Self::Skipped(problem) | Self::Failed(problem) | Self::Away(problem)) = self;
        &problem.message
    }

    pub fn skipped(code: &str, message: &str) -> Self {
        Self::Skipped(Problem::new(code, message))
    }
}

/// What stands of a document while it is read with care, and after it when the program dies of it.
pub(crate) fn crashed() -> Problem {
    let message =
        "the program ended while it read the file: save it anew, in another format perhaps, or split it";
    Problem::new("crashed", message)
}

/// Whether this stands of a document because the program perhaps died of it.
pub(crate) fn is_crash(problem: &Problem) -> bool {
    problem.code == crashed().code
}

/// What becomes of a file that was not downloaded: an error of the whole job where this machine fails, else of this file.
pub(crate) fn not_downloaded(error: DownloadError) -> Result<FileFailure, JobError> {
    match error {
        DownloadError::Http(HttpError::TooLarge(_)) => Ok(FileFailure::skipped(
            "too_large",
            "the file is larger than 50 MB: split it into several files",
        )),
        DownloadError::Http(error @ (HttpError::TimedOut(_) | HttpError::ForeignRedirect)) => {
            Ok(FileFailure::Failed(Problem::new("moodle_failed", &error.to_string())))
        }
        DownloadError::Http(error) => Ok(FileFailure::Away(JobError::Call(error.into()).problem())),
        DownloadError::Disk(error) => Err(JobError::Machine(error.into())),
        error => Err(JobError::Machine(error.into())),
    }
}

/// What becomes of a file that Moodle did not give.
pub(crate) fn not_given(error: WebServiceError) -> FileFailure {
    match error {
        WebServiceError::Exception { .. }
        | WebServiceError::NotMoodle { .. }
        | WebServiceError::NotFound
        | WebServiceError::Unreadable { .. } => {
            FileFailure::Failed(Problem::new("not_a_file", &error.to_string()))
        }
        error => FileFailure::Away(JobError::Call(error.into()).problem()),
    }
}

/// What becomes of a file without text.
pub(crate) fn not_extracted(error: ExtractError) -> Result<FileFailure, JobError> {
    match error {
        ExtractError::Unreadable(documents::Unreadable::Io { detail }) => {
            Err(JobError::Machine(detail.into()))
        }
        ExtractError::Unreadable(reason) => Ok(FileFailure::skipped(reason.code(), &reason.to_string())),
        error => Err(JobError::Machine(error.into())),
    }
}
