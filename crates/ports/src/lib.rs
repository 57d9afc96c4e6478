//! The traits through which the product's logic reaches the world.
//!
//! A trait is small and grouped by what its caller may do, so that a function's signature shows the
//! permission it needs. `Ok(None)` means absent. Every implementation passes the trait's suite in
//! `conformance`.
#![deny(missing_docs)]

mod clock;
mod completions;
mod document_index;
mod downloads;
mod error;
mod events;
mod extraction;
mod invites;
mod job_queue;
mod jobs;
mod language;
mod language_model;
mod manifest;
mod moodle_calls;
mod moodle_tokens;
mod one_time;
mod open_questions;
mod pending_jobs;
mod quotas;
mod readings;
mod registrations;
mod secrets;
mod sessions;
mod site_keys;
mod site_tokens;
mod sites;
mod tool_keys;
mod translation;
mod translation_cache;

#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "memory")]
pub mod memory;

pub use clock::{Clock, SystemClock, SystemEntropy};
pub use completions::{ActivityId, Completion, Completions, Grade, GradeFailure, PersonId};
pub use document_index::{
    DocumentIndex, IndexError, IndexState, MOST_AT_ONCE, NewContent, NewDocument, Passage, PassageSearch,
};
pub use downloads::{DownloadError, DownloadLimits, Downloaded, Downloads, HEAD};
pub use error::StoreError;
pub use events::{EventFilter, EventHistory, EventPage, EventPlace, EventRefusal, EventSink, MOST_EVENTS};
pub use extraction::{ExtractError, TextExtractor};
pub use invites::{InviteAdmin, InviteBearer, InviteLease, InviteRecord, InviteRefusal, Redeemed};
pub use job_queue::{
    DEAD_KEPT, Delivery, JobQueue, JobSource, LONGEST_DELAY, LONGEST_LEASE, MESSAGES_KEPT, MOST_DELIVERIES,
    QueueDepth, request_job,
};
pub use jobs::{IndexJob, JobMessage, JobVersion, NotAVersion};
pub use language::{LanguageTag, NotALanguage};
pub use language_model::{LanguageModel, Output, OutputStream, Prompt, Stop};
pub use lti::entropy::Entropy;
pub use lti::http_client::{HttpClient, HttpError, Limits};
pub use manifest::{
    CourseManifest, DocumentId, DocumentState, MOST_DOCUMENTS, Manifest, ManifestCourse, ManifestDocument,
    ManifestModule, ManifestReader, NotADocumentId, Problem, SiteCourse,
};
pub use moodle_calls::{MoodleCallError, call_moodle, course_access};
pub use moodle_tokens::MoodleTokens;
pub use one_time::OneTime;
pub use open_questions::{
    LONGEST_OPEN_QUESTION, MOST_OPEN_QUESTIONS, OPEN_QUESTIONS_KEPT, OPEN_QUESTIONS_OF_COURSE, OpenQuestion,
    OpenQuestions, kept_question, question_key,
};
pub use pending_jobs::{
    BUSY_PAUSE, Begun, JobRun, LONGEST_RUN, LONGEST_WAIT, NotedJob, PENDING_KEPT, PendingJobs,
};
pub use quotas::{Quotas, Take};
pub use readings::{
    CourseId, MAX_LISTED_READINGS, READING_PARAMETER, Reading, ReadingId, ReadingSummary, Readings,
    named_reading,
};
pub use registrations::{
    DeploymentLog, MAX_PENDING_DEPLOYMENTS, PendingDeployment, RegistrationAdmin, RegistrationReader,
};
pub use secrets::{SecretBytes, SecretName, SecretStore};
pub use sessions::{SessionReader, SessionWriter};
pub use site_keys::{SiteKeyError, SiteKeys};
pub use site_tokens::{SiteTokenAdmin, SiteTokens};
pub use sites::{SiteAdmin, SiteReader};
pub use tool_keys::{RING_TIME, ToolKeys, ToolKeysError};
pub use translation::{
    EngineError, LanguagePair, Languages, MarkedText, Piece, Progress, ProgressStream, TranslationEngine,
    Usage, Work,
};
pub use translation_cache::{CacheKey, CachedTranslation, TranslationCache};
