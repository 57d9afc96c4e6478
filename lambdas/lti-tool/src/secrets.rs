use std::sync::Arc;

use lti::state::StateKey;
use lti::time::UnixTime;
use ports::{Entropy, SecretBytes, SecretName, SecretStore, StoreError, ToolKeys, ToolKeysError};

/// The tool's own keys.
#[derive(Debug)]
pub struct Secrets {
    pub(crate) state_key: StateKey,
    /// The signing keys that platforms may see.
    pub(crate) tool_keys: ToolKeys,
}

/// Why the tool has no keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretsError {
    /// The store of secrets does not answer.
    #[error("the store of secrets does not answer")]
    Store(#[from] StoreError),
    /// The key of login states has not the form that the tool gave it. Restore it from a backup.
    #[error("the secret {} in the store is not what the tool put there", SecretName::StateKey.as_str())]
    UnusableStateKey,
    /// The signing keys cannot be had.
    #[error(transparent)]
    ToolKeys(#[from] ToolKeysError),
}

impl From<SecretsError> for StoreError {
    fn from(error: SecretsError) -> Self {
        match error {
            SecretsError::Store(error) => error,
            SecretsError::ToolKeys(error) => error.into(),
            SecretsError::UnusableStateKey => Self::Corrupt(Box::new(error)),
        }
    }
}

impl Secrets {
    /// Loads the keys, and makes those that do not exist yet.
    ///
    /// # Errors
    /// [`SecretsError`].
    pub async fn load(
        store: &Arc<dyn SecretStore>,
        entropy: &dyn Entropy,
        now: UnixTime,
    ) -> Result<Self, SecretsError> {
        let state_key = state_key(&**store, entropy).await?;
        let tool_keys = ToolKeys::new(Arc::clone(store));
        tool_keys.ring(now).await?;
        Ok(Self { state_key, tool_keys })
    }
}

async fn state_key(store: &dyn SecretStore, entropy: &dyn Entropy) -> Result<StateKey, SecretsError> {
    let kept = if let Some(kept) = store.secret(SecretName::StateKey).await? {
        kept
    } else {
        let mut fresh = vec![0; StateKey::LENGTH];
        entropy.fill(&mut fresh);
        store.keep_first(SecretName::StateKey, &SecretBytes::new(fresh)).await?
    };
    let key: &[u8; StateKey::LENGTH] =
        kept.reveal().try_into().map_err(|_| SecretsError::UnusableStateKey)?;
    Ok(StateKey::new(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ports::SystemEntropy;
    use ports::memory::MemoryStore;

    const NOW: UnixTime = UnixTime(1_795_298_722);

    async fn load(store: &Arc<MemoryStore>) -> Result<Secrets, SecretsError> {
        Secrets::load(&(Arc::clone(store) as _), &SystemEntropy::default(), NOW).await
    }

    #[tokio::test]
    async fn keys_are_made_once_and_then_stay() {
        let store = Arc::<MemoryStore>::default();
        load(&store).await.unwrap();
        let kept = async || {
            let (state, tool) = (SecretName::StateKey, SecretName::ToolKey);
            [store.secret(state).await.unwrap().unwrap(), store.secret(tool).await.unwrap().unwrap()]
        };
        let made = kept().await;
        load(&store).await.unwrap();
        assert_eq!(kept().await, made);
    }

    #[tokio::test]
    async fn a_damaged_secret_is_named() {
        for name in [SecretName::StateKey, SecretName::ToolKey] {
            let store = Arc::<MemoryStore>::default();
            store.keep_first(name, &SecretBytes::new(vec![1, 2, 3])).await.unwrap();
            let error = load(&store).await.unwrap_err();
            assert!(error.to_string().contains(name.as_str()), "{error}");
        }
    }
}
