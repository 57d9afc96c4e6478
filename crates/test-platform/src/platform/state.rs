//! What the platform holds: its registration, its keys, clock and randomness, and the launches
//! under way.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::http::HeaderValue;
use url::Url;

use super::expiring::Expiring;
use crate::config::Config;
use crate::demo::Choice;
use crate::signing::{Algorithm, SigningKey, token};

/// How long a started launch may take to come back to the authorization endpoint, and how long a
/// delivered one can be sent again, in seconds.
const LAUNCH_LIFETIME: i64 = 600;

/// How many launches are kept under way; beyond that the oldest is forgotten.
const LAUNCHES_KEPT: usize = 1000;

/// A platform with one registration. Cheap to clone; the clones share everything.
#[derive(Clone)]
pub struct Platform {
    shared: Arc<Shared>,
}

/// Seconds since 1970.
type Clock = Box<dyn Fn() -> i64 + Send + Sync>;

/// Fills a buffer with random bytes.
type Entropy = Box<dyn Fn(&mut [u8]) + Send + Sync>;

struct Shared {
    config: Config,
    key: SigningKey,
    /// Made when it is first needed: an RSA key takes a while.
    stranger: OnceLock<SigningKey>,
    content_security_policy: HeaderValue,
    clock: Clock,
    entropy: Entropy,
    started: Mutex<Expiring<StartedLaunch>>,
    /// Answers that were sent, to be sent again.
    delivered: Mutex<Expiring<Fields>>,
}

/// A launch that was started and waits for the tool's authentication request; kept under its
/// message hint.
#[derive(Debug, Clone)]
pub(super) struct StartedLaunch {
    pub(super) choice: Choice,
    /// Under which name the answer is kept, to be sent again.
    pub(super) replay: Option<String>,
}

/// The fields of a form, in their order.
pub(super) type Fields = Vec<(&'static str, String)>;

/// Why a platform cannot be set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A setting is not an absolute http or https URL: write it like
    /// `http://localhost:8787/lti/login`.
    #[error("{setting} is not an http or https URL: {value}")]
    NotAUrl {
        /// The field of [`Config`].
        setting: &'static str,
        /// What it holds.
        value: String,
    },
    /// The issuer is more than scheme, host and port: the routes live at the root of an origin.
    #[error("issuer must be scheme, host and port without a slash at the end: {0}")]
    IssuerIsNotAnOrigin(String),
}

impl Platform {
    /// A platform that signs with this key. `clock` gives seconds since 1970; `entropy` fills a
    /// buffer with random bytes, which make the message hints unguessable.
    ///
    /// # Errors
    /// [`ConfigError`], which names the setting.
    pub fn new(
        config: Config,
        key: SigningKey,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
        entropy: impl Fn(&mut [u8]) + Send + Sync + 'static,
    ) -> Result<Self, ConfigError> {
        let content_security_policy = content_security_policy(&config)?;
        let shared = Shared {
            config,
            key,
            stranger: OnceLock::new(),
            content_security_policy,
            clock: Box::new(clock),
            entropy: Box::new(entropy),
            started: Mutex::new(Expiring::new(LAUNCHES_KEPT, LAUNCH_LIFETIME)),
            delivered: Mutex::new(Expiring::new(LAUNCHES_KEPT, LAUNCH_LIFETIME)),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The registration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// The key that signs launches.
    #[must_use]
    pub fn key(&self) -> &SigningKey {
        &self.shared.key
    }

    /// A key of the same kind and key id that is in no key set.
    pub(super) fn stranger(&self) -> &SigningKey {
        self.shared.stranger.get_or_init(|| {
            let kid = self.key().kid();
            let made = match self.key().algorithm() {
                Algorithm::Es256 => SigningKey::generate_p256(kid),
                Algorithm::Es384 => SigningKey::generate_p384(kid),
                _ => SigningKey::generate_rsa(kid),
            };
            made.expect("the cryptographic library generates keys")
        })
    }

    /// The policy of every page: nothing but this origin and the tool's.
    pub(super) fn content_security_policy(&self) -> HeaderValue {
        self.shared.content_security_policy.clone()
    }

    /// Seconds since 1970.
    pub(super) fn now(&self) -> i64 {
        (self.shared.clock)()
    }

    /// 128 random bits as base64url.
    pub(super) fn random_name(&self) -> String {
        let mut bytes = [0; 16];
        (self.shared.entropy)(&mut bytes);
        token::encode(bytes)
    }

    pub(super) fn started(&self) -> MutexGuard<'_, Expiring<StartedLaunch>> {
        lock(&self.shared.started)
    }

    pub(super) fn delivered(&self) -> MutexGuard<'_, Expiring<Fields>> {
        lock(&self.shared.delivered)
    }
}

impl fmt::Debug for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Platform")
            .field("config", &self.shared.config)
            .field("key", &self.shared.key)
            .finish_non_exhaustive()
    }
}

/// Chromium holds `form-action` against every redirect that follows a form too: a login initiation
/// goes to the tool and comes back here.
fn content_security_policy(config: &Config) -> Result<HeaderValue, ConfigError> {
    if origin("issuer", &config.issuer)? != config.issuer {
        return Err(ConfigError::IssuerIsNotAnOrigin(config.issuer.clone()));
    }
    let mut tool = vec![
        origin("tool_login_url", &config.tool_login_url)?,
        origin("tool_launch_url", &config.tool_launch_url)?,
        origin("target_link_uri", &config.target_link_uri)?,
    ];
    tool.dedup();
    let tool = tool.join(" ");
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self' {tool}; \
         frame-src 'self' {tool}; frame-ancestors 'self'; base-uri 'none'"
    );
    Ok(HeaderValue::try_from(policy).expect("origins are ASCII"))
}

fn origin(setting: &'static str, value: &str) -> Result<String, ConfigError> {
    Url::parse(value)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .map(|url| url.origin().ascii_serialization())
        .ok_or_else(|| ConfigError::NotAUrl { setting, value: value.to_owned() })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
