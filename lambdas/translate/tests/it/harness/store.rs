use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use lti::time::UnixTime;
use ports::{
    CacheKey, CachedTranslation, Quotas, RegistrationAdmin, SessionReader, SessionWriter, StoreError, Take,
    TranslationCache,
};

/// Everything that the service needs of a store, and its tests.
pub trait Store:
    RegistrationAdmin + SessionReader + SessionWriter + Quotas + TranslationCache + 'static
{
}

impl<S: RegistrationAdmin + SessionReader + SessionWriter + Quotas + TranslationCache + 'static> Store for S {}

/// A store of which the tests see what is taken and kept, and whose parts they can make fail.
pub struct Watched {
    store: Arc<dyn Store>,
    cache_fails: AtomicBool,
    quotas_fail: AtomicBool,
    taken: Mutex<Vec<Take>>,
    given_back: Mutex<Vec<Take>>,
    kept: Mutex<Vec<(CachedTranslation, UnixTime)>>,
}

impl Watched {
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            cache_fails: AtomicBool::default(),
            quotas_fail: AtomicBool::default(),
            taken: Mutex::default(),
            given_back: Mutex::default(),
            kept: Mutex::default(),
        }
    }

    pub fn fail_cache(&self) {
        self.cache_fails.store(true, Ordering::SeqCst);
    }

    pub fn fail_quotas(&self, fail: bool) {
        self.quotas_fail.store(fail, Ordering::SeqCst);
    }

    /// The names of all allowances that were ever taken from.
    pub fn allowances(&self) -> Vec<String> {
        self.taken.lock().unwrap().iter().map(|take| take.allowance.clone()).collect()
    }

    /// Requests and characters that one person and one site were charged, less what they got back.
    #[track_caller]
    pub fn charged(&self) -> (u64, u64) {
        let mut sums: BTreeMap<(String, bool), u64> = BTreeMap::new();
        let name = |take: &Take| {
            let parts: Vec<_> = take.allowance.split(':').collect();
            assert_eq!((parts.len(), parts[0]), (4, "translate"), "{take:?}");
            (parts[1].to_owned(), parts[2] == "requests")
        };
        for take in &*self.taken.lock().unwrap() {
            *sums.entry(name(take)).or_default() += take.amount;
        }
        for take in &*self.given_back.lock().unwrap() {
            let sum = sums.get_mut(&name(take)).expect("it was taken");
            *sum = sum.checked_sub(take.amount).expect("no more comes back than was taken");
        }
        let of = |requests| {
            let all = sums.iter().filter(|((_, kind), _)| *kind == requests).map(|(_, sum)| *sum);
            let all: Vec<u64> = all.collect();
            assert!(all.iter().all(|sum| *sum == all[0]) && all.len() != 1, "one person, one site: {sums:?}");
            all.first().copied().unwrap_or_default()
        };
        (of(true), of(false))
    }

    /// What was put into the cache, and until when.
    pub fn kept(&self) -> Vec<(CachedTranslation, UnixTime)> {
        self.kept.lock().unwrap().clone()
    }
}

fn fails(flag: &AtomicBool) -> Result<(), StoreError> {
    if flag.load(Ordering::SeqCst) { Err(StoreError::Unavailable("on purpose".into())) } else { Ok(()) }
}

#[async_trait::async_trait]
impl Quotas for Watched {
    async fn take(&self, takes: &[Take], now: UnixTime) -> Result<Result<(), usize>, StoreError> {
        fails(&self.quotas_fail)?;
        let outcome = self.store.take(takes, now).await?;
        if outcome.is_ok() {
            self.taken.lock().unwrap().extend_from_slice(takes);
        }
        Ok(outcome)
    }

    async fn give_back(&self, takes: &[Take]) -> Result<(), StoreError> {
        fails(&self.quotas_fail)?;
        self.given_back.lock().unwrap().extend_from_slice(takes);
        self.store.give_back(takes).await
    }
}

#[async_trait::async_trait]
impl TranslationCache for Watched {
    async fn translations(
        &self,
        keys: &[CacheKey],
        now: UnixTime,
    ) -> Result<Vec<Option<CachedTranslation>>, StoreError> {
        fails(&self.cache_fails)?;
        self.store.translations(keys, now).await
    }

    async fn keep_translation(
        &self,
        key: &CacheKey,
        translation: &CachedTranslation,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        fails(&self.cache_fails)?;
        self.kept.lock().unwrap().push((translation.clone(), until));
        self.store.keep_translation(key, translation, until).await
    }
}

mod conformance {
    use super::*;

    async fn fresh() -> ((), Arc<Watched>) {
        ((), Arc::new(Watched::new(Arc::new(ports::memory::MemoryStore::default()))))
    }

    ports::quotas_conformance!(fresh);
    ports::translation_cache_conformance!(fresh);
}
