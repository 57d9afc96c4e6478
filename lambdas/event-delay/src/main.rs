//! Makes jobs of events on AWS Lambda, to which EventBridge hands them.

use std::process::ExitCode;
use std::sync::Arc;

use aws::{DynamoStore, FailureQueue, SqsQueue, StackName};
use event_delay::{App, handle, read_entry};
use lambda::Settings;
use ports::{SystemClock, SystemEntropy};
use tracing::Level;

/// What the URLs of queues look like.
const QUEUE: &str = "https://sqs.eu-central-1.amazonaws.com/123456789012/moodle-plugins-index";

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let settings = Settings::new(environment);
        let stack: StackName = settings.required_as("STACK_NAME", "moodle-plugins")?;
        let queue = settings.required("INDEX_QUEUE_URL", QUEUE)?;
        let failures = settings.required("FAILURES_QUEUE_URL", QUEUE)?;

        let sdk = aws::function_sdk("event-delay", environment);
        let entropy = Arc::new(SystemEntropy::default());
        let failures = FailureQueue::at(&sdk, failures);
        let app = App {
            pending: Arc::new(DynamoStore::new(&sdk, stack, entropy.clone())),
            queue: Arc::new(SqsQueue::at(&sdk, queue)),
            clock: Arc::new(SystemClock),
            entropy,
        };
        lambda
            .on_event(async move |entry| {
                match read_entry(entry) {
                    Ok(event) => drop(handle(&app, &event).await?),
                    // Lambda would hand it over again, to no avail; so it is kept here.
                    Err(error) => {
                        tracing::error!(%error, "what EventBridge handed over is no event");
                        failures.put(&error.record(entry)?).await?;
                    }
                }
                Ok(())
            })
            .await
    })
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
