use std::sync::LazyLock;

use aws_types::SdkConfig;
use test_aws::TestAws;

/// One AWS for all tests, which each have an account of their own.
pub static AWS: LazyLock<TestAws> = LazyLock::new(|| TestAws::start().unwrap());

/// The configuration of the product, in this account.
pub fn sdk_of(account: &str) -> SdkConfig {
    aws::function_sdk("it", |name| match name {
        "AWS_ENDPOINT_URL" => Some(AWS.url()),
        "AWS_REGION" => Some("eu-central-1".into()),
        "AWS_ACCESS_KEY_ID" => Some(account.to_owned()),
        "AWS_SECRET_ACCESS_KEY" => Some("secret".into()),
        _ => None,
    })
}
