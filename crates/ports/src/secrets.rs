use crate::StoreError;

/// The secrets that the product makes for itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretName {
    /// The key under which login states are authenticated: 32 bytes.
    StateKey,
    /// The tool's signing keys: a ring ([`lti::key_ring::KeyRing::to_bytes`]).
    ToolKey,
    /// The key from which the secrets of Moodle sites are derived: 32 bytes.
    SiteKey,
}

impl SecretName {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::StateKey, Self::ToolKey, Self::SiteKey];

    /// The name in a store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StateKey => "state-key",
            Self::ToolKey => "tool-key",
            Self::SiteKey => "site-key",
        }
    }
}

/// Secret bytes, redacted in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretBytes(Vec<u8>);

impl SecretBytes {
    /// Takes the bytes.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes: for cryptography only, never for logs.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretBytes([redacted])")
    }
}

/// Keeps secrets.
#[async_trait::async_trait]
pub trait SecretStore: Send + Sync {
    /// A secret, when it was made.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn secret(&self, name: SecretName) -> Result<Option<SecretBytes>, StoreError>;

    /// Keeps `fresh` unless the secret exists, and gives what is kept: of several processes that start
    /// at once, all get the same.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn keep_first(&self, name: SecretName, fresh: &SecretBytes) -> Result<SecretBytes, StoreError>;

    /// Keeps `new` if the secret is still `expected`, in one step: of several that replace the same, one does. Says whether
    /// it did.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows, and the caller must read the secret again.
    async fn replace(
        &self,
        name: SecretName,
        expected: &SecretBytes,
        new: &SecretBytes,
    ) -> Result<bool, StoreError>;
}
