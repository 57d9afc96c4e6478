use aws_sdk_sqs::Client;
use aws_types::SdkConfig;
use ports::StoreError;

use super::Address;
use crate::AwsFailure;

/// The queue in which the stack keeps what its functions failed at, for people to read.
pub struct FailureQueue {
    client: Client,
    address: Address,
}

impl FailureQueue {
    /// The queue at this URL. Nothing is sent yet.
    #[must_use]
    pub fn at(sdk: &SdkConfig, url: String) -> Self {
        Self { client: Client::new(sdk), address: Address::at(url) }
    }

    /// Keeps what is said about a failure.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put(&self, text: &str) -> Result<(), StoreError> {
        let url = self.address.url(&self.client).await?;
        let sent = self.client.send_message().queue_url(url).message_body(text).send().await;
        let failed = |error| AwsFailure::new("SendMessage", &self.address.name, error).into_store_error();
        sent.map(|_| ()).map_err(failed)
    }
}
