//! What the infrastructure makes for the index, in an account of its own on the emulated AWS.

use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use aws::{
    DynamoStore, KnowledgeBase, KnowledgeBaseNames, KnowledgeBaseSearch, SdkConfig, SecretsManager, SqsQueue,
    StackName, Table,
};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use aws_sdk_s3::types::{BucketLocationConstraint, CreateBucketConfiguration};
use aws_sdk_sqs::types::QueueAttributeName;
use ports::{
    Delivery, JobMessage, JobQueue, JobSource, MOST_DELIVERIES, QueueDepth, StoreError, SystemEntropy,
};
use serde_json::json;
use test_aws::{Fault, On, TestAws};

use crate::rig::{Hands, Rig, Stores};

/// One AWS for all tests, which each have an account of their own.
pub static AWS: LazyLock<TestAws> = LazyLock::new(|| TestAws::start().unwrap());
const REGION: &str = "eu-central-1";

/// The stack of an account, as far as the index needs one, and the indexer on it as its mains make it.
pub struct Deployed {
    pub account: String,
    pub rig: Rig<KnowledgeBase>,
    pub queue: Arc<Hurried>,
    /// What the course assistant finds.
    pub search: KnowledgeBaseSearch,
    pub pending: Arc<DynamoStore>,
    s3: aws_sdk_s3::Client,
    bucket: String,
}

impl Deployed {
    pub async fn fresh() -> Self {
        let account = AWS.new_account();
        let (sdk, stack) = (sdk_of(&account), StackName::default());
        let dynamo = aws_sdk_dynamodb::Client::new(&sdk);
        make_table(&dynamo, &stack, Table::PendingJobs, None).await;
        make_table(&dynamo, &stack, Table::Manifest, Some("site")).await;
        make_table(&dynamo, &stack, Table::OpenQuestions, None).await;
        let secrets = aws_sdk_secretsmanager::Client::new(&sdk);
        secrets.create_secret().name(stack.site_tokens()).send().await.unwrap();
        make_queues(&aws_sdk_sqs::Client::new(&sdk), &stack).await;
        let s3 = aws_sdk_s3::Client::new(&sdk);
        // No two accounts have a bucket of one name.
        let bucket = format!("index-of-{account}");
        let place =
            CreateBucketConfiguration::builder().location_constraint(BucketLocationConstraint::from(REGION));
        let make = s3.create_bucket().bucket(&bucket).create_bucket_configuration(place.build());
        make.send().await.unwrap();

        let names = KnowledgeBaseNames {
            knowledge_base: "KNOWLEDGE0".into(),
            data_source: "DATASOURCE".into(),
            staging_bucket: bucket.clone(),
        };
        let store = Arc::new(DynamoStore::new(&sdk, stack.clone(), Arc::new(SystemEntropy::default())));
        let queue = Arc::new(Hurried::new(SqsQueue::of(&sdk, &stack)));
        let stores = Stores {
            tokens: Arc::new(SecretsManager::new(&sdk, stack)),
            manifest: store.clone(),
            questions: store.clone(),
            pending: store.clone(),
        };
        let search = KnowledgeBaseSearch::new(&sdk, names.knowledge_base.clone());
        let (index, clock) = (Arc::new(KnowledgeBase::new(&sdk, names)), Arc::new(Hands::default()));
        let rig = Rig::on(stores, queue.clone(), index, clock).await;
        Self { account, rig, queue, search, pending: store, s3, bucket }
    }

    /// Makes the next operations of this name fail.
    pub fn fail(&self, service: &str, operation: &str, times: usize, fault: Fault) {
        AWS.fail(On::next(service, operation).times(times).of(&self.account), fault);
    }

    /// How often the stack asked for the operation.
    pub fn asked(&self, operation: &str) -> usize {
        let operations = AWS.operations();
        operations.iter().filter(|asked| asked.account == self.account && asked.name == operation).count()
    }

    /// The keys in the staging bucket.
    pub async fn staged(&self) -> Vec<String> {
        let listed = self.s3.list_objects_v2().bucket(&self.bucket).send().await.unwrap();
        listed.contents().iter().map(|object| object.key().unwrap().to_owned()).collect()
    }
}

fn sdk_of(account: &str) -> SdkConfig {
    aws::function_sdk("index-file", |name| match name {
        "AWS_ENDPOINT_URL" => Some(AWS.url()),
        "AWS_REGION" => Some(REGION.into()),
        "AWS_ACCESS_KEY_ID" => Some(account.to_owned()),
        "AWS_SECRET_ACCESS_KEY" => Some("secret".into()),
        _ => None,
    })
}

async fn make_table(client: &aws_sdk_dynamodb::Client, stack: &StackName, table: Table, index: Option<&str>) {
    let attribute = |name: &&str| {
        let attribute = AttributeDefinition::builder().attribute_name(*name);
        attribute.attribute_type(ScalarAttributeType::S).build().unwrap()
    };
    let part = |(name, kind): (&&str, KeyType)| {
        KeySchemaElement::builder().attribute_name(*name).key_type(kind).build().unwrap()
    };
    let keys = table.key().iter().zip([KeyType::Hash, KeyType::Range]).map(part);
    // As infra/names.json has it: called as its one attribute, with keys alone.
    let made = |name: &&str| {
        let keys_only = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
        let index = GlobalSecondaryIndex::builder().index_name(*name).projection(keys_only);
        index.key_schema(part((name, KeyType::Hash))).build().unwrap()
    };
    let table_call =
        client.create_table().table_name(stack.table(table)).billing_mode(BillingMode::PayPerRequest);
    let table_call = table_call.set_key_schema(Some(keys.collect()));
    let table_call =
        table_call.set_attribute_definitions(Some(table.key().iter().chain(&index).map(attribute).collect()));
    let table_call = table_call.set_global_secondary_indexes(index.as_ref().map(|name| vec![made(name)]));
    table_call.send().await.unwrap();
}

/// The queue of the index, which sets aside what it has delivered often enough.
async fn make_queues(client: &aws_sdk_sqs::Client, stack: &StackName) {
    let dead = client.create_queue().queue_name(stack.index_dead_letters()).send().await.unwrap();
    let arn = QueueAttributeName::QueueArn;
    let ask = client.get_queue_attributes().set_queue_url(dead.queue_url).attribute_names(arn.clone());
    let dead = ask.send().await.unwrap().attributes.unwrap().remove(&arn).unwrap();
    let policy = json!({ "deadLetterTargetArn": dead, "maxReceiveCount": MOST_DELIVERIES });
    let make = client.create_queue().queue_name(stack.index_queue());
    make.attributes(QueueAttributeName::RedrivePolicy, policy.to_string()).send().await.unwrap();
}

/// The queue of the stack, whose messages are due at once: nobody can move the hands of AWS's clock, and tests do not wait for
/// minutes. It keeps how long each would have waited, and how often one was delivered.
pub struct Hurried {
    queue: SqsQueue,
    what: Mutex<(Vec<Duration>, u32)>,
}

impl Hurried {
    fn new(queue: SqsQueue) -> Self {
        Self { queue, what: Mutex::default() }
    }

    /// How long each message that was sent would have waited.
    pub fn delays(&self) -> Vec<Duration> {
        self.what.lock().unwrap().0.clone()
    }

    /// How often the message was delivered that was delivered most often.
    pub fn most_deliveries(&self) -> u32 {
        self.what.lock().unwrap().1
    }
}

#[async_trait::async_trait]
impl JobQueue for Hurried {
    async fn send(&self, message: &JobMessage, delay: Duration) -> Result<(), StoreError> {
        self.what.lock().unwrap().0.push(delay);
        self.queue.send(message, Duration::ZERO).await
    }
}

#[async_trait::async_trait]
impl JobSource for Hurried {
    async fn receive(&self, limit: u8, lease: Duration) -> Result<Vec<Delivery>, StoreError> {
        let delivered = self.queue.receive(limit, lease).await?;
        let (_, most) = &mut *self.what.lock().unwrap();
        *most = delivered.iter().map(|delivery| delivery.count).fold(*most, u32::max);
        Ok(delivered)
    }

    async fn done(&self, receipt: &str) -> Result<(), StoreError> {
        self.queue.done(receipt).await
    }

    async fn postpone(&self, receipt: &str, _: Duration) -> Result<(), StoreError> {
        self.queue.postpone(receipt, Duration::ZERO).await
    }

    async fn depth(&self) -> Result<QueueDepth, StoreError> {
        self.queue.depth().await
    }
}
