//! The cache of platforms' key sets.
//!
//! A set is fetched once and kept for as long as the platform says, within bounds; refetched once
//! when a token names an unknown key, and not again for a while, whatever tokens come; and kept in
//! use when a refetch fails, so that a hiccup of the platform stops no launch.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use http::{Request, Response, StatusCode, header};
use url::Url;

use crate::http_client::{HttpClient, HttpError, Limits};
use crate::jwk::{KeySet, NotAKeySet};
use crate::time::UnixTime;

/// A set is kept at least this long, even when the platform forbids caching.
pub const MIN_FRESH: Duration = Duration::from_mins(5);
/// A set is kept at most this long without asking again.
pub const MAX_FRESH: Duration = Duration::from_hours(24);
/// How long a set is kept when the platform says nothing.
const DEFAULT_FRESH: Duration = Duration::from_hours(1);
/// A set whose refetches fail is trusted this much longer: a withdrawn key must not live for ever.
pub const MAX_STALE: Duration = Duration::from_hours(24);
/// After a refetch for an unknown key, and after a failed refetch of a known set, the next waits this long.
pub const COOL_DOWN: Duration = Duration::from_mins(1);
/// After a failed first fetch the next waits this long: short, because an operator may be mending it.
const FIRST_RETRY: Duration = Duration::from_secs(5);
/// What a fetch may cost.
pub const LIMITS: Limits = Limits { time: Duration::from_secs(5), body_bytes: 256 * 1024 };

/// Why there is no key for a token.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeySetError {
    /// The platform's key set did not come. The launch may be tried again; check the URL if it persists.
    #[error("the key set at {url} could not be fetched")]
    Unreachable {
        /// The key set's URL.
        url: Url,
        /// What happened.
        #[source]
        source: Arc<HttpError>,
    },
    /// The platform answered with an error.
    #[error("the key set at {url} answered with status {status}")]
    Status {
        /// The key set's URL.
        url: Url,
        /// The HTTP status.
        status: StatusCode,
    },
    /// What came is no key set. Check the URL.
    #[error("the answer at {url} is not a key set")]
    NotAKeySet {
        /// The key set's URL.
        url: Url,
        /// What is wrong.
        #[source]
        source: NotAKeySet,
    },
    /// The set was fetched and has no such key.
    #[error("the key set at {url} has no usable key {kid}")]
    UnknownKey {
        /// The key set's URL.
        url: Url,
        /// The key that the token names.
        kid: String,
    },
}

/// A fetched set and how long it may be used.
#[derive(Debug)]
struct Cached {
    set: Arc<KeySet>,
    etag: Option<header::HeaderValue>,
    fresh_until: UnixTime,
}

impl Cached {
    /// A set that is fresh for longer than sets can be was fetched under a clock that ran ahead.
    fn is_fresh(&self, now: UnixTime) -> bool {
        now < self.fresh_until && self.fresh_until <= now + MAX_FRESH
    }
}

/// What is known about one URL. `refresh` is held while fetching, so that one request fetches for all.
#[derive(Debug, Default)]
struct Slot {
    cached: RwLock<Option<Arc<Cached>>>,
    refresh: tokio::sync::Mutex<Attempts>,
}

#[derive(Debug, Default)]
struct Attempts {
    last_for_unknown_key: Option<UnixTime>,
    last_failure: Option<(UnixTime, KeySetError)>,
}

impl Slot {
    fn cached(&self) -> Option<Arc<Cached>> {
        self.cached.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn store(&self, cached: Cached) -> Arc<Cached> {
        let cached = Arc::new(cached);
        *self.cached.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&cached));
        cached
    }
}

/// Key sets by URL. URLs come from registrations only, so their number is the operator's.
#[derive(Debug, Default)]
pub struct KeySets(RwLock<HashMap<Url, Arc<Slot>>>);

impl KeySets {
    /// The key set at `url`, which has a key named `kid`.
    ///
    /// # Errors
    /// [`KeySetError`] when it cannot be had, or has no such key.
    pub async fn with_key(
        &self,
        url: &Url,
        kid: &str,
        now: UnixTime,
        http: &dyn HttpClient,
    ) -> Result<Arc<KeySet>, KeySetError> {
        let slot = self.slot(url);
        if let Some(cached) = slot.cached().filter(|c| c.is_fresh(now) && c.set.has(kid)) {
            return Ok(Arc::clone(&cached.set));
        }
        let trusted = || slot.cached().filter(|c| now < c.fresh_until + MAX_STALE);
        let mut attempts = match slot.refresh.try_lock() {
            Ok(attempts) => attempts,
            // Somebody is fetching. Nobody waits for a key that is known already.
            Err(_) => match trusted().filter(|c| c.set.has(kid)) {
                Some(cached) => return Ok(Arc::clone(&cached.set)),
                None => slot.refresh.lock().await,
            },
        };
        // Another request may have fetched while this one waited.
        let cached = trusted();
        let usable = match cached {
            Some(cached) if cached.is_fresh(now) => {
                if cached.set.has(kid) || cooling(attempts.last_for_unknown_key, COOL_DOWN, now) {
                    cached
                } else {
                    attempts.last_for_unknown_key = Some(now);
                    refetch(&slot, &mut attempts, url, now, http, Some(cached)).await?
                }
            }
            known => refetch(&slot, &mut attempts, url, now, http, known).await?,
        };
        if usable.set.has(kid) {
            return Ok(Arc::clone(&usable.set));
        }
        // Where the last refetch failed, nobody knows whether the platform has such a key by now.
        match &attempts.last_failure {
            Some((_, error)) => Err(error.clone()),
            None => Err(KeySetError::UnknownKey { url: url.clone(), kid: kid.to_owned() }),
        }
    }

    fn slot(&self, url: &Url) -> Arc<Slot> {
        if let Some(slot) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(url) {
            return Arc::clone(slot);
        }
        let mut slots = self.0.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry(url.clone()).or_default())
    }
}

fn cooling(since: Option<UnixTime>, pause: Duration, now: UnixTime) -> bool {
    // A moment that lies ahead was noted under a clock that ran ahead, and counts no more.
    since.is_some_and(|since| since <= now && now < since + pause)
}

/// Fetches, unless the last failure is too recent; falls back to `known` when it fails.
async fn refetch(
    slot: &Slot,
    attempts: &mut Attempts,
    url: &Url,
    now: UnixTime,
    http: &dyn HttpClient,
    known: Option<Arc<Cached>>,
) -> Result<Arc<Cached>, KeySetError> {
    let pause = if known.is_some() { COOL_DOWN } else { FIRST_RETRY };
    if let Some((at, error)) = &attempts.last_failure
        && cooling(Some(*at), pause, now)
    {
        return known.ok_or_else(|| error.clone());
    }
    match fetch(url, now, http, known.as_deref()).await {
        Ok(fetched) => {
            attempts.last_failure = None;
            Ok(slot.store(fetched))
        }
        Err(error) => {
            attempts.last_failure = Some((now, error.clone()));
            known.ok_or(error)
        }
    }
}

async fn fetch(
    url: &Url,
    now: UnixTime,
    http: &dyn HttpClient,
    known: Option<&Cached>,
) -> Result<Cached, KeySetError> {
    let mut request = Request::get(url.as_str()).header(header::ACCEPT, "application/json");
    if let Some(etag) = known.and_then(|known| known.etag.as_ref()) {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    let unreachable = |source| KeySetError::Unreachable { url: url.clone(), source: Arc::new(source) };
    let request = request.body(Vec::new()).map_err(|e| unreachable(HttpError::Connection(e.into())))?;
    let response = http.send(request, LIMITS).await.map_err(unreachable)?;
    let fresh_until = now + freshness(&response);
    let etag = response.headers().get(header::ETAG).cloned();
    match (response.status(), known) {
        (StatusCode::OK, _) => {
            let set = KeySet::parse(response.body())
                .map_err(|source| KeySetError::NotAKeySet { url: url.clone(), source })?;
            Ok(Cached { set: Arc::new(set), etag, fresh_until })
        }
        (StatusCode::NOT_MODIFIED, Some(known)) => {
            Ok(Cached { set: Arc::clone(&known.set), etag: etag.or_else(|| known.etag.clone()), fresh_until })
        }
        (status, _) => Err(KeySetError::Status { url: url.clone(), status }),
    }
}

/// How long an answer may be kept: its `max-age`, within bounds.
fn freshness(response: &Response<Vec<u8>>) -> Duration {
    let directives = response.headers().get(header::CACHE_CONTROL).and_then(|v| v.to_str().ok());
    let Some(directives) = directives else { return DEFAULT_FRESH };
    let mut directives = directives.split(',').map(|d| d.trim().to_ascii_lowercase());
    let max_age =
        directives.find_map(|d| d.strip_prefix("max-age=").map(|age| age.trim_matches('"').parse::<u64>()));
    match max_age {
        Some(Ok(seconds)) => Duration::from_secs(seconds).clamp(MIN_FRESH, MAX_FRESH),
        _ => MIN_FRESH,
    }
}

#[cfg(test)]
mod tests;
