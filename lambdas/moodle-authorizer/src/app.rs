use std::sync::Arc;

use moodle::{Endpoint, SiteKey, SiteUrl};
use ports::{Clock, HttpClient, MoodleTokens, OneTime, SecretStore, SiteReader};
use tokio::sync::OnceCell;

use crate::asking::Moodle;
use crate::site_key::{self, SiteKeyError};

/// The world, as the authorizer reaches it.
#[derive(Clone)]
pub struct Ports {
    /// Which sites may call.
    pub sites: Arc<dyn SiteReader>,
    /// Holds the key from which the sites' secrets are derived.
    pub secrets: Arc<dyn SecretStore>,
    /// What may happen once.
    pub one_time: Arc<dyn OneTime>,
    /// What Moodle said about tokens.
    pub tokens: Arc<dyn MoodleTokens>,
    /// Asks Moodle.
    pub http: Arc<dyn HttpClient>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// What every decision shares.
pub struct App {
    /// This service's public URL.
    pub(crate) endpoint: Endpoint,
    pub(crate) ports: Ports,
    /// The one Moodle whose web-service tokens are taken.
    pub(crate) moodle: Option<Arc<Moodle>>,
    site_key: OnceCell<SiteKey>,
}

impl App {
    /// An authorizer of the service at `endpoint`, which takes web-service tokens of `moodle` only.
    #[must_use]
    pub fn new(endpoint: Endpoint, moodle: Option<SiteUrl>, ports: Ports) -> Self {
        let moodle = moodle.map(|site| {
            let (http, tokens, clock) = (&ports.http, &ports.tokens, &ports.clock);
            Arc::new(Moodle::new(site, Arc::clone(http), Arc::clone(tokens), Arc::clone(clock)))
        });
        Self { endpoint, ports, moodle, site_key: OnceCell::new() }
    }

    /// The key behind the sites' secrets. It never changes, so it is read once.
    pub(crate) async fn site_key(&self) -> Result<&SiteKey, SiteKeyError> {
        self.site_key.get_or_try_init(|| site_key::read(&*self.ports.secrets)).await
    }
}
