use std::sync::Arc;

use http_api::{OpensSessions, Sessions, Surroundings};
use lti::key_sets::KeySets;
use lti::login::ToolUrl;
use lti::registration::Registration;
use ports::{
    Clock, DeploymentLog, Entropy, HttpClient, InviteBearer, OneTime, RegistrationReader, SecretStore,
    SessionReader, SessionWriter,
};
use tokio::sync::OnceCell;

use crate::{FrontPage, Secrets, SecretsError, pages};

/// The world, as the tool reaches it.
#[derive(Clone)]
pub struct Ports {
    /// What operators registered.
    pub registrations: Arc<dyn RegistrationReader>,
    /// What a launch writes about deployments.
    pub deployments: Arc<dyn DeploymentLog>,
    /// What may happen once.
    pub one_time: Arc<dyn OneTime>,
    /// Opens sessions.
    pub session_reader: Arc<dyn SessionReader>,
    /// Begins sessions.
    pub session_writer: Arc<dyn SessionWriter>,
    /// Keeps the tool's own keys.
    pub secrets: Arc<dyn SecretStore>,
    /// Saves what platforms register by invites.
    pub invites: Arc<dyn InviteBearer>,
    /// Asks addresses that the operator typed.
    pub http: Arc<dyn HttpClient>,
    /// Asks addresses that came from outside.
    pub strangers: Arc<dyn HttpClient>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub entropy: Arc<dyn Entropy>,
}

impl Ports {
    /// The client for a platform's key set, by who named it.
    pub(crate) fn http_for(&self, registration: &Registration) -> &dyn HttpClient {
        registration.choose(&registration.endpoints.key_set, &*self.http, &*self.strangers)
    }
}

/// Everything that the handlers share.
pub struct App {
    pub(crate) tool: ToolUrl,
    pub(crate) ports: Ports,
    secrets: OnceCell<Secrets>,
    pub(crate) front_page: FrontPage,
    pub(crate) has_assistant: bool,
    pub(crate) key_sets: KeySets,
}

impl App {
    /// A tool at `tool` that shows `front_page` after launches, beside the course assistant.
    #[must_use]
    pub fn new(tool: ToolUrl, ports: Ports, front_page: FrontPage) -> Self {
        let (secrets, key_sets) = (OnceCell::new(), KeySets::default());
        Self { tool, ports, secrets, front_page, has_assistant: true, key_sets }
    }

    /// The same where there is no course assistant: it offers none.
    #[must_use]
    pub fn without_assistant(self) -> Self {
        Self { has_assistant: false, ..self }
    }

    /// The tool's own keys: loaded, or made, when they are first wanted. Whoever starts a tool asks for them early, so
    /// that no request waits.
    ///
    /// # Errors
    /// [`SecretsError`]; the next call tries again.
    pub async fn secrets(&self) -> Result<&Secrets, SecretsError> {
        let Ports { secrets, entropy, clock, .. } = &self.ports;
        self.secrets.get_or_try_init(|| Secrets::load(secrets, &**entropy, clock.now())).await
    }

    pub(crate) fn surroundings(&self) -> Surroundings {
        let entropy = Arc::clone(&self.ports.entropy);
        Surroundings { entropy, https: self.tool.is_https(), tell: pages::told_by_path }
    }
}

impl OpensSessions for App {
    fn sessions(&self) -> Sessions {
        Sessions {
            reader: Arc::clone(&self.ports.session_reader),
            registrations: Arc::clone(&self.ports.registrations),
            clock: Arc::clone(&self.ports.clock),
        }
    }
}
