use std::sync::Arc;

use moodle::Endpoint;
use ports::{Clock, EventSink, SiteKeys, SiteReader};

use crate::signature::PublicAddress;

/// The world, as the service reaches it.
#[derive(Clone)]
pub struct Ports {
    /// Which sites may send.
    pub sites: Arc<dyn SiteReader>,
    /// The key from which the sites' secrets are derived.
    pub keys: Arc<SiteKeys>,
    /// Where the events go.
    pub sink: Arc<dyn EventSink>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// What every call shares.
pub struct App {
    /// Where senders believe to be: what they sign.
    pub(crate) public: PublicAddress,
    pub(crate) ports: Ports,
}

impl App {
    /// Takes events of sites whose connection codes lead to `endpoint`.
    #[must_use]
    pub fn new(endpoint: &Endpoint, ports: Ports) -> Self {
        Self { public: PublicAddress::of(endpoint), ports }
    }
}
