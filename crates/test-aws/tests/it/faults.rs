use std::time::Duration;

use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use test_aws::{Fault, On};

use crate::support::{AWS, TABLE, Table, id};

fn put_of(table: &Table) -> On {
    On::next("dynamodb", "PutItem").of(&table.account)
}

#[tokio::test]
async fn a_fault_is_answered_as_the_service_would_and_nothing_is_done() {
    let table = Table::new().await;
    for (fault, code) in [
        (Fault::ProvisionedThroughputExceeded, "ProvisionedThroughputExceededException"),
        (Fault::Throttling, "ThrottlingException"),
        (Fault::InternalServerError, "InternalServerError"),
        (Fault::ExpiredToken, "ExpiredTokenException"),
        (Fault::ConditionalCheckFailed, "ConditionalCheckFailedException"),
    ] {
        AWS.fail(put_of(&table), fault);
        assert_eq!(table.put("a").await, Err(Some(code.into())), "{fault:?}");
        assert!(!table.has("a").await, "{fault:?}");
    }
    assert_eq!(table.put("a").await, Ok(()));
}

#[tokio::test]
async fn a_fault_is_met_by_as_many_operations_as_were_asked_for() {
    let table = Table::new().await;
    AWS.fail(put_of(&table).by("test").times(2), Fault::Throttling);
    AWS.fail(put_of(&table).by("somebody else"), Fault::Throttling);
    let tries = [table.put("a").await.is_ok(), table.put("a").await.is_ok(), table.put("a").await.is_ok()];
    assert_eq!(tries, [false, false, true]);
}

#[tokio::test]
async fn a_transaction_in_conflict_says_which_item_it_is() {
    let table = Table::new().await;
    AWS.fail(
        On::next("dynamodb", "TransactWriteItems").of(&table.account),
        Fault::TransactionCanceled("TransactionConflict"),
    );
    let put = |row: &str| {
        let put = Put::builder().table_name(TABLE).item("id", id(row)).build().unwrap();
        TransactWriteItem::builder().put(put).build()
    };
    let transaction = table.client.transact_write_items().transact_items(put("a")).transact_items(put("b"));
    let error = transaction.send().await.unwrap_err().into_service_error();
    assert_eq!(error.code(), Some("TransactionCanceledException"));
    let aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(
        canceled,
    ) = error
    else {
        panic!("{error:?}")
    };
    let reasons: Vec<_> =
        canceled.cancellation_reasons().iter().map(|reason| reason.code().unwrap()).collect();
    assert_eq!(reasons, ["TransactionConflict", "None"]);
    assert!(!table.has("a").await);
}

#[tokio::test]
async fn a_broken_connection_does_nothing_and_a_lost_answer_has_done_it() {
    let table = Table::new().await;
    AWS.fail(put_of(&table), Fault::BrokenConnection);
    assert_eq!(table.put("a").await, Err(None));
    assert!(!table.has("a").await);
    AWS.fail(put_of(&table), Fault::AnswerLost);
    assert_eq!(table.put("a").await, Err(None));
    assert!(table.has("a").await);
}

#[tokio::test]
async fn no_answer_lasts_as_long_as_the_client_waits() {
    let table = Table::new().await;
    AWS.fail(put_of(&table), Fault::Hang);
    let waited = tokio::time::timeout(Duration::from_millis(500), table.put("a")).await;
    assert!(waited.is_err());
    assert!(!table.has("a").await);
}
