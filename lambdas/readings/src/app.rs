use std::sync::Arc;

use axum::http::{Request, Response};
use http_api::{OpensSessions, Refusal, Sessions};
use lti::http_client::{HttpError, Limits};
use lti::login::ToolUrl;
use lti::names::DeploymentId;
use lti::registration::{PlatformId, Registration, Status};
use lti::services::{AccessTokens, ServiceClient};
use lti::time::UnixTime;
use ports::{Completions, Entropy, HttpClient, Readings, StoreError, ToolKeys};
use url::Url;

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
    /// Calls services on origins that an operator typed.
    pub http: Arc<dyn HttpClient>,
    /// Calls services elsewhere: at public addresses only.
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

    /// Calls the services of a platform for one of its deployments, unless they are closed to this tool.
    pub(crate) async fn with_services<T>(
        &self,
        (platform, deployment): (&PlatformId, &DeploymentId),
        work: impl AsyncFnOnce(&ServiceClient<'_>) -> T,
    ) -> Result<Result<T, Closed>, StoreError> {
        let registration = self.ports.sessions.registrations.find(platform).await?;
        let known = registration.filter(|registration| registration.deployments.contains(deployment));
        let Some(registration) = known else { return Ok(Err(Closed::Removed)) };
        if registration.status == Status::Suspended {
            return Ok(Err(Closed::Suspended));
        }
        let now = self.now();
        let ring = self.ports.keys.ring(now).await?;
        let Ok(key) = ring.signing_key_for(registration.own_key.as_deref(), now) else {
            return Ok(Err(Closed::KeyGone));
        };
        let http = ByOrigin { registration: &registration, ports: &self.ports };
        let client = ServiceClient {
            registration: &registration,
            key,
            key_set_url: &self.key_set_url,
            tokens: &self.tokens,
            http: &http,
            entropy: &*self.ports.entropy,
            clock: &|| self.now(),
        };
        Ok(Ok(work(&client).await))
    }
}

/// Why the services of a platform are not called at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Closed {
    #[error("the operator has removed the platform or the deployment")]
    Removed,
    #[error("the operator has suspended the platform")]
    Suspended,
    #[error("the key that signs for this platform was retired")]
    KeyGone,
}

/// The addresses of services come from launches: each is asked as its origin deserves.
struct ByOrigin<'a> {
    registration: &'a Registration,
    ports: &'a Ports,
}

#[async_trait::async_trait]
impl HttpClient for ByOrigin<'_> {
    async fn send(&self, request: Request<Vec<u8>>, limits: Limits) -> Result<Response<Vec<u8>>, HttpError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|e| HttpError::Connection(e.into()))?;
        let (operator, strangers) = (&*self.ports.http, &*self.ports.strangers);
        self.registration.choose(&url, operator, strangers).send(request, limits).await
    }
}

impl OpensSessions for App {
    fn sessions(&self) -> Sessions {
        self.ports.sessions.clone()
    }
}

/// The refusal when a store does not answer.
pub(crate) fn unavailable(error: impl Into<StoreError>) -> Refusal {
    Refusal::unavailable(&error.into())
}
