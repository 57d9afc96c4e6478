//! The queues of a stack.

#[cfg(feature = "operator")]
mod backlog;
mod failures;
mod jobs;

#[cfg(feature = "operator")]
pub use backlog::{messages_in, oldest_message};
pub use failures::FailureQueue;
pub use jobs::SqsQueue;

use aws_sdk_sqs::Client;
use ports::StoreError;
use tokio::sync::OnceCell;

use crate::AwsFailure;

/// Where a queue is. SQS wants its URL; people, and other accounts' stacks, know its name.
#[derive(Debug)]
struct Address {
    name: String,
    url: OnceCell<String>,
}

impl Address {
    /// A queue of the caller's account, whose URL is asked for once.
    fn named(name: String) -> Self {
        Self { name, url: OnceCell::new() }
    }

    /// A queue whose URL is known.
    fn at(url: String) -> Self {
        // The URL ends with the name (Amazon SQS Developer Guide, "Queue and message identifiers").
        let name = url.rsplit('/').next().unwrap_or_default().to_owned();
        Self { name, url: OnceCell::new_with(Some(url)) }
    }

    async fn url(&self, client: &Client) -> Result<&str, StoreError> {
        let ask = || async {
            let asked = client.get_queue_url().queue_name(&self.name).send().await;
            let answer = asked.map_err(|error| AwsFailure::new("GetQueueUrl", &self.name, error))?;
            let why = "the answer has no URL";
            answer.queue_url.ok_or_else(|| AwsFailure::because("GetQueueUrl", &self.name, why))
        };
        let url = self.url.get_or_try_init(ask).await.map_err(AwsFailure::into_store_error)?;
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_ends_with_the_name_of_its_queue() {
        let url = "https://sqs.eu-central-1.amazonaws.com/123456789012/uni-test-index";
        assert_eq!(Address::at(url.to_owned()).name, "uni-test-index");
    }
}
