//! A stack of its own on the emulated AWS: the tables, secrets and parameters that the infrastructure makes.

use std::sync::Arc;

use aws::{DynamoStore, Parameters, SecretsManager, StackName, Table};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use aws_types::SdkConfig;
use ports::{SecretName, SystemEntropy};

use crate::emulator::{AWS, sdk_of};

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
        let deployed = Self { account, sdk, stack: StackName::default() };
        for table in Table::ALL {
            deployed.make_table(table).await;
        }
        for name in SecretName::ALL {
            deployed.make_secret(name).await;
        }
        deployed
    }

    pub fn store(&self) -> Arc<DynamoStore> {
        Arc::new(DynamoStore::new(&self.sdk, self.stack.clone(), Arc::new(SystemEntropy::default())))
    }

    pub fn secrets(&self) -> Arc<SecretsManager> {
        Arc::new(SecretsManager::new(&self.sdk, self.stack.clone()))
    }

    pub fn parameters(&self) -> Parameters {
        Parameters::new(&self.sdk, self.stack.clone())
    }

    pub async fn set_parameter(&self, name: &str, value: &str) {
        let client = aws_sdk_ssm::Client::new(&self.sdk);
        let put = client.put_parameter().name(name).value(value).overwrite(true);
        put.r#type(aws_sdk_ssm::types::ParameterType::String).send().await.unwrap();
    }

    async fn make_table(&self, table: Table) {
        let client = aws_sdk_dynamodb::Client::new(&self.sdk);
        let mut make = client
            .create_table()
            .table_name(self.stack.table(table))
            .billing_mode(BillingMode::PayPerRequest);
        for (attribute, kind) in table.key().iter().zip([KeyType::Hash, KeyType::Range]) {
            let key = KeySchemaElement::builder().attribute_name(*attribute).key_type(kind).build().unwrap();
            let definition = AttributeDefinition::builder()
                .attribute_name(*attribute)
                .attribute_type(ScalarAttributeType::S)
                .build()
                .unwrap();
            make = make.key_schema(key).attribute_definitions(definition);
        }
        make.send().await.unwrap();
    }

    async fn make_secret(&self, name: SecretName) {
        let client = aws_sdk_secretsmanager::Client::new(&self.sdk);
        client.create_secret().name(self.stack.secret(name)).send().await.unwrap();
    }
}
