//! Messages of a queue, behind the Runtime API.

use std::rc::Rc;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use http_api::chain;
use lambda_runtime::{LambdaEvent, Runtime, service_fn};

use crate::Error;
use crate::invocation::Around;

/// A message of a queue (Amazon SQS), as it was delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// What was sent.
    pub body: String,
    /// Which delivery this is: 1 for the first. It is approximate.
    pub delivery: u32,
    /// Names the delivery for the queue.
    pub receipt: String,
}

impl Message {
    fn new(message: SqsMessage) -> Self {
        let count = message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok());
        Self {
            body: message.body.unwrap_or_default(),
            delivery: count.unwrap_or(1),
            receipt: message.receipt_handle.unwrap_or_default(),
        }
    }
}

pub(crate) async fn run(
    handle: impl AsyncFn(Message) -> Result<(), Error> + 'static,
    around: Around,
) -> Result<(), Error> {
    let handle = Rc::new(handle);
    let service = service_fn(move |event: LambdaEvent<SqsEvent>| {
        let handle = Rc::clone(&handle);
        async move { Ok::<_, Error>(all(&*handle, event.payload).await) }
    });
    Runtime::new(service).layer(around).run().await
}

/// Handles one after the other; those that failed are named, and the queue delivers them again.
async fn all(handle: &impl AsyncFn(Message) -> Result<(), Error>, event: SqsEvent) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    for mut message in event.records {
        let id = message.message_id.take().unwrap_or_default();
        if let Err(error) = handle(Message::new(message)).await {
            tracing::warn!(error = chain(&*error), message.id = id, "a message was not handled");
            response.add_failure(id);
        }
    }
    response
}
