use std::sync::Arc;
use std::time::Duration;

use http_api::{AllTurns, OpensSessions, Sessions};
use moodle::content::CourseAccess;
use ports::{
    Entropy, HttpClient, JobQueue, LanguageModel, ManifestReader, OpenQuestions, PassageSearch, PendingJobs,
    Quotas, SiteTokens, StoreError,
};

use crate::access::AccessUnknown;
use crate::lately::Lately;
use crate::limits::{Allowances, Limits};
use crate::overview::Indexed;

/// How long a Moodle that did not say who may see what is left in peace.
const MOODLE_REST: Duration = Duration::from_secs(5);

/// The world, as the service reaches it.
#[derive(Clone)]
pub struct Ports {
    /// Opens sessions.
    pub sessions: Sessions,
    /// Tells what is indexed.
    pub manifest: Arc<dyn ManifestReader>,
    /// The tokens with which Moodle sites are asked who may see it.
    pub tokens: Arc<dyn SiteTokens>,
    /// Reaches them.
    pub http: Arc<dyn HttpClient>,
    /// Finds passages.
    pub search: Arc<dyn PassageSearch>,
    /// Keeps the questions that nothing in a course answers.
    pub questions: Arc<dyn OpenQuestions>,
    /// Counts what people ask.
    pub quotas: Arc<dyn Quotas>,
    /// The jobs of the index that wait.
    pub pending: Arc<dyn PendingJobs>,
    /// The queue of the index.
    pub queue: Arc<dyn JobQueue>,
    /// Names jobs.
    pub entropy: Arc<dyn Entropy>,
}

/// Everything that the handlers share.
pub struct App {
    pub(crate) ports: Ports,
    pub(crate) model: Option<Arc<dyn LanguageModel>>,
    pub(crate) limits: Limits,
    pub(crate) allowances: Allowances,
    pub(crate) turns: AllTurns,
    pub(crate) indexed: Lately<Indexed, StoreError>,
    pub(crate) access: Lately<Arc<CourseAccess>, AccessUnknown>,
}

impl App {
    /// A service that answers with `model`; without one it shows the passages themselves.
    #[must_use]
    pub fn new(
        ports: Ports,
        model: Option<Arc<dyn LanguageModel>>,
        limits: Limits,
        allowances: Allowances,
    ) -> Self {
        let turns = AllTurns::new(limits.parallel);
        let (indexed, access) = (Lately::new(Duration::ZERO), Lately::new(MOODLE_REST));
        Self { ports, model, limits, allowances, turns, indexed, access }
    }

    /// The language model's name, if there is one.
    pub(crate) fn model_name(&self) -> Option<String> {
        self.model.as_ref().map(|model| model.model().to_owned())
    }
}

impl OpensSessions for App {
    fn sessions(&self) -> Sessions {
        self.ports.sessions.clone()
    }
}
