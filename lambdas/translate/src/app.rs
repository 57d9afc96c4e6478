use std::sync::Arc;

use axum::http::StatusCode;
use http_api::{AllTurns, OpensSessions, Refusal, Remedy, Sessions};
use lti::time::UnixTime;
use ports::{Entropy, Quotas, TranslationCache, TranslationEngine};

use crate::limits::{Allowances, Limits};

/// The world, as the service reaches it.
#[derive(Clone)]
pub struct Ports {
    /// Opens sessions.
    pub sessions: Sessions,
    /// Keeps finished translations.
    pub cache: Arc<dyn TranslationCache>,
    /// Counts what people translate.
    pub quotas: Arc<dyn Quotas>,
    /// Spreads repeated attempts.
    pub entropy: Arc<dyn Entropy>,
}

/// Everything that the handlers share.
pub struct App {
    pub(crate) ports: Ports,
    engine: Option<Arc<dyn TranslationEngine>>,
    pub(crate) limits: Limits,
    pub(crate) allowances: Allowances,
    pub(crate) turns: AllTurns,
}

impl App {
    /// A service that translates with `engine`; without one it says how to set one up.
    #[must_use]
    pub fn new(
        ports: Ports,
        engine: Option<Arc<dyn TranslationEngine>>,
        limits: Limits,
        allowances: Allowances,
    ) -> Self {
        Self { ports, engine, limits, allowances, turns: AllTurns::new(limits.parallel) }
    }

    pub(crate) fn now(&self) -> UnixTime {
        self.ports.sessions.clock.now()
    }

    pub(crate) fn engine(&self) -> Result<&Arc<dyn TranslationEngine>, Refusal> {
        self.engine.as_ref().ok_or_else(|| {
            Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "no_engine",
                Remedy::Administrator,
                "No translation engine is set up. The operator installs Apertium (Debian: `apt-get install apertium \
                 apertium-eng-spa`), or names an OpenAI-compatible endpoint with --translate-url and --translate-model, and \
                 starts the server again; `moodle-aws doctor` shows what is found.",
            )
        })
    }
}

impl OpensSessions for App {
    fn sessions(&self) -> Sessions {
        self.ports.sessions.clone()
    }
}
