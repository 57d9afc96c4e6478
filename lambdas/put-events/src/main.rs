//! Takes events of Moodle sites on AWS Lambda, and puts them onto the stack's bus.

use std::process::ExitCode;
use std::sync::Arc;

use aws::{DynamoStore, EventBus, SecretsManager, StackName, Table};
use http_api::Surroundings;
use lambda::{ResponseMode, Settings};
use moodle::Endpoint;
use ports::{SiteKeys, SystemClock, SystemEntropy};
use put_events::{App, Ports};
use tracing::Level;

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let settings = Settings::new(environment);
        let stack: StackName = settings.required_as("STACK_NAME", "moodle-plugins")?;
        let endpoint: Endpoint =
            settings.required_as("PUBLIC_URL", "https://d111111abcdef8.cloudfront.net")?;
        let https = endpoint.as_str().starts_with("https:");

        let sdk = aws::function_sdk("put-events", environment);
        let entropy = Arc::new(SystemEntropy::default());
        let store = Arc::new(DynamoStore::new(&sdk, stack.clone(), entropy.clone()));
        let ports = Ports {
            sites: store.clone(),
            keys: Arc::new(SiteKeys::new(Arc::new(SecretsManager::new(&sdk, stack.clone())))),
            sink: Arc::new(EventBus::new(&sdk, &stack)),
            clock: Arc::new(SystemClock),
        };
        let app = Arc::new(App::new(&endpoint, ports));

        // Lambda is asked for the first event meanwhile.
        tokio::spawn(async move { store.warm(Table::Sites).await });
        let tell = |refusal: http_api::Refusal, asked: &http_api::Asked, _: &str| refusal.json(asked);
        let router = http_api::around(put_events::router(app), Surroundings { entropy, https, tell });
        lambda.with_metrics(&stack.to_string())?.serve(router, ResponseMode::Buffered).await
    })
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
