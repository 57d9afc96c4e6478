//! The queue of the index on Amazon SQS, whose time is that of AWS. How often and how long it keeps messages is set in the
//! infrastructure.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sqs::operation::delete_message::DeleteMessageError;
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName, QueueAttributeName};
use aws_types::SdkConfig;
use ports::{
    Delivery, JobMessage, JobQueue, JobSource, LONGEST_DELAY, LONGEST_LEASE, QueueDepth, StoreError,
};

use super::Address;
use crate::{AwsFailure, StackName};

/// How long SQS looks for messages, in seconds: without a time it asks only some of its servers (Amazon SQS Developer Guide,
/// "Amazon SQS short and long polling"). Shorter than an attempt of the SDK.
const LOOK: i32 = 1;

/// The queue of a stack's index.
pub struct SqsQueue {
    client: Client,
    address: Address,
    dead: Address,
}

impl SqsQueue {
    /// The queue at this URL. Nothing is sent yet.
    #[must_use]
    pub fn at(sdk: &SdkConfig, url: String) -> Self {
        let dead = Address::at(format!("{url}-dead"));
        Self { client: Client::new(sdk), address: Address::at(url), dead }
    }

    /// The queue of this stack in the caller's account. Its URL is asked for once.
    #[must_use]
    pub fn of(sdk: &SdkConfig, stack: &StackName) -> Self {
        let (address, dead) =
            (Address::named(stack.index_queue()), Address::named(stack.index_dead_letters()));
        Self { client: Client::new(sdk), address, dead }
    }

    fn failed<E, R>(&self, operation: &'static str) -> impl FnOnce(SdkError<E, R>) -> StoreError
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        move |error| AwsFailure::new(operation, &self.address.name, error).into_store_error()
    }

    /// `None` for a message that a later version sent, which SQS sets aside in time.
    fn delivery(&self, message: Message) -> Option<Delivery> {
        let count = message.attributes.as_ref().and_then(|attributes| {
            attributes.get(&MessageSystemAttributeName::ApproximateReceiveCount)?.parse().ok()
        });
        let count = count.unwrap_or(1);
        match serde_json::from_str::<JobMessage>(message.body.as_deref().unwrap_or_default()) {
            Ok(body) => Some(Delivery { message: body, count, receipt: message.receipt_handle? }),
            Err(error) => {
                let id = message.message_id.unwrap_or_default();
                let queue = &self.address.name;
                tracing::error!(%error, queue, id, count, "a message of the index queue cannot be read");
                None
            }
        }
    }

    async fn counts(&self, address: &Address) -> Result<HashMap<QueueAttributeName, String>, StoreError> {
        let ask = self
            .client
            .get_queue_attributes()
            .queue_url(address.url(&self.client).await?)
            .attribute_names(QueueAttributeName::ApproximateNumberOfMessages)
            .attribute_names(QueueAttributeName::ApproximateNumberOfMessagesDelayed)
            .attribute_names(QueueAttributeName::ApproximateNumberOfMessagesNotVisible);
        let failed = |error| AwsFailure::new("GetQueueAttributes", &address.name, error).into_store_error();
        Ok(ask.send().await.map_err(failed)?.attributes.unwrap_or_default())
    }
}

/// Whole seconds as SQS takes them.
fn seconds(time: Duration, most: Duration) -> i32 {
    i32::try_from(time.min(most).as_secs()).unwrap_or(i32::MAX)
}

#[async_trait::async_trait]
impl JobQueue for SqsQueue {
    async fn send(&self, message: &JobMessage, delay: Duration) -> Result<(), StoreError> {
        let url = self.address.url(&self.client).await?;
        let body = serde_json::to_string(message)
            .map_err(|error| AwsFailure::unreadable("writing a message", &self.address.name, error))?;
        let message = self.client.send_message().queue_url(url).message_body(body);
        let sent = message.delay_seconds(seconds(delay, LONGEST_DELAY)).send().await;
        sent.map(|_| ()).map_err(self.failed("SendMessage"))
    }
}

#[async_trait::async_trait]
impl JobSource for SqsQueue {
    async fn receive(&self, limit: u8, lease: Duration) -> Result<Vec<Delivery>, StoreError> {
        let receive = self
            .client
            .receive_message()
            .queue_url(self.address.url(&self.client).await?)
            .message_system_attribute_names(MessageSystemAttributeName::ApproximateReceiveCount)
            .max_number_of_messages(i32::from(limit))
            .visibility_timeout(seconds(lease, LONGEST_LEASE))
            .wait_time_seconds(LOOK);
        let received = receive.send().await.map_err(self.failed("ReceiveMessage"))?;
        let messages = received.messages.unwrap_or_default();
        Ok(messages.into_iter().filter_map(|message| self.delivery(message)).collect())
    }

    async fn done(&self, receipt: &str) -> Result<(), StoreError> {
        let url = self.address.url(&self.client).await?;
        let deleted = self.client.delete_message().queue_url(url).receipt_handle(receipt).send().await;
        let Err(error) = deleted else { return Ok(()) };
        let is_gone = error.as_service_error().is_some_and(DeleteMessageError::is_receipt_handle_is_invalid);
        if is_gone { Ok(()) } else { Err(self.failed("DeleteMessage")(error)) }
    }

    async fn postpone(&self, receipt: &str, time: Duration) -> Result<(), StoreError> {
        let url = self.address.url(&self.client).await?;
        let change = self.client.change_message_visibility().queue_url(url).receipt_handle(receipt);
        let Err(error) = change.visibility_timeout(seconds(time, LONGEST_LEASE)).send().await else {
            return Ok(());
        };
        let is_over = error
            .as_service_error()
            .is_some_and(|error| error.is_receipt_handle_is_invalid() || error.is_message_not_inflight());
        if is_over { Ok(()) } else { Err(self.failed("ChangeMessageVisibility")(error)) }
    }

    async fn depth(&self) -> Result<QueueDepth, StoreError> {
        let (queue, dead) = (self.counts(&self.address).await?, self.counts(&self.dead).await?);
        let number = |counts: &HashMap<_, String>, name| {
            counts.get(&name).and_then(|count| count.parse().ok()).unwrap_or_default()
        };
        Ok(QueueDepth {
            delayed: number(&queue, QueueAttributeName::ApproximateNumberOfMessagesDelayed),
            waiting: number(&queue, QueueAttributeName::ApproximateNumberOfMessages),
            delivered: number(&queue, QueueAttributeName::ApproximateNumberOfMessagesNotVisible),
            dead: number(&dead, QueueAttributeName::ApproximateNumberOfMessages),
        })
    }
}
