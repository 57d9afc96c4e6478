use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::ProvideErrorMetadata as _;
use aws_sdk_secretsmanager::primitives::Blob;
use futures_util::future::join_all;
use test_aws::{Fault, On};

use crate::support::{AWS, config};

const TOKEN: &str = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

/// An empty secret in an account of its own.
async fn secret() -> Client {
    let client = Client::new(&config(&AWS, &AWS.new_account(), "test").await);
    client.create_secret().name("key").send().await.unwrap();
    client
}

/// The version that was put, or the error's code.
async fn put(client: &Client, name: &str, value: &str) -> Result<String, String> {
    let put = client.put_secret_value().secret_id(name).client_request_token(TOKEN).secret_string(value);
    match put.send().await {
        Ok(put) => Ok(put.version_id.unwrap()),
        Err(error) => Err(error.code().unwrap_or_default().to_owned()),
    }
}

async fn value(client: &Client) -> String {
    client.get_secret_value().secret_id("key").send().await.unwrap().secret_string.unwrap()
}

#[tokio::test]
async fn of_many_that_put_a_first_value_with_one_token_at_once_one_wins() {
    let client = secret().await;
    let values: Vec<String> = (0..20).map(|number| format!("value {number}")).collect();
    let puts = join_all(values.iter().map(|value| put(&client, "key", value))).await;
    let won: Vec<_> = (0..20).filter(|&number| puts[number].is_ok()).collect();
    assert_eq!(won.len(), 1, "{puts:?}");
    assert_eq!(value(&client).await, values[won[0]]);
    let lost: Vec<_> = puts.into_iter().filter_map(Result::err).collect();
    assert_eq!(lost, vec!["ResourceExistsException"; 19]);
}

#[tokio::test]
async fn the_same_value_with_the_same_token_is_put_again_without_a_change() {
    let client = secret().await;
    assert_eq!(put(&client, "key", "one").await, Ok(TOKEN.into()));
    client.put_secret_value().secret_id("key").secret_string("two").send().await.unwrap();
    let arn = client.describe_secret().secret_id("key").send().await.unwrap().arn.unwrap();
    for name in ["key", &arn] {
        assert_eq!(put(&client, name, "one").await, Ok(TOKEN.into()));
        assert_eq!(put(&client, name, "other").await, Err("ResourceExistsException".into()));
    }
    assert_eq!(value(&client).await, "two");
}

#[tokio::test]
async fn bytes_are_compared_too() {
    let client = secret().await;
    let put = async |bytes: &[u8]| {
        let put = client.put_secret_value().secret_id("key").client_request_token(TOKEN);
        put.secret_binary(Blob::new(bytes)).send().await.is_ok()
    };
    assert_eq!([put(b"\0a").await, put(b"\0a").await, put(b"\0b").await], [true, true, false]);
}

#[tokio::test]
async fn a_put_whose_answer_was_lost_can_be_repeated() {
    let account = AWS.new_account();
    let client = Client::new(&config(&AWS, &account, "test").await);
    client.create_secret().name("key").send().await.unwrap();
    AWS.fail(On::next("secretsmanager", "PutSecretValue").of(&account), Fault::AnswerLost);
    assert_eq!(put(&client, "key", "one").await, Err(String::new()));
    assert_eq!(put(&client, "key", "one").await, Ok(TOKEN.into()));
}

#[tokio::test]
async fn a_secret_that_is_not_there_is_refused_as_the_emulator_does() {
    let client = secret().await;
    assert_eq!(put(&client, "another", "one").await, Err("ResourceNotFoundException".into()));
}
