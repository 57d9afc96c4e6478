//! The readings on AWS Lambda.

use std::process::ExitCode;
use std::sync::Arc;

use aws::{StackName, Table};
use http_api::Surroundings;
use lambda::{ResponseMode, Settings};
use lti::login::ToolUrl;
use ports::SystemEntropy;
use tracing::Level;

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let settings = Settings::new(environment);
        let stack: StackName = settings.required_as("STACK_NAME", "moodle-plugins")?;
        let tool =
            ToolUrl::parse(&settings.required("PUBLIC_URL", "https://d111111abcdef8.cloudfront.net")?)?;
        let https = tool.is_https();
        let (app, store) = readings::on_aws::app("readings", environment, stack.clone(), tool)?;

        // Lambda is asked for the first event meanwhile.
        tokio::spawn(async move { store.warm(Table::Sessions).await });
        let tell = |refusal: http_api::Refusal, asked: &http_api::Asked, _: &str| refusal.json(asked);
        let surroundings = Surroundings { entropy: Arc::new(SystemEntropy::default()), https, tell };
        let router = http_api::around(readings::router(Arc::new(app)), surroundings);
        lambda.with_metrics(&stack.to_string())?.serve(router, ResponseMode::Buffered).await
    })
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
