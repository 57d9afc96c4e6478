//! The rotation of the tool's own keys on AWS Lambda, which a schedule starts once a day.

use std::process::ExitCode;
use std::sync::Arc;

use aws::{DynamoStore, SecretsManager, StackName};
use lambda::Settings;
use ports::{Clock as _, SystemClock, SystemEntropy, ToolKeys};
use rotate_keys::{PERIOD, keep_up};
use tracing::Level;

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let settings = Settings::new(environment);
        let stack: StackName = settings.required_as("STACK_NAME", "moodle-plugins")?;

        let sdk = aws::function_sdk("rotate-keys", environment);
        let registrations = DynamoStore::new(&sdk, stack.clone(), Arc::new(SystemEntropy::default()));
        let keys = ToolKeys::new(Arc::new(SecretsManager::new(&sdk, stack)));
        lambda
            .on_schedule(async move || {
                keep_up(&keys, &registrations, Some(PERIOD), SystemClock.now()).await?;
                Ok(())
            })
            .await
    })
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
