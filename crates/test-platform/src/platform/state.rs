//! What the platform holds: its configuration, its keys, clock and randomness, the school, and what is under way.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::checked::{ConfigError, check};
use super::expiring::Expiring;
use super::faults::{Counts, Faults};
use super::keys::Keys;
use super::opening::Opening;
use super::register::Invitation;
use super::token::Granted;
use super::tool_keys::ToolKeys;
use crate::config::Config;
use crate::demo::Choice;
use crate::school::School;
use crate::signing::{Algorithm, SigningKey, token};

/// How long a started launch may take to come back to the authorization endpoint, and how long a
/// delivered one can be sent again, in seconds.
const LAUNCH_LIFETIME: i64 = 600;

/// How many launches are kept under way; beyond that the oldest is forgotten.
const LAUNCHES_KEPT: usize = 1000;

/// How long a teacher may take to choose content, and an administrator to register a tool, in seconds.
const ERRAND_LIFETIME: i64 = 3600;

/// How many single-use names of the tool's own tokens are remembered.
const USED_KEPT: usize = 10_000;

/// A platform and the school around it. Cheap to clone; the clones share everything.
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
    keys: Mutex<Keys>,
    /// Made when it is first needed: an RSA key takes a while.
    stranger: OnceLock<SigningKey>,
    clock: Clock,
    entropy: Entropy,
    tool_keys: ToolKeys,
    started: Mutex<Expiring<StartedLaunch>>,
    /// Answers that were sent, to be sent again.
    delivered: Mutex<Expiring<Delivered>>,
    /// Deep linking requests under way, by their `data`.
    linking: Mutex<Expiring<Linking>>,
    /// Registration tokens, by themselves.
    invitations: Mutex<Expiring<Invitation>>,
    tokens: Mutex<Expiring<Granted>>,
    /// `jti` and `nonce` of what the tool signed: each is good once.
    used: Mutex<Expiring<()>>,
    school: Mutex<School>,
    faults: Mutex<Faults>,
    counts: Mutex<Counts>,
}

/// A launch that was started and waits for the tool's authentication request; kept under its
/// message hint.
#[derive(Debug, Clone)]
pub(super) struct StartedLaunch {
    pub(super) opening: Opening,
    /// Under which name the answer is kept, to be sent again.
    pub(super) replay: Option<String>,
}

/// An answer that was sent, and where to.
#[derive(Debug, Clone)]
pub(super) struct Delivered {
    pub(super) to: String,
    pub(super) fields: Fields,
}

/// A deep linking request that waits for its answer.
#[derive(Debug, Clone)]
pub(super) struct Linking {
    /// Who chooses, and for which course.
    pub(super) choice: Choice,
    pub(super) client_id: String,
}

/// The fields of a form, in their order.
pub(super) type Fields = Vec<(&'static str, String)>;

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
        check(&config)?;
        let tool_keys = ToolKeys::new().map_err(|error| ConfigError::NoHttpClient(error.to_string()))?;
        let tokens = Mutex::new(Expiring::new(LAUNCHES_KEPT, config.token_lifetime));
        let school = Mutex::new(School::new(&config));
        let shared = Shared {
            config,
            keys: Mutex::new(Keys::new(key)),
            stranger: OnceLock::new(),
            clock: Box::new(clock),
            entropy: Box::new(entropy),
            tool_keys,
            started: Mutex::new(Expiring::new(LAUNCHES_KEPT, LAUNCH_LIFETIME)),
            delivered: Mutex::new(Expiring::new(LAUNCHES_KEPT, LAUNCH_LIFETIME)),
            linking: Mutex::new(Expiring::new(LAUNCHES_KEPT, ERRAND_LIFETIME)),
            invitations: Mutex::new(Expiring::new(LAUNCHES_KEPT, ERRAND_LIFETIME)),
            tokens,
            used: Mutex::new(Expiring::new(USED_KEPT, ERRAND_LIFETIME)),
            school,
            faults: Mutex::default(),
            counts: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// The key that signs launches.
    #[must_use]
    pub fn key(&self) -> SigningKey {
        lock(&self.shared.keys).current().clone()
    }

    /// Signs with another key from now on. The old one stays in the key set for so many seconds; `None`: it is gone
    /// at once, and what it signed cannot be verified any more.
    pub fn replace_key(&self, key: SigningKey, keep_old: Option<i64>) {
        let keep_until = keep_old.map(|seconds| self.now() + seconds);
        lock(&self.shared.keys).replace(key, keep_until);
    }

    /// The keys of the key set.
    pub(super) fn public_keys(&self) -> Vec<SigningKey> {
        lock(&self.shared.keys).published(self.now())
    }

    /// What fails on purpose.
    #[must_use]
    pub fn faults(&self) -> Faults {
        lock(&self.shared.faults).clone()
    }

    /// Makes this fail from now on, and nothing else.
    pub fn set_faults(&self, faults: Faults) {
        *lock(&self.shared.faults) = faults;
    }

    /// Whether this score is to be refused as stale; a conflict that happens once is over then.
    pub(super) fn takes_conflict(&self) -> bool {
        lock(&self.shared.faults).take_conflict()
    }

    /// How often tools asked for something.
    #[must_use]
    pub fn counts(&self) -> Counts {
        *lock(&self.shared.counts)
    }

    /// Counts from zero again.
    pub fn reset_counts(&self) {
        *lock(&self.shared.counts) = Counts::default();
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut lock(&self.shared.counts));
    }

    /// Deletes a line item with its scores, as a teacher does in the gradebook; whether there was one.
    #[must_use]
    pub fn delete_line_item(&self, id: &str) -> bool {
        self.school().delete_line_item(id)
    }

    /// A key of the same kind and key id that is in no key set.
    pub(super) fn stranger(&self) -> &SigningKey {
        self.shared.stranger.get_or_init(|| {
            let key = self.key();
            let kid = key.kid();
            let made = match key.algorithm() {
                Algorithm::Es256 => SigningKey::generate_p256(kid),
                Algorithm::Es384 => SigningKey::generate_p384(kid),
                _ => SigningKey::generate_rsa(kid),
            };
            made.expect("the cryptographic library generates keys")
        })
    }

    /// Seconds since 1970.
    pub(super) fn now(&self) -> i64 {
        (self.shared.clock)()
    }

    /// 128 random bits as base64url.
    pub(super) fn random_name(&self) -> String {
        token::encode(self.random_bits())
    }

    /// 128 random bits as hexadecimal digits, as Moodle's access tokens are.
    pub(super) fn random_hex(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.random_bits()))
    }

    fn random_bits(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        (self.shared.entropy)(&mut bytes);
        bytes
    }

    pub(super) fn tool_keys(&self) -> &ToolKeys {
        &self.shared.tool_keys
    }

    pub(super) fn school(&self) -> MutexGuard<'_, School> {
        lock(&self.shared.school)
    }

    pub(super) fn tokens(&self) -> MutexGuard<'_, Expiring<Granted>> {
        lock(&self.shared.tokens)
    }

    pub(super) fn linking(&self) -> MutexGuard<'_, Expiring<Linking>> {
        lock(&self.shared.linking)
    }

    pub(super) fn invitations(&self) -> MutexGuard<'_, Expiring<Invitation>> {
        lock(&self.shared.invitations)
    }

    /// Whether this single-use name of this tool is used for the first time, which it is then.
    pub(super) fn uses_first(&self, client_id: &str, name: &str) -> bool {
        let now = self.now();
        let mut used = lock(&self.shared.used);
        let name = format!("{client_id} {name}");
        let first = used.get(now, &name).is_none();
        if first {
            used.insert(now, name, ());
        }
        first
    }

    pub(super) fn started(&self) -> MutexGuard<'_, Expiring<StartedLaunch>> {
        lock(&self.shared.started)
    }

    pub(super) fn delivered(&self) -> MutexGuard<'_, Expiring<Delivered>> {
        lock(&self.shared.delivered)
    }
}

impl fmt::Debug for Platform {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Platform")
            .field("config", &self.shared.config)
            .field("key", &self.key())
            .finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
