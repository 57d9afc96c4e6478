//! The ports on AWS: DynamoDB, Secrets Manager, Systems Manager and Bedrock.
//!
//! Every adapter takes its client and the names of one deployed stack. Nothing is read from the environment
//! except by [`sdk_config`], which asks the SDK to.
#![deny(missing_docs)]

mod dynamo;
mod failure;
mod names;
mod parameter;
mod sdk;
mod secrets;

pub use dynamo::DynamoStore;
pub use failure::AwsFailure;
pub use names::{NotAStackName, StackName, Table};
pub use parameter::{Parameters, RegistrationParameter};
pub use sdk::sdk_config;
pub use secrets::SecretsManager;
