//! The ports on AWS: DynamoDB, SQS, Secrets Manager, Systems Manager, and Bedrock's models and knowledge bases.
//!
//! Every adapter takes the SDK's configuration and the name of a deployed stack.
#![deny(missing_docs)]

mod bedrock;
mod course;
mod dynamo;
mod events;
mod failure;
mod knowledge_base;
mod names;
mod parameter;
mod sdk;
mod secrets;
mod sqs;

pub use aws_types::SdkConfig;
pub use bedrock::{BedrockModel, BedrockSettings, Guardrail, GuardrailError};
pub use dynamo::DynamoStore;
pub use events::EventBus;
#[cfg(feature = "operator")]
pub use events::{Archive, EventArchive, EventLog, Replay, ReplayState};
pub use failure::AwsFailure;
pub use knowledge_base::{KnowledgeBase, KnowledgeBaseNames, KnowledgeBaseSearch};
pub use names::{NotAStackName, StackName, Table};
pub use parameter::{Parameters, RegistrationParameter};
pub use sdk::function_sdk;
#[cfg(feature = "operator")]
pub use sdk::operator_sdk;
pub use secrets::SecretsManager;
pub use sqs::{FailureQueue, SqsQueue};
#[cfg(feature = "operator")]
pub use sqs::{messages_in, oldest_message};
