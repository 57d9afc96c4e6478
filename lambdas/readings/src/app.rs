use std::sync::Arc;

use http_api::{OpensSessions, Refusal, Sessions};
use lti::key_ring::KeyRing;
use lti::login::ToolUrl;
use lti::registration::{PlatformId, Registration, Status};
use lti::services::{AccessTokens, ServiceClient};
use lti::time::UnixTime;
use lti::tool_key::ToolKey;
use ports::{Completions, Entropy, HttpClient, Readings, StoreError, ToolKeys};

/// The world, as the service reaches it.
#[derive(Clone)]
pub struct Ports {
    /// Opens sessions, and knows the platforms.
    pub sessions: Sessions,
    /// The texts.
    pub readings: Arc<dyn Readings>,
    /// Who has read them.
    pub completions: Arc<dyn Completions>,
    /// The keys with which the tool signs.
    pub keys: Arc<ToolKeys>,
    /// Calls the services of platforms that an operator registered.
    pub http: Arc<dyn HttpClient>,
    /// Calls the services of platforms that registered themselves: at public addresses only.
    pub strangers: Arc<dyn HttpClient>,
    /// Names readings and assertions.
    pub entropy: Arc<dyn Entropy>,
}

/// Everything that the handlers share.
pub struct App {
    pub(crate) tool: ToolUrl,
    pub(crate) ports: Ports,
    tokens: AccessTokens,
    key_set_url: String,
}

impl App {
    /// The readings of the tool at `tool`.
    #[must_use]
    pub fn new(tool: ToolUrl, ports: Ports) -> Self {
        let key_set_url = tool.at("/lti/jwks");
        Self { tool, ports, tokens: AccessTokens::default(), key_set_url }
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.ports.sessions.clock.now()
    }

    /// Calls the services of a platform; `None` when the operator has suspended or removed it.
    pub(crate) async fn with_services<T>(
        &self,
        platform: &PlatformId,
        work: impl AsyncFnOnce(&ServiceClient<'_>) -> T,
    ) -> Result<Option<T>, StoreError> {
        let Some(registration) = self.active(platform).await? else { return Ok(None) };
        let now = self.now();
        let ring = self.ports.keys.ring(now).await?;
        let client = ServiceClient {
            registration: &registration,
            key: signing_key(&ring, registration.own_key.as_deref(), now)?,
            key_set_url: &self.key_set_url,
            tokens: &self.tokens,
            http: registration.endpoints_from.choose(&*self.ports.http, &*self.ports.strangers),
            entropy: &*self.ports.entropy,
            clock: &|| self.now(),
        };
        Ok(Some(work(&client).await))
    }

    async fn active(&self, platform: &PlatformId) -> Result<Option<Registration>, StoreError> {
        let found = self.ports.sessions.registrations.find(platform).await?;
        Ok(found.filter(|registration| registration.status == Status::Active))
    }
}

impl OpensSessions for App {
    fn sessions(&self) -> Sessions {
        self.ports.sessions.clone()
    }
}

/// The key that signs for a platform: the one it is pinned to, or else the current one.
pub(crate) fn signing_key<'a>(
    ring: &'a KeyRing,
    pin: Option<&str>,
    now: UnixTime,
) -> Result<&'a ToolKey, StoreError> {
    ring.signing_key_for(pin, now).map_err(|error| StoreError::Corrupt(error.into()))
}

/// The refusal when a store does not answer.
pub(crate) fn unavailable(error: impl Into<StoreError>) -> Refusal {
    Refusal::unavailable(&error.into())
}
