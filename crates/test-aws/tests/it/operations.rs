use aws_sdk_dynamodb::types::{ConditionCheck, Put, PutRequest, TransactWriteItem, WriteRequest};
use reqwest::Method;
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
        resources: vec![TABLE.into()],
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

/// As `cdk deploy` sends its assets, and a request of a browser to an API that the emulator serves.
#[tokio::test]
async fn what_is_no_json_passes_through_as_it_is() {
    let account = AWS.new_account();
    let signature =
        format!("AWS4-HMAC-SHA256 Credential={account}/20261125/us-east-1/s3/aws4_request, Signature=a");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let signed = |method, path: &str| {
        http.request(method, format!("{}{path}", AWS.url())).header("authorization", &signature)
    };
    assert_eq!(signed(Method::PUT, "/assets").send().await.unwrap().status(), 200);
    let object: Vec<u8> =
        (0..5_000_000_u32).map(|number| number.to_le_bytes()[number as usize % 4]).collect();
    let put = signed(Method::PUT, "/assets/a.zip").header("expect", "100-continue").body(object.clone());
    assert_eq!(put.send().await.unwrap().status(), 200);
    let got = signed(Method::GET, "/assets/a.zip").send().await.unwrap();
    assert!(got.bytes().await.unwrap() == object, "the object comes back as it was");
    let asked = AWS.operations().into_iter().filter(|one| one.account == account).map(|one| one.name);
    assert_eq!(asked.collect::<Vec<_>>(), ["PUT /assets", "PutObject", "GET /assets/a.zip"]);
    let unsigned = http.get(format!("{}/_ministack/health", AWS.url())).send().await.unwrap();
    assert_eq!(unsigned.status(), 200);
}

#[tokio::test]
async fn a_text_that_is_watched_for_is_found_with_who_sent_it() {
    let (one, other) = (Table::new().await, Table::new().await);
    let text = format!("never-sent-by-{}", other.account);
    one.put(&text).await.unwrap();
    AWS.watch_for(&text);
    other.put("a").await.unwrap();
    assert_eq!(AWS.seen(&text), [], "what was sent before is not looked at");
    one.put(&text).await.unwrap();
    let found: Vec<_> = AWS.seen(&text).into_iter().map(|asked| (asked.account, asked.name)).collect();
    assert_eq!(found, [(one.account, "PutItem".to_owned())]);
    assert_eq!(AWS.seen("nobody watched for this"), []);
}
