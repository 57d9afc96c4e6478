//! The ports on AWS: DynamoDB, Secrets Manager, Systems Manager and Bedrock.
