//! Has every course looked through and makes the index agree with the manifest, on AWS Lambda; a schedule starts it every night.

use std::process::ExitCode;

use index_file::on_aws::OnAws;
use tracing::Level;

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let OnAws { app, stack, .. } = index_file::on_aws::app("reconcile-index", environment)?;
        lambda
            .with_metrics(&stack.to_string())?
            .on_schedule(async move || {
                index_file::reconcile(&app).await?;
                Ok(())
            })
            .await
    })
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
