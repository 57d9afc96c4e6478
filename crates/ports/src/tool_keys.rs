use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lti::key_ring::{BadKeyRing, KeyRing};
use lti::time::UnixTime;
use lti::tool_key::ToolKey;

use crate::{SecretBytes, SecretName, SecretStore, StoreError};

/// How long a ring that was read is used before it is read again: what another process wrote is known after that time, which
/// is far below [`lti::key_ring::PUBLISH_WAIT`].
pub const RING_TIME: Duration = Duration::from_mins(1);

/// How often a change is tried again when others write the ring at the same time.
const ATTEMPTS: u32 = 10;

/// The tool's own keys in a store of secrets, for everybody who signs with them or publishes them.
pub struct ToolKeys {
    store: Arc<dyn SecretStore>,
    known: Mutex<Option<Known>>,
}

/// The last good ring, and when it was last asked for.
#[derive(Clone)]
struct Known {
    ring: Arc<KeyRing>,
    asked: UnixTime,
}

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ToolKeysError {
    /// The store of secrets does not answer.
    #[error("the store of secrets does not answer")]
    Store(#[from] StoreError),
    /// The secret is not what the tool put there. Restore it from a backup.
    #[error("the secret {} in the store is not what the tool put there", SecretName::ToolKey.as_str())]
    Unusable(#[source] BadKeyRing),
    /// No key can be made.
    #[error("the system gives no randomness for a key")]
    NoRandomness,
    /// Others changed the keys each time that this did. Try again later.
    #[error("others change the tool's keys all the time")]
    Contended,
}

impl From<ToolKeysError> for StoreError {
    fn from(error: ToolKeysError) -> Self {
        match error {
            ToolKeysError::Store(error) => error,
            ToolKeysError::Contended => Self::Unavailable(Box::new(error)),
            ToolKeysError::Unusable(_) | ToolKeysError::NoRandomness => Self::Corrupt(Box::new(error)),
        }
    }
}

impl std::fmt::Debug for ToolKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ToolKeys").finish_non_exhaustive()
    }
}

impl ToolKeys {
    /// The keys in `store`. Nothing is read yet.
    #[must_use]
    pub fn new(store: Arc<dyn SecretStore>) -> Self {
        Self { store, known: Mutex::default() }
    }

    /// A fresh key (PKCS#8, DER).
    ///
    /// # Errors
    /// [`ToolKeysError::NoRandomness`].
    pub fn generate() -> Result<Vec<u8>, ToolKeysError> {
        ToolKey::generate().map_err(|_| ToolKeysError::NoRandomness)
    }

    /// The ring: as it was read a short time ago ([`RING_TIME`]), or else from the store, where the first call of all makes it.
    /// When the store fails, or holds something unreadable, the last good ring goes on.
    ///
    /// # Errors
    /// [`ToolKeysError`], when this process never had a ring.
    pub async fn ring(&self, now: UnixTime) -> Result<Arc<KeyRing>, ToolKeysError> {
        let known = self.known().clone();
        if let Some(Known { ring, asked }) = &known {
            // A clock that was set back makes nothing last for ever.
            if now.0.abs_diff(asked.0) < RING_TIME.as_secs() {
                return Ok(Arc::clone(ring));
            }
            // Whoever asks meanwhile gets the old one and does not ask the store as well.
            self.remember(ring, now);
        }
        match (self.read(now).await, known) {
            (Ok((ring, _)), _) => {
                let ring = Arc::new(ring);
                self.remember(&ring, now);
                Ok(ring)
            }
            (Err(error), Some(Known { ring, .. })) => {
                let error: &(dyn Error + 'static) = &error;
                tracing::warn!(error, "the tool's keys cannot be read; those that were read before are used");
                Ok(ring)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Changes the ring as it is in the store, in one step: a crash leaves the old ring or the new one, and `change` is made
    /// again on the newer ring when somebody else was quicker. A change that changes nothing writes nothing.
    ///
    /// # Errors
    /// What `change` refuses with, or [`ToolKeysError`]; then nobody knows whether the ring has changed.
    pub async fn change<T, E: From<ToolKeysError>>(
        &self,
        now: UnixTime,
        change: impl Fn(&mut KeyRing) -> Result<T, E> + Send + Sync,
    ) -> Result<T, E> {
        for _ in 0..ATTEMPTS {
            let (mut ring, kept) = self.read(now).await?;
            let answer = change(&mut ring)?;
            let new = SecretBytes::new(bytes(&ring)?);
            if new == kept || self.replace(&kept, &new).await? {
                self.remember(&Arc::new(ring), now);
                return Ok(answer);
            }
        }
        Err(ToolKeysError::Contended.into())
    }

    async fn replace(&self, expected: &SecretBytes, new: &SecretBytes) -> Result<bool, ToolKeysError> {
        Ok(self.store.replace(SecretName::ToolKey, expected, new).await?)
    }

    /// The ring in the store, which is made if there is none, and its bytes there.
    async fn read(&self, now: UnixTime) -> Result<(KeyRing, SecretBytes), ToolKeysError> {
        let kept = if let Some(kept) = self.store.secret(SecretName::ToolKey).await? {
            kept
        } else {
            let first = KeyRing::first(Self::generate()?, now);
            let first = first.map_err(|error| ToolKeysError::Unusable(error.into()))?;
            self.store.keep_first(SecretName::ToolKey, &SecretBytes::new(bytes(&first)?)).await?
        };
        let ring = KeyRing::from_bytes(kept.reveal(), now).map_err(ToolKeysError::Unusable)?;
        Ok((ring, kept))
    }

    fn remember(&self, ring: &Arc<KeyRing>, asked: UnixTime) {
        *self.known() = Some(Known { ring: Arc::clone(ring), asked });
    }

    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bytes(ring: &KeyRing) -> Result<Vec<u8>, ToolKeysError> {
    ring.to_bytes().map_err(|error| StoreError::Corrupt(Box::new(error)).into())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use futures_util::future::join_all;
    use lti::key_ring::RotateError;

    use super::*;
    use crate::memory::MemoryStore;

    const NOW: UnixTime = UnixTime(1_795_298_722);

    /// A store that counts how often it is read, and fails when it is told to.
    #[derive(Default)]
    struct Watched {
        store: MemoryStore,
        reads: AtomicUsize,
        fails: AtomicBool,
        writes_fail: AtomicBool,
    }

    fn failure(fails: &AtomicBool) -> Result<(), StoreError> {
        if fails.load(Ordering::SeqCst) {
            Err(StoreError::Unavailable("the test says so".into()))
        } else {
            Ok(())
        }
    }

    #[async_trait::async_trait]
    impl SecretStore for Watched {
        async fn secret(&self, name: SecretName) -> Result<Option<SecretBytes>, StoreError> {
            self.reads.fetch_add(1, Ordering::SeqCst);
            failure(&self.fails)?;
            self.store.secret(name).await
        }

        async fn keep_first(&self, name: SecretName, fresh: &SecretBytes) -> Result<SecretBytes, StoreError> {
            self.store.keep_first(name, fresh).await
        }

        async fn replace(
            &self,
            name: SecretName,
            expected: &SecretBytes,
            new: &SecretBytes,
        ) -> Result<bool, StoreError> {
            failure(&self.writes_fail)?;
            self.store.replace(name, expected, new).await
        }
    }

    fn keys() -> (Arc<Watched>, ToolKeys) {
        let store = Arc::<Watched>::default();
        let keys = ToolKeys::new(Arc::clone(&store) as _);
        (store, keys)
    }

    /// Begins a rotation, as another process does.
    async fn rotate(store: &Arc<Watched>, now: UnixTime) -> String {
        let keys = ToolKeys::new(Arc::clone(store) as _);
        let fresh = ToolKeys::generate().unwrap();
        let kid = ToolKey::from_pkcs8(&fresh).unwrap().kid().to_owned();
        keys.change(now, |ring| Ok::<_, ToolKeysError>(ring.rotate(fresh.clone(), now).unwrap()))
            .await
            .unwrap();
        kid
    }

    fn kids(ring: &KeyRing, now: UnixTime) -> Vec<String> {
        ring.published(now).map(|key| key.kid().to_owned()).collect()
    }

    #[tokio::test]
    async fn the_first_ring_is_made_once_and_all_that_start_at_once_get_it() {
        let (store, _) = keys();
        let starting = (0..4).map(|_| {
            let keys = ToolKeys::new(Arc::clone(&store) as _);
            async move { kids(&keys.ring(NOW).await.unwrap(), NOW) }
        });
        let rings = join_all(starting).await;
        assert!(rings.iter().all(|ring| *ring == rings[0]), "{rings:?}");
    }

    #[tokio::test]
    async fn what_another_process_wrote_is_seen_after_a_minute_and_the_store_is_asked_no_more_than_that() {
        let (store, keys) = keys();
        let first = keys.ring(NOW).await.unwrap();
        let new = rotate(&store, NOW).await;
        let reads = store.reads.load(Ordering::SeqCst);
        for second in 0..60 {
            assert!(Arc::ptr_eq(&keys.ring(NOW + Duration::from_secs(second)).await.unwrap(), &first));
        }
        assert_eq!(store.reads.load(Ordering::SeqCst), reads);
        let ring = keys.ring(NOW + RING_TIME).await.unwrap();
        assert_eq!(kids(&ring, NOW)[1], new);
    }

    #[tokio::test]
    async fn a_clock_that_is_set_back_makes_no_ring_last_longer() {
        let (store, keys) = keys();
        keys.ring(NOW).await.unwrap();
        let new = rotate(&store, NOW).await;
        let back = NOW - Duration::from_hours(24);
        assert_eq!(kids(&keys.ring(back).await.unwrap(), NOW)[1], new);
    }

    #[tokio::test]
    async fn a_store_that_fails_leaves_the_last_good_ring_and_is_asked_again_a_minute_later() {
        let (store, keys) = keys();
        let first = keys.ring(NOW).await.unwrap();
        let new = rotate(&store, NOW).await;
        store.fails.store(true, Ordering::SeqCst);
        let later = NOW + RING_TIME;
        let reads = store.reads.load(Ordering::SeqCst);
        for _ in 0..3 {
            assert!(Arc::ptr_eq(&keys.ring(later).await.unwrap(), &first));
        }
        assert_eq!(store.reads.load(Ordering::SeqCst), reads + 1);
        store.fails.store(false, Ordering::SeqCst);
        assert_eq!(kids(&keys.ring(later + RING_TIME).await.unwrap(), NOW)[1], new);
    }

    #[tokio::test]
    async fn a_process_that_never_had_a_ring_is_told_why() {
        let (store, keys) = keys();
        store.fails.store(true, Ordering::SeqCst);
        assert!(matches!(keys.ring(NOW).await.unwrap_err(), ToolKeysError::Store(_)));
        store.fails.store(false, Ordering::SeqCst);
        store.store.keep_first(SecretName::ToolKey, &SecretBytes::new(vec![1, 2, 3])).await.unwrap();
        let error = keys.ring(NOW).await.unwrap_err();
        assert!(error.to_string().contains("tool-key"), "{error}");
    }

    #[tokio::test]
    async fn the_key_of_an_earlier_version_goes_on_and_the_next_change_writes_it_as_a_ring() {
        let (store, keys) = keys();
        let der = ToolKeys::generate().unwrap();
        store.store.keep_first(SecretName::ToolKey, &SecretBytes::new(der.clone())).await.unwrap();
        let kid = ToolKey::from_pkcs8(&der).unwrap().kid().to_owned();
        assert_eq!(kids(&keys.ring(NOW).await.unwrap(), NOW), std::slice::from_ref(&kid));
        assert_eq!(
            store.secret(SecretName::ToolKey).await.unwrap().unwrap().reveal(),
            der,
            "reading writes nothing"
        );
        keys.change(NOW, |_| Ok::<_, ToolKeysError>(())).await.unwrap();
        let kept = store.secret(SecretName::ToolKey).await.unwrap().unwrap();
        assert!(kept.reveal().starts_with(b"{"));
        assert_eq!(kids(&keys.ring(NOW).await.unwrap(), NOW), [kid]);
    }

    #[tokio::test]
    async fn of_many_rotations_at_once_one_is_begun_and_the_others_are_told_so() {
        #[derive(Debug, thiserror::Error)]
        enum Refused {
            #[error(transparent)]
            Keys(#[from] ToolKeysError),
            #[error(transparent)]
            Rotate(#[from] RotateError),
        }
        let (store, _) = keys();
        let fresh: Vec<_> = (0..4).map(|_| ToolKeys::generate().unwrap()).collect();
        let rotations = fresh.iter().map(|fresh| {
            let keys = ToolKeys::new(Arc::clone(&store) as _);
            async move { keys.change(NOW, |ring| Ok::<_, Refused>(ring.rotate(fresh.clone(), NOW)?)).await }
        });
        let done = join_all(rotations).await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
        let refused =
            |done: &&Result<_, Refused>| matches!(done, Err(Refused::Rotate(RotateError::UnderWay { .. })));
        assert_eq!(done.iter().filter(refused).count(), 3, "{done:?}");
    }

    #[tokio::test]
    async fn a_change_that_fails_to_be_written_leaves_the_ring_as_it_was() {
        let (store, keys) = keys();
        let before = kids(&keys.ring(NOW).await.unwrap(), NOW);
        store.writes_fail.store(true, Ordering::SeqCst);
        let fresh = ToolKeys::generate().unwrap();
        let rotate = |ring: &mut KeyRing| Ok::<_, ToolKeysError>(ring.rotate(fresh.clone(), NOW).unwrap());
        assert!(matches!(keys.change(NOW, rotate).await.unwrap_err(), ToolKeysError::Store(_)));
        assert_eq!(
            kids(&keys.ring(NOW).await.unwrap(), NOW),
            before,
            "the ring that was not written is not used"
        );
        let other = ToolKeys::new(Arc::clone(&store) as _);
        assert_eq!(kids(&other.ring(NOW).await.unwrap(), NOW), before);
        store.writes_fail.store(false, Ordering::SeqCst);
        keys.change(NOW, rotate).await.unwrap();
        assert_eq!(kids(&keys.ring(NOW).await.unwrap(), NOW).len(), 2, "who wrote it uses it at once");
    }
}
