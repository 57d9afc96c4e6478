use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, ConfigLoader};

/// Time to connect.
const CONNECT: Duration = Duration::from_secs(2);
/// Time for one attempt: a store answers in milliseconds, or something is wrong.
const ATTEMPT: Duration = Duration::from_secs(2);
/// Time for an operation with its repetitions: well within the time of every function.
const OPERATION: Duration = Duration::from_secs(5);
/// Attempts in all, with jitter between them.
const ATTEMPTS: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// How all clients of a process are configured: time limits and repetitions, and `app`, which names the caller in AWS's
/// logs (a name that the SDK cannot send is left out). Loading it finds region, credentials and endpoint in the SDK's
/// environment. Share what was loaded: with it go the connections.
#[must_use]
pub fn sdk(app: &'static str) -> ConfigLoader {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION);
    let retries = RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(FIRST_PAUSE);
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .timeout_config(timeouts.build())
        .retry_config(retries);
    match AppName::new(app) {
        Ok(app) => loader.app_name(app),
        Err(_) => loader,
    }
}
