use lti::state::StateKey;
use lti::tool_key::ToolKey;
use ports::{Entropy, SecretBytes, SecretName, SecretStore, StoreError};

/// The tool's own keys.
#[derive(Debug)]
pub struct Secrets {
    pub(crate) state_key: StateKey,
    /// The signing keys that platforms may see, the current one first.
    pub(crate) tool_keys: Vec<ToolKey>,
}

/// Why the tool has no keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretsError {
    /// The store of secrets does not answer.
    #[error("the store of secrets does not answer")]
    Store(#[from] StoreError),
    /// A secret has not the form that the tool gave it. Restore it from a backup.
    #[error("the secret {} in the store is not what the tool put there", .0.as_str())]
    Unusable(SecretName),
    /// No key can be made.
    #[error("the system gives no randomness for a key")]
    NoRandomness,
}

impl From<SecretsError> for StoreError {
    fn from(error: SecretsError) -> Self {
        match error {
            SecretsError::Store(error) => error,
            SecretsError::Unusable(_) | SecretsError::NoRandomness => Self::Corrupt(Box::new(error)),
        }
    }
}

impl Secrets {
    /// Loads the keys, and makes those that do not exist yet.
    ///
    /// # Errors
    /// [`SecretsError`].
    pub async fn load(store: &dyn SecretStore, entropy: &dyn Entropy) -> Result<Self, SecretsError> {
        let state = load_or_make(store, SecretName::StateKey, || {
            let mut fresh = vec![0; StateKey::LENGTH];
            entropy.fill(&mut fresh);
            Ok(fresh)
        });
        let state = state.await?;
        let state: &[u8; StateKey::LENGTH] =
            state.reveal().try_into().map_err(|_| SecretsError::Unusable(SecretName::StateKey))?;
        let tool = load_or_make(store, SecretName::ToolKey, || {
            ToolKey::generate().map_err(|_| SecretsError::NoRandomness)
        });
        let tool = ToolKey::from_pkcs8(tool.await?.reveal())
            .map_err(|_| SecretsError::Unusable(SecretName::ToolKey))?;
        Ok(Self { state_key: StateKey::new(state), tool_keys: vec![tool] })
    }

    /// The current public key as PEM, for platforms where it is pasted by hand.
    #[must_use]
    pub fn public_pem(&self) -> Option<String> {
        self.tool_keys.first().and_then(|key| key.public_pem().ok())
    }
}

async fn load_or_make(
    store: &dyn SecretStore,
    name: SecretName,
    make: impl FnOnce() -> Result<Vec<u8>, SecretsError>,
) -> Result<SecretBytes, SecretsError> {
    if let Some(kept) = store.secret(name).await? {
        return Ok(kept);
    }
    Ok(store.keep_first(name, &SecretBytes::new(make()?)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ports::SystemEntropy;
    use ports::memory::MemoryStore;

    #[tokio::test]
    async fn keys_are_made_once_and_then_stay() {
        let (store, entropy) = (MemoryStore::default(), SystemEntropy::default());
        let first = Secrets::load(&store, &entropy).await.unwrap();
        let second = Secrets::load(&store, &entropy).await.unwrap();
        assert_eq!(first.tool_keys[0].kid(), second.tool_keys[0].kid());
        assert!(first.public_pem().unwrap().contains("PUBLIC KEY"));
    }

    #[tokio::test]
    async fn a_damaged_secret_is_named() {
        let (store, entropy) = (MemoryStore::default(), SystemEntropy::default());
        store.keep_first(SecretName::ToolKey, &SecretBytes::new(vec![1, 2, 3])).await.unwrap();
        let error = Secrets::load(&store, &entropy).await.unwrap_err();
        assert!(error.to_string().contains("tool-key"), "{error}");
    }
}
