use std::sync::Arc;

use http_api::{OpensSessions, Sessions, Surroundings};
use lti::key_sets::KeySets;
use lti::login::ToolUrl;
use ports::{
    Clock, DeploymentLog, Entropy, HttpClient, OneTime, RegistrationReader, SessionReader, SessionWriter,
};

use crate::{FrontPage, Secrets, pages};

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
    /// Fetches platforms' key sets.
    pub http: Arc<dyn HttpClient>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives randomness.
    pub entropy: Arc<dyn Entropy>,
}

/// Everything that the handlers share.
pub struct App {
    pub(crate) tool: ToolUrl,
    pub(crate) ports: Ports,
    pub(crate) secrets: Secrets,
    pub(crate) front_page: FrontPage,
    pub(crate) key_sets: KeySets,
}

impl App {
    /// A tool at `tool` that shows `front_page` after launches.
    #[must_use]
    pub fn new(tool: ToolUrl, ports: Ports, secrets: Secrets, front_page: FrontPage) -> Self {
        Self { tool, ports, secrets, front_page, key_sets: KeySets::default() }
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
