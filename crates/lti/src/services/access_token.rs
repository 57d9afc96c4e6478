//! Access tokens: how one is asked for, what the platform's refusals mean, and the cache that all calls share
//! (1EdTech Security Framework 1.0 §4, RFC 6749 §4.4, RFC 7523 §2.2).

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::HeaderValue;

use super::{Scope, ServiceClient};
use crate::http_client::Limits;
use crate::registration::PlatformId;
use crate::time::UnixTime;

mod error;
mod request;

pub use error::AccessTokenError;
use request::request;

/// What asking for a token may cost.
pub const TOKEN_LIMITS: Limits = Limits { time: Duration::from_secs(10), body_bytes: 256 * 1024 };

/// A token is replaced this long before its end, or at half its life when that is later.
const EARLY: Duration = Duration::from_mins(1);
/// No token is kept longer.
const MAX_LIFETIME: Duration = Duration::from_hours(24);
/// After a failure the platform is left in peace this long, and whoever asks is told of that failure: short, because an
/// operator may be mending it.
pub const FAILURE_PAUSE: Duration = Duration::from_secs(5);
/// The most tokens that are kept. A token not kept costs one more request.
const MAX_TOKENS: usize = 1000;

/// A token. It opens a platform's services: not for logs.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(HeaderValue);

impl AccessToken {
    /// `None` when it cannot stand in a header.
    fn new(token: &str) -> Option<Self> {
        let mut value = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
        value.set_sensitive(true);
        (!token.is_empty()).then_some(Self(value))
    }

    /// The value of the `Authorization` header (RFC 6750, section 2.1), marked as one that is not for logs.
    #[must_use]
    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl std::fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessToken([redacted])")
    }
}

/// A token that the platform gave, and how long it may be used.
#[derive(Clone, Debug)]
struct Granted {
    token: AccessToken,
    refresh: UnixTime,
    expires: UnixTime,
}

impl Granted {
    fn new(token: AccessToken, now: UnixTime, lifetime: Duration) -> Self {
        let lifetime = lifetime.min(MAX_LIFETIME);
        let refresh = lifetime.saturating_sub(EARLY).max(lifetime / 2);
        Self { token, refresh: now + refresh, expires: now + lifetime }
    }

    /// A token that lives longer than tokens can was granted under a clock that ran ahead.
    fn is_alive(&self, now: UnixTime) -> bool {
        now < self.expires && self.expires <= now + MAX_LIFETIME
    }

    fn is_fresh(&self, now: UnixTime) -> bool {
        self.is_alive(now) && now < self.refresh
    }
}

type Key = (PlatformId, BTreeSet<Scope>);

/// What is known about one key. `known` is held while asking, so that one request asks for all.
#[derive(Debug, Default)]
struct Slot {
    known: tokio::sync::Mutex<Known>,
    used: AtomicI64,
}

#[derive(Debug, Default)]
struct Known {
    granted: Option<Granted>,
    failure: Option<(UnixTime, AccessTokenError)>,
}

/// The access tokens of a process, by issuer, client id and set of scopes.
///
/// Of calls at the same time one asks and the others wait for what it gets. A token is replaced before its end; while
/// that fails, it is used to its end. A failure is told to everybody who asks within the next seconds.
#[derive(Debug, Default)]
pub struct AccessTokens(Mutex<HashMap<Key, Arc<Slot>>>);

impl AccessTokens {
    pub(super) async fn get(
        &self,
        client: &ServiceClient<'_>,
        scopes: &BTreeSet<Scope>,
    ) -> Result<AccessToken, AccessTokenError> {
        let slot = self.slot((client.registration.id.clone(), scopes.clone()), (client.clock)());
        let mut known = slot.known.lock().await;
        // Asked after the wait, which may have been long.
        let now = (client.clock)();
        if let Some(granted) = known.granted.as_ref().filter(|granted| granted.is_fresh(now)) {
            return Ok(granted.token.clone());
        }
        let recent = known.failure.as_ref().filter(|(at, _)| *at <= now && now < *at + FAILURE_PAUSE);
        let failed = match recent {
            Some((_, error)) => error.clone(),
            None => match request(client, scopes).await {
                Ok((token, lifetime)) => {
                    *known =
                        Known { granted: Some(Granted::new(token.clone(), now, lifetime)), failure: None };
                    return Ok(token);
                }
                Err(error) => {
                    known.failure = Some(((client.clock)(), error.clone()));
                    error
                }
            },
        };
        let alive = known.granted.as_ref().filter(|granted| granted.is_alive(now));
        alive.map(|granted| granted.token.clone()).ok_or(failed)
    }

    /// Drops a token that the platform refused, unless it has been replaced already.
    pub(super) async fn forget(&self, id: &PlatformId, scopes: &BTreeSet<Scope>, token: &AccessToken) {
        let slot = self.slots().get(&(id.clone(), scopes.clone())).map(Arc::clone);
        let Some(slot) = slot else { return };
        let mut known = slot.known.lock().await;
        if known.granted.as_ref().is_some_and(|granted| granted.token == *token) {
            known.granted = None;
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.slots().len()
    }

    fn slots(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Arc<Slot>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn slot(&self, key: Key, now: UnixTime) -> Arc<Slot> {
        let mut slots = self.slots();
        if slots.len() >= MAX_TOKENS && !slots.contains_key(&key) {
            let longest_unused = slots.iter().min_by_key(|(_, slot)| slot.used.load(Ordering::Relaxed));
            if let Some(key) = longest_unused.map(|(key, _)| key.clone()) {
                slots.remove(&key);
            }
        }
        let slot = slots.entry(key).or_default();
        slot.used.store(now.0, Ordering::Relaxed);
        Arc::clone(slot)
    }
}
