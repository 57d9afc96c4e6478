use aws_config::SdkConfig;
pub async fn sdk() -> SdkConfig {
    aws::sdk_config("it").await
}
