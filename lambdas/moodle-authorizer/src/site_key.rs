//! The key from which the secrets of all sites are derived.

use moodle::SiteKey;
use ports::{Entropy, SecretBytes, SecretName, SecretStore, StoreError};

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

fn key(bytes: &SecretBytes) -> Result<SiteKey, SiteKeyError> {
    bytes.reveal().try_into().map(SiteKey::new).map_err(|_| SiteKeyError::Unusable)
}

pub(crate) async fn read(store: &dyn SecretStore) -> Result<SiteKey, SiteKeyError> {
    key(&store.secret(SecretName::SiteKey).await?.ok_or(SiteKeyError::Missing)?)
}

/// The key, made when there is none yet: for the operator's command, which adds sites.
///
/// # Errors
/// [`SiteKeyError::Store`] and [`SiteKeyError::Unusable`].
pub async fn make_site_key(store: &dyn SecretStore, entropy: &dyn Entropy) -> Result<SiteKey, SiteKeyError> {
    match read(store).await {
        Err(SiteKeyError::Missing) => {
            let mut fresh = vec![0; SiteKey::LENGTH];
            entropy.fill(&mut fresh);
            key(&store.keep_first(SecretName::SiteKey, &SecretBytes::new(fresh)).await?)
        }
        other => other,
    }
}
