//! The value of one secret, and how it is changed by one of many that would.

use aws_lc_rs::digest::{SHA256, digest};
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use aws_sdk_secretsmanager::operation::put_secret_value::PutSecretValueError;
use aws_sdk_secretsmanager::operation::update_secret_version_stage::UpdateSecretVersionStageError;
use aws_sdk_secretsmanager::primitives::Blob;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ports::{SecretBytes, StoreError};

use super::SecretsManager;
use crate::AwsFailure;

/// The label of the version that is a secret's value.
const CURRENT: &str = "AWSCURRENT";
/// The label of a version that is to become the value. One that never does keeps it, until another gets it; nobody reads it.
const PENDING: &str = "AWSPENDING";

/// A value and the version that holds it.
pub(super) struct Version {
    pub(super) value: SecretBytes,
    id: String,
}

/// The id of a secret's first version. AWS takes it from the caller (`ClientRequestToken`, 32 to 64 characters) and lets
/// nobody put another value under an id that is there: so of many that put at once, one wins.
/// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html>
fn first_version(secret: &str) -> String {
    let name = format!("moodle-aws first version of {secret}");
    URL_SAFE_NO_PAD.encode(digest(&SHA256, name.as_bytes()))
}

impl SecretsManager {
    /// The value of a secret, if it has one.
    pub(super) async fn current(&self, secret: &str) -> Result<Option<Version>, StoreError> {
        let found = match self.client.get_secret_value().secret_id(secret).send().await {
            Ok(found) => found,
            Err(error) => {
                // Also what a secret without a value answers. One that is not there at all shows when it is written.
                let absent = error
                    .as_service_error()
                    .is_some_and(GetSecretValueError::is_resource_not_found_exception);
                return if absent {
                    Ok(None)
                } else {
                    Err(AwsFailure::new("GetSecretValue", secret, error).into_store_error())
                };
            }
        };
        match (found.secret_binary, found.secret_string.as_deref()) {
            (Some(bytes), _) => Ok(Some(Version {
                value: SecretBytes::new(bytes.into_inner()),
                id: found.version_id.unwrap_or_default(),
            })),
            // A secret that was made without a value may be told so, too.
            (None, None | Some("")) => Ok(None),
            (None, Some(_)) => {
                let why = "the secret holds a text, not what the product wrote";
                Err(AwsFailure::unreadable("GetSecretValue", secret, why))
            }
        }
    }

    /// Puts the first value of a secret; `false` when somebody else did.
    pub(super) async fn put_first(&self, secret: &str, fresh: &SecretBytes) -> Result<bool, StoreError> {
        let put = self
            .client
            .put_secret_value()
            .secret_id(secret)
            .client_request_token(first_version(secret))
            .secret_binary(Blob::new(fresh.reveal()))
            .send()
            .await;
        match put {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                Some(PutSecretValueError::ResourceExistsException(_)) => Ok(false),
                _ => Err(AwsFailure::new("PutSecretValue", secret, error).into_store_error()),
            },
        }
    }

    /// Puts a new value in the place of the one that was read; `false` when somebody else did.
    ///
    /// The new value becomes a version of its own first, which then takes the label `AWSCURRENT` from the version that was
    /// read. AWS moves a label from no other version than the one that is named, so of many that move it one does.
    /// <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html>
    pub(super) async fn exchange(
        &self,
        secret: &str,
        read: Version,
        new: &SecretBytes,
    ) -> Result<bool, StoreError> {
        let put = self.client.put_secret_value().secret_id(secret).version_stages(PENDING);
        let put = put.secret_binary(Blob::new(new.reveal())).send().await;
        let put = put.map_err(|error| AwsFailure::new("PutSecretValue", secret, error).into_store_error())?;
        let version = put.version_id.unwrap_or_default();
        let moved = self
            .client
            .update_secret_version_stage()
            .secret_id(secret)
            .version_stage(CURRENT)
            .remove_from_version_id(read.id)
            .move_to_version_id(&version)
            .send()
            .await;
        match moved {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                // Somebody else moved it, or we did and the answer was lost.
                Some(UpdateSecretVersionStageError::InvalidParameterException(_)) => {
                    Ok(self.current(secret).await?.is_some_and(|now| now.id == version))
                }
                _ => Err(AwsFailure::new("UpdateSecretVersionStage", secret, error).into_store_error()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use ports::SecretName;

    use super::*;
    use crate::StackName;

    #[test]
    fn the_id_of_a_first_version_is_one_that_aws_takes_and_each_secrets_own() {
        let [a, b] = [SecretName::StateKey, SecretName::ToolKey]
            .map(|name| first_version(&StackName::default().secret(name)));
        assert!((32..=64).contains(&a.len()));
        assert_ne!(a, b);
    }
}
