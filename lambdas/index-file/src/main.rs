//! Works on the jobs of the index on AWS Lambda, to which their queue hands them.

use std::process::ExitCode;

use index_file::on_aws::OnAws;
use index_file::{Outcome, handle};
use ports::JobSource as _;
use tracing::Level;

fn main() -> ExitCode {
    lambda::run(Level::INFO, async |lambda| {
        let OnAws { app, queue, stack } = index_file::on_aws::app("index-file", environment)?;
        lambda
            .with_metrics(&stack.to_string())?
            .on_messages(async move |message| {
                let job = serde_json::from_str(&message.body)?;
                match handle(&app, &job, message.delivery).await {
                    Outcome::Done => Ok(()),
                    Outcome::Again(pause, error) => {
                        queue.postpone(&message.receipt, pause).await?;
                        Err(error.into())
                    }
                }
            })
            .await
    })
}

#[expect(clippy::disallowed_methods, reason = "a main reads the environment")]
fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
