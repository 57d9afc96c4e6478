//! Messages of a queue.

use serde_json::{Value, json};

use crate::harness::{Running, lines};

fn message(id: &str, body: &str, delivery: &str) -> Value {
    json!({
        "messageId": id,
        "receiptHandle": format!("receipt of {id}"),
        "body": body,
        "attributes": {"ApproximateReceiveCount": delivery, "SentTimestamp": "1795298722000"},
        "messageAttributes": {},
        "md5OfBody": "00000000000000000000000000000000",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:test-stack-index",
        "awsRegion": "eu-central-1",
    })
}

#[tokio::test]
async fn each_message_of_a_batch_is_handed_over_and_those_that_fail_are_named() {
    let running = Running::start(&[("MESSAGES", "unwanted")]).await;
    let batch = json!({"Records": [message("a", "one", "1"), message("b", "unwanted", "3"), message("c", "two", "2")]});
    let outcome = running.answer(batch.to_string()).await;
    assert!(!outcome.error);
    assert_eq!(outcome.json().unwrap(), json!({"batchItemFailures": [{"itemIdentifier": "b"}]}));
    let whole = running.answer(json!({"Records": [message("d", "three", "1")]}).to_string()).await;
    assert_eq!(whole.json().unwrap(), json!({"batchItemFailures": []}));
    let log = running.log();
    let seen: Vec<_> = lines(&log, "a message came")
        .iter()
        .map(|line| (line["body"].clone(), line["delivery"].clone()))
        .collect();
    let expected = [("one", 1), ("unwanted", 3), ("two", 2), ("three", 1)];
    assert_eq!(seen, expected.map(|(body, delivery)| (json!(body), json!(delivery))));
}
