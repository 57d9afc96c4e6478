use std::sync::Arc;

use moodle::{Endpoint, SiteUrl};
use ports::{Clock, HttpClient, MoodleTokens, OneTime, SiteKeys, SiteReader};

use crate::asking::Moodle;

/// The world, as the authorizer reaches it.
#[derive(Clone)]
pub struct Ports {
    /// Which sites may call.
    pub sites: Arc<dyn SiteReader>,
    /// The key from which the sites' secrets are derived.
    pub keys: Arc<SiteKeys>,
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
}

impl App {
    /// An authorizer of the service at `endpoint`, which takes web-service tokens of `moodle` only.
    #[must_use]
    pub fn new(endpoint: Endpoint, moodle: Option<SiteUrl>, ports: Ports) -> Self {
        let moodle = moodle.map(|site| {
            let (http, tokens, clock) = (&ports.http, &ports.tokens, &ports.clock);
            Arc::new(Moodle::new(site, Arc::clone(http), Arc::clone(tokens), Arc::clone(clock)))
        });
        Self { endpoint, ports, moodle }
    }
}
