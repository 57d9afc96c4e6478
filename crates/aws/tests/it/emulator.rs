use std::sync::LazyLock;

use aws_config::{Region, SdkConfig};
use aws_sdk_dynamodb::config::Credentials;
use test_aws::TestAws;

/// One AWS for all tests, which each have an account of their own.
pub static AWS: LazyLock<TestAws> = LazyLock::new(|| TestAws::start().unwrap());

/// The configuration of the product, in this account.
pub async fn sdk_of(account: &str) -> SdkConfig {
    aws::sdk("it")
        .endpoint_url(AWS.url())
        .region(Region::from_static("eu-central-1"))
        .credentials_provider(Credentials::new(account, "secret", None, None, "tests"))
        .load()
        .await
}
