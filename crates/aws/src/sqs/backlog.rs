//! How much waits in queues, for operators.

use std::time::Duration;

use aws_sdk_cloudwatch::types::{Dimension, Statistic};
use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::QueueAttributeName;
use aws_smithy_types::DateTime;
use aws_types::SdkConfig;
use lti::time::UnixTime;
use ports::StoreError;

use super::Address;
use crate::AwsFailure;

/// How far CloudWatch is asked back: SQS counts every minute, and some minutes late.
const BACK: Duration = Duration::from_mins(15);

/// About how many messages a queue of the caller's account holds, whether somebody works on them or not.
///
/// # Errors
/// [`StoreError`].
pub async fn messages_in(sdk: &SdkConfig, queue: &str) -> Result<u64, StoreError> {
    let (client, address) = (Client::new(sdk), Address::named(queue.to_owned()));
    let url = address.url(&client).await?;
    let counted = [
        QueueAttributeName::ApproximateNumberOfMessages,
        QueueAttributeName::ApproximateNumberOfMessagesDelayed,
        QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
    ];
    let asked = client.get_queue_attributes().queue_url(url).set_attribute_names(Some(counted.to_vec()));
    let told = asked.send().await;
    let told =
        told.map_err(|error| AwsFailure::new("GetQueueAttributes", queue, error).into_store_error())?;
    let told = told.attributes.unwrap_or_default();
    let number = |name: &QueueAttributeName| told.get(name)?.parse::<u64>().ok();
    Ok(counted.iter().filter_map(number).sum())
}

/// For how long the oldest message of a queue has waited, as CloudWatch knows it; absent when it knows nothing yet.
///
/// # Errors
/// [`StoreError`].
pub async fn oldest_message(
    sdk: &SdkConfig,
    queue: &str,
    now: UnixTime,
) -> Result<Option<Duration>, StoreError> {
    let client = aws_sdk_cloudwatch::Client::new(sdk);
    let asked = client
        .get_metric_statistics()
        .namespace("AWS/SQS")
        .metric_name("ApproximateAgeOfOldestMessage")
        .dimensions(Dimension::builder().name("QueueName").value(queue).build())
        .start_time(DateTime::from_secs((now - BACK).0))
        .end_time(DateTime::from_secs(now.0))
        .period(60)
        .statistics(Statistic::Maximum)
        .send()
        .await;
    let told =
        asked.map_err(|error| AwsFailure::new("GetMetricStatistics", queue, error).into_store_error())?;
    let latest = told.datapoints.unwrap_or_default();
    let latest = latest.iter().max_by_key(|point| point.timestamp.map(|time| time.secs()));
    let age = latest.and_then(|point| point.maximum);
    Ok(age.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()))
}
