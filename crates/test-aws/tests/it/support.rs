use std::sync::LazyLock;

use aws_config::retry::RetryConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::Credentials;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use test_aws::{Operation, TestAws};

/// One for all tests but those about processes: each test has an account of its own.
pub(crate) static AWS: LazyLock<TestAws> = LazyLock::new(|| TestAws::start().unwrap());

pub(crate) const TABLE: &str = "rows";

/// What a client is made of: without retries, so that a fault is seen as it is.
pub(crate) async fn config(aws: &TestAws, account: &str, application: &str) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .endpoint_url(aws.url())
        .credentials_provider(Credentials::new(account, "secret", None, None, "test"))
        .app_name(AppName::new(application.to_owned()).unwrap())
        .retry_config(RetryConfig::disabled())
        .load()
        .await
}

/// A table in an account of its own.
pub(crate) struct Table {
    pub(crate) account: String,
    pub(crate) client: aws_sdk_dynamodb::Client,
}

impl Table {
    pub(crate) async fn new() -> Self {
        Self::of(&AWS, "test").await
    }

    pub(crate) async fn of(aws: &TestAws, application: &str) -> Self {
        let account = aws.new_account();
        let client = aws_sdk_dynamodb::Client::new(&config(aws, &account, application).await);
        let id = |builder: aws_sdk_dynamodb::types::builders::AttributeDefinitionBuilder| {
            builder.attribute_name("id").attribute_type(ScalarAttributeType::S).build().unwrap()
        };
        let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash);
        client
            .create_table()
            .table_name(TABLE)
            .attribute_definitions(id(AttributeDefinition::builder()))
            .key_schema(key.build().unwrap())
            .billing_mode(BillingMode::PayPerRequest)
            .send()
            .await
            .unwrap();
        Self { account, client }
    }

    /// Whether a row could be put; otherwise the error's code, or nothing when there was no answer.
    pub(crate) async fn put(&self, row: &str) -> Result<(), Option<String>> {
        let put = self.client.put_item().table_name(TABLE).item("id", id(row)).send().await;
        put.map(|_| ()).map_err(|error| code(&error))
    }

    pub(crate) async fn has(&self, row: &str) -> bool {
        let get = self.client.get_item().table_name(TABLE).key("id", id(row)).consistent_read(true);
        get.send().await.unwrap().item.is_some()
    }

    /// What was asked for in this account, apart from the table's making.
    pub(crate) fn operations(&self) -> Vec<Operation> {
        let all = AWS.operations().into_iter();
        all.filter(|one| one.account == self.account && one.name != "CreateTable").collect()
    }
}

pub(crate) fn id(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

pub(crate) fn code(error: &impl aws_sdk_dynamodb::error::ProvideErrorMetadata) -> Option<String> {
    error.code().map(str::to_owned)
}
