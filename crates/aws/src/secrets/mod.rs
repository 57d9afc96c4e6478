//! Secrets Manager. The stack makes its secrets without a value; the product writes the first one.

mod site_tokens;
mod version;

use aws_sdk_secretsmanager::Client;
use aws_types::SdkConfig;
use ports::{SecretBytes, SecretName, SecretStore, StoreError};

use crate::{AwsFailure, StackName};

/// The secrets of one stack: those that the product makes for itself, and the tokens of Moodle sites.
#[derive(Clone, Debug)]
pub struct SecretsManager {
    client: Client,
    stack: StackName,
}

impl SecretsManager {
    /// The secrets of `stack`. Nothing is sent yet.
    #[must_use]
    pub fn new(sdk: &SdkConfig, stack: StackName) -> Self {
        Self { client: Client::new(sdk), stack }
    }
}

#[async_trait::async_trait]
impl SecretStore for SecretsManager {
    async fn secret(&self, name: SecretName) -> Result<Option<SecretBytes>, StoreError> {
        Ok(self.current(&self.stack.secret(name)).await?.map(|version| version.value))
    }

    async fn keep_first(&self, name: SecretName, fresh: &SecretBytes) -> Result<SecretBytes, StoreError> {
        // The first version may have had successors, so what is there now is asked for first.
        if let Some(kept) = self.secret(name).await? {
            return Ok(kept);
        }
        let secret = self.stack.secret(name);
        if self.put_first(&secret, fresh).await? {
            return Ok(fresh.clone());
        }
        let kept = self.secret(name).await?;
        kept.ok_or_else(|| AwsFailure::unreadable("PutSecretValue", &secret, "it exists, but has no value"))
    }

    async fn replace(
        &self,
        name: SecretName,
        expected: &SecretBytes,
        new: &SecretBytes,
    ) -> Result<bool, StoreError> {
        let secret = self.stack.secret(name);
        match self.current(&secret).await? {
            Some(read) if read.value == *expected => self.exchange(&secret, read, new).await,
            _ => Ok(false),
        }
    }
}
