//! A stack of its own on the emulated AWS: the tables, queues, secrets and parameters that the infrastructure makes.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use aws::{DynamoStore, Parameters, SecretsManager, SqsQueue, StackName, Table};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use aws_sdk_sqs::types::QueueAttributeName;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use ports::{MOST_DELIVERIES, SecretName, SystemEntropy};
use serde::Deserialize;
use serde_json::json;

use crate::emulator::{AWS, sdk_of};

/// What the infrastructure makes its tables from.
static NAMES: LazyLock<Names> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../../../infra/names.json")).unwrap());

#[derive(Deserialize)]
struct Names {
    tables: BTreeMap<String, TableShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TableShape {
    partition_key: String,
    sort_key: Option<String>,
    #[serde(default)]
    indexes: BTreeMap<String, IndexShape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IndexShape {
    partition_key: String,
    sort_number: Option<String>,
    projected: Option<Vec<String>>,
}

pub struct Deployed {
    pub account: String,
    pub sdk: SdkConfig,
    pub stack: StackName,
}

impl Deployed {
    /// A stack in an account that nobody else uses.
    pub async fn fresh() -> Self {
        let account = AWS.new_account();
        let sdk = sdk_of(&account);
        // What is made may take its time on a busy machine, and is not asked for twice: the second would find it there.
        let patient = sdk.to_builder().timeout_config(TimeoutConfig::disabled());
        let patient = patient.retry_config(RetryConfig::disabled()).build();
        let deployed = Self { account, sdk, stack: StackName::default() };
        let dynamo = aws_sdk_dynamodb::Client::new(&patient);
        for table in Table::ALL {
            deployed.make_table(&dynamo, table).await;
        }
        let secrets = aws_sdk_secretsmanager::Client::new(&patient);
        for name in SecretName::ALL {
            secrets.create_secret().name(deployed.stack.secret(name)).send().await.unwrap();
        }
        secrets.create_secret().name(deployed.stack.site_tokens()).send().await.unwrap();
        deployed.make_queues(&aws_sdk_sqs::Client::new(&patient)).await;
        deployed
    }

    pub fn store(&self) -> Arc<DynamoStore> {
        Arc::new(DynamoStore::new(&self.sdk, self.stack.clone(), Arc::new(SystemEntropy::default())))
    }

    pub fn secrets(&self) -> Arc<SecretsManager> {
        Arc::new(SecretsManager::new(&self.sdk, self.stack.clone()))
    }

    pub fn queue(&self) -> SqsQueue {
        SqsQueue::of(&self.sdk, &self.stack)
    }

    pub fn parameters(&self) -> Parameters {
        Parameters::new(&self.sdk, self.stack.clone())
    }

    pub async fn set_parameter(&self, name: &str, value: &str) {
        let client = aws_sdk_ssm::Client::new(&self.sdk);
        let put = client.put_parameter().name(name).value(value).overwrite(true);
        put.r#type(aws_sdk_ssm::types::ParameterType::String).send().await.unwrap();
    }

    /// The queue of the index, which sets aside what it has delivered often enough.
    async fn make_queues(&self, client: &aws_sdk_sqs::Client) {
        let dead = client.create_queue().queue_name(self.stack.index_dead_letters()).send().await.unwrap();
        let arn = QueueAttributeName::QueueArn;
        let ask = client.get_queue_attributes().set_queue_url(dead.queue_url).attribute_names(arn.clone());
        let dead = ask.send().await.unwrap().attributes.unwrap().remove(&arn).unwrap();
        let policy = json!({ "deadLetterTargetArn": dead, "maxReceiveCount": MOST_DELIVERIES });
        let make = client.create_queue().queue_name(self.stack.index_queue());
        make.attributes(QueueAttributeName::RedrivePolicy, policy.to_string()).send().await.unwrap();
    }

    async fn make_table(&self, client: &aws_sdk_dynamodb::Client, table: Table) {
        let TableShape { partition_key, sort_key, indexes } = &NAMES.tables[table.as_str()];
        let mut make = client
            .create_table()
            .table_name(self.stack.table(table))
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(schema(partition_key, sort_key.as_ref())));
        let texts = [Some(partition_key), sort_key.as_ref()].into_iter().flatten();
        let mut kinds: BTreeMap<_, _> = texts.map(|text| (text, ScalarAttributeType::S)).collect();
        for (name, index) in indexes {
            kinds.insert(&index.partition_key, ScalarAttributeType::S);
            kinds.extend(index.sort_number.as_ref().map(|number| (number, ScalarAttributeType::N)));
            make = make.global_secondary_indexes(index.made(name));
        }
        for (name, kind) in kinds {
            let definition = AttributeDefinition::builder().attribute_name(name).attribute_type(kind);
            make = make.attribute_definitions(definition.build().unwrap());
        }
        make.send().await.unwrap();
    }
}

impl IndexShape {
    fn made(&self, name: &str) -> GlobalSecondaryIndex {
        let projection = match &self.projected {
            Some(attributes) if attributes.is_empty() => {
                Projection::builder().projection_type(ProjectionType::KeysOnly)
            }
            Some(attributes) => Projection::builder()
                .projection_type(ProjectionType::Include)
                .set_non_key_attributes(Some(attributes.clone())),
            None => Projection::builder().projection_type(ProjectionType::All),
        };
        GlobalSecondaryIndex::builder()
            .index_name(name)
            .set_key_schema(Some(schema(&self.partition_key, self.sort_number.as_ref())))
            .projection(projection.build())
            .build()
            .unwrap()
    }
}

fn schema(partition: &str, sort: Option<&String>) -> Vec<KeySchemaElement> {
    let attributes = std::iter::once(partition).chain(sort.map(String::as_str));
    let element = |(name, kind)| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    attributes.zip([KeyType::Hash, KeyType::Range]).map(|pair| element(pair).unwrap()).collect()
}
