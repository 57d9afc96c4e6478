//! Sends the grades that are due, on AWS Lambda; a schedule starts it every minute.

use std::process::ExitCode;

use aws::StackName;
use lambda::Settings;
use lti::login::ToolUrl;
use tracing::Level;

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let settings = Settings::new(environment);
        let stack: StackName = settings.required_as("STACK_NAME", "moodle-plugins")?;
        let tool =
            ToolUrl::parse(&settings.required("PUBLIC_URL", "https://d111111abcdef8.cloudfront.net")?)?;
        let (app, _) = readings::on_aws::app("send-scores", environment, stack, tool)?;
        lambda
            .on_schedule(async move || {
                readings::send_due(&app).await?;
                Ok(())
            })
            .await
    })
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
