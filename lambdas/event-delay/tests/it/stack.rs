//! A stack on the emulated AWS, as far as jobs need one.

use std::sync::{Arc, LazyLock};

use aws::{DynamoStore, SdkConfig, SqsQueue, StackName, Table};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use ports::SystemEntropy;
use test_aws::TestAws;

/// One for all tests, whose jobs are of different sites.
static STACK: LazyLock<Stack> = LazyLock::new(|| std::thread::spawn(Stack::made).join().unwrap());

struct Stack {
    aws: TestAws,
    account: String,
}

impl Stack {
    /// To be called outside of any runtime.
    fn made() -> Self {
        let aws = TestAws::start().unwrap();
        let stack = Self { account: aws.new_account(), aws };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (sdk, names) = (stack.sdk(), StackName::default());
            make_table(&aws_sdk_dynamodb::Client::new(&sdk), &names.table(Table::PendingJobs)).await;
            let queues = aws_sdk_sqs::Client::new(&sdk);
            for name in [names.index_queue(), names.index_dead_letters()] {
                queues.create_queue().queue_name(name).send().await.unwrap();
            }
        });
        stack
    }

    /// Connections of its own each time: they end with the runtime of the test that made them.
    fn sdk(&self) -> SdkConfig {
        aws::function_sdk("it", |name| match name {
            "AWS_ENDPOINT_URL" => Some(self.aws.url()),
            "AWS_REGION" => Some("eu-central-1".into()),
            "AWS_ACCESS_KEY_ID" => Some(self.account.clone()),
            "AWS_SECRET_ACCESS_KEY" => Some("secret".into()),
            _ => None,
        })
    }
}

async fn make_table(client: &aws_sdk_dynamodb::Client, name: &str) {
    let [key] = Table::PendingJobs.key() else { panic!("the key has one attribute") };
    let attribute =
        AttributeDefinition::builder().attribute_name(*key).attribute_type(ScalarAttributeType::S);
    let schema = KeySchemaElement::builder().attribute_name(*key).key_type(KeyType::Hash);
    let make = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    let make = make.attribute_definitions(attribute.build().unwrap());
    make.key_schema(schema.build().unwrap()).send().await.unwrap();
}

pub fn store() -> Arc<DynamoStore> {
    Arc::new(DynamoStore::new(&STACK.sdk(), StackName::default(), Arc::new(SystemEntropy::default())))
}

pub fn queue() -> Arc<SqsQueue> {
    Arc::new(SqsQueue::of(&STACK.sdk(), &StackName::default()))
}
