use aws_sdk_dynamodb::types::{ConditionCheck, Put, PutRequest, TransactWriteItem, WriteRequest};
use test_aws::Operation;

use crate::support::{AWS, TABLE, Table, config, id};

#[tokio::test]
async fn an_operation_is_recorded_with_the_application_that_asked_for_it() {
    let table = Table::new().await;
    table.put("a").await.unwrap();
    assert!(table.has("a").await);
    let operation = |name: &str| Operation {
        application: "test".into(),
        account: table.account.clone(),
        service: "dynamodb".into(),
        name: name.into(),
        items: vec![],
    };
    assert_eq!(table.operations(), [operation("PutItem"), operation("GetItem")]);
}

#[tokio::test]
async fn a_transaction_and_a_batch_are_recorded_with_what_they_hold() {
    let table = Table::new().await;
    let put = Put::builder().table_name(TABLE).item("id", id("a")).build().unwrap();
    let check = ConditionCheck::builder().table_name(TABLE).key("id", id("b"));
    let check = check.condition_expression("attribute_not_exists(id)").build().unwrap();
    let transaction = table.client.transact_write_items();
    let transaction = transaction.transact_items(TransactWriteItem::builder().put(put).build());
    let transaction = transaction.transact_items(TransactWriteItem::builder().condition_check(check).build());
    transaction.send().await.unwrap();
    let put = WriteRequest::builder().put_request(PutRequest::builder().item("id", id("c")).build().unwrap());
    table.client.batch_write_item().request_items(TABLE, vec![put.build()]).send().await.unwrap();
    assert!(table.has("a").await && table.has("c").await);
    let items: Vec<_> = table.operations().into_iter().map(|operation| operation.items).collect();
    assert_eq!(items[..2], [vec!["Put", "ConditionCheck"], vec!["Put"]]);
}

#[tokio::test]
async fn accounts_see_nothing_of_each_other() {
    let (one, other) = (Table::new().await, Table::new().await);
    one.put("a").await.unwrap();
    assert!(!other.has("a").await);
}

#[tokio::test]
async fn a_row_of_many_bytes_comes_back_as_it_was() {
    let table = Table::new().await;
    let text: String = "été 🎓 ".chars().cycle().take(150_000).collect();
    table
        .client
        .put_item()
        .table_name(TABLE)
        .item("id", id("a"))
        .item("text", id(&text))
        .send()
        .await
        .unwrap();
    let item =
        table.client.get_item().table_name(TABLE).key("id", id("a")).send().await.unwrap().item.unwrap();
    assert_eq!(item["text"], id(&text));
}

#[tokio::test]
async fn functions_and_other_clients_that_name_no_account_share_the_default_one() {
    let config = config(&AWS, "test", "test").await;
    let made =
        aws_sdk_secretsmanager::Client::new(&config).create_secret().name("theirs").send().await.unwrap();
    let account = AWS.default_account();
    assert!(made.arn().unwrap().contains(&format!(":{account}:")), "{made:?}");
}
