use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::app_name::AppName;
use aws_types::region::Region;

/// Time to connect.
const CONNECT: Duration = Duration::from_secs(2);
/// Time for one attempt: a store answers in milliseconds, or something is wrong.
const ATTEMPT: Duration = Duration::from_secs(2);
/// Time for an operation with its repetitions: well within the time of every function.
const OPERATION: Duration = Duration::from_secs(5);
/// Attempts in all, with jitter between them.
const ATTEMPTS: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(50);

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION)
        .build()
}

fn retries() -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(FIRST_PAUSE)
}

/// How all clients of a function are configured: time limits and repetitions, and `app`, which names the caller in AWS's
/// logs (a name that the SDK cannot send is left out). `environment` looks up what Lambda tells every function: the
/// region, and credentials that are good for as long as the process lives. Nothing else is asked for them, which keeps
/// the start short.
pub fn function_sdk(app: &'static str, environment: impl Fn(&str) -> Option<String>) -> SdkConfig {
    let credentials = || {
        let (id, secret) = (environment("AWS_ACCESS_KEY_ID")?, environment("AWS_SECRET_ACCESS_KEY")?);
        let session = environment("AWS_SESSION_TOKEN").filter(|token| !token.is_empty());
        Some(Credentials::new(id, secret, session, None, "environment"))
    };
    let mut sdk = SdkConfig::builder();
    sdk.set_region(environment("AWS_REGION").map(Region::new))
        .set_credentials_provider(credentials().map(SharedCredentialsProvider::new))
        .set_endpoint_url(environment("AWS_ENDPOINT_URL"))
        .set_app_name(AppName::new(app).ok());
    sdk.behavior_version(aws_sdk_dynamodb::config::BehaviorVersion::latest())
        .timeout_config(timeouts())
        .retry_config(retries())
        .build()
}

/// How the clients of an operator's command are configured: as [`function_sdk`], with region and credentials as the SDK
/// finds them for people: profiles, single sign-on and the like.
#[cfg(feature = "operator")]
pub async fn operator_sdk(app: &'static str) -> SdkConfig {
    let loader = aws_config::defaults(aws_config::BehaviorVersion::latest())
        .timeout_config(timeouts())
        .retry_config(retries());
    match AppName::new(app) {
        Ok(app) => loader.app_name(app),
        Err(_) => loader,
    }
    .load()
    .await
}
