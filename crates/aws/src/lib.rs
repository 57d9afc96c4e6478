//! The ports on AWS: DynamoDB, Secrets Manager, Systems Manager and Bedrock.
#![deny(missing_docs)]

mod bedrock;

pub use bedrock::{BedrockModel, BedrockSettings, Guardrail, GuardrailError};
