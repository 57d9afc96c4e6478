use std::sync::{Arc, OnceLock};

use moodle::SiteKey;

use crate::{Entropy, SecretBytes, SecretName, SecretStore, StoreError};

/// The key from which the secrets of all sites are derived, in a store of secrets.
pub struct SiteKeys {
    store: Arc<dyn SecretStore>,
    known: OnceLock<SiteKey>,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SiteKeyError {
    /// The store of secrets does not answer.
    #[error("the store of secrets does not answer")]
    Store(#[from] StoreError),
    /// It was never made: no site was ever added, or the secret is lost. Restore it from a backup.
    #[error("the secret site-key is missing")]
    Missing,
    /// It has not the form that it was given. Restore it from a backup.
    #[error("the secret site-key in the store is not what was put there")]
    Unusable,
}

impl std::fmt::Debug for SiteKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SiteKeys").finish_non_exhaustive()
    }
}

impl SiteKeys {
    /// The key in `store`. Nothing is read yet.
    #[must_use]
    pub fn new(store: Arc<dyn SecretStore>) -> Self {
        Self { store, known: OnceLock::new() }
    }

    /// The key. It never changes, so it is kept once it was read.
    ///
    /// # Errors
    /// [`SiteKeyError`].
    pub async fn key(&self) -> Result<&SiteKey, SiteKeyError> {
        if let Some(key) = self.known.get() {
            return Ok(key);
        }
        let read = read(&*self.store).await?;
        Ok(self.known.get_or_init(|| read))
    }

    /// The key, made when there is none yet: for the operator's command, which adds sites.
    ///
    /// # Errors
    /// [`SiteKeyError::Store`] and [`SiteKeyError::Unusable`].
    pub async fn make(store: &dyn SecretStore, entropy: &dyn Entropy) -> Result<SiteKey, SiteKeyError> {
        match read(store).await {
            Err(SiteKeyError::Missing) => {
                let mut fresh = vec![0; SiteKey::LENGTH];
                entropy.fill(&mut fresh);
                key(&store.keep_first(SecretName::SiteKey, &SecretBytes::new(fresh)).await?)
            }
            other => other,
        }
    }
}

async fn read(store: &dyn SecretStore) -> Result<SiteKey, SiteKeyError> {
    key(&store.secret(SecretName::SiteKey).await?.ok_or(SiteKeyError::Missing)?)
}

fn key(bytes: &SecretBytes) -> Result<SiteKey, SiteKeyError> {
    bytes.reveal().try_into().map(SiteKey::new).map_err(|_| SiteKeyError::Unusable)
}

#[cfg(test)]
mod tests {
    use moodle::{SiteKeyId, SiteUrl};

    use super::*;
    use crate::SystemEntropy;
    use crate::memory::MemoryStore;

    fn secret(key: &SiteKey) -> [u8; 32] {
        let url = SiteUrl::parse("https://moodle.example").unwrap();
        *key.secret_of(&SiteKeyId::from_random(&[1; 16]), &url).reveal()
    }

    #[tokio::test]
    async fn the_key_that_was_made_first_is_the_one_that_everybody_reads() {
        let store = Arc::new(MemoryStore::default());
        let keys = SiteKeys::new(store.clone());
        assert!(matches!(keys.key().await, Err(SiteKeyError::Missing)));
        let made = SiteKeys::make(&*store, &SystemEntropy::default()).await.unwrap();
        let again = SiteKeys::make(&*store, &SystemEntropy::default()).await.unwrap();
        assert_eq!(secret(&made), secret(&again));
        assert_eq!(secret(keys.key().await.unwrap()), secret(&made));
    }

    #[tokio::test]
    async fn what_is_no_key_is_used_by_nobody_and_stays() {
        let store = Arc::new(MemoryStore::default());
        let other = SecretBytes::new(vec![1; 31]);
        store.keep_first(SecretName::SiteKey, &other).await.unwrap();
        assert!(matches!(SiteKeys::new(store.clone()).key().await, Err(SiteKeyError::Unusable)));
        let made = SiteKeys::make(&*store, &SystemEntropy::default()).await;
        assert!(matches!(made, Err(SiteKeyError::Unusable)));
        assert_eq!(store.secret(SecretName::SiteKey).await.unwrap(), Some(other));
    }
}
