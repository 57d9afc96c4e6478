//! What a knowledge base refuses, and why: the call, or the documents in it.

use std::error::Error;

use aws_sdk_bedrockagent::error::{ProvideErrorMetadata, SdkError};
use ports::IndexError;

use crate::AwsFailure;

/// Why documents were not taken.
pub(super) enum Refusal {
    /// The call was refused, whatever is in it.
    Call(IndexError),
    /// One of the documents, or all of them; in the words of AWS.
    Documents(String),
}

/// Words with which a `ValidationException` tells of others that are at work: ten calls that put or remove documents are taken at
/// a time in an account, and AWS has no other error for the eleventh (Amazon Bedrock endpoints and quotas).
const LOAD: [&str; 5] = ["concurren", "too many requests", "quota", "in progress", "try again"];
/// Words with which it tells of the names in the settings.
const NAMES: [&str; 4] = ["knowledgebaseid", "datasourceid", "knowledge base id", "data source id"];

/// What an error of AWS means for the index.
pub(super) fn index_error<E, R>(operation: &'static str, resource: &str, error: SdkError<E, R>) -> IndexError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    if is_load(&error) {
        return IndexError::Busy(Box::new(AwsFailure::new(operation, resource, error)));
    }
    AwsFailure::new(operation, resource, error).into_index_error()
}

/// What an error of a call with documents means: for the index, or for them.
pub(super) fn refusal<E, R>(operation: &'static str, resource: &str, error: SdkError<E, R>) -> Refusal
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    let about_names = || says(&error, &NAMES);
    if !is_validation(&error) || is_load(&error) || about_names() {
        return Refusal::Call(index_error(operation, resource, error));
    }
    Refusal::Documents(error.message().unwrap_or("it gives no reason").to_owned())
}

/// Something that this machine could not do.
pub(super) fn unusable(
    operation: &'static str,
    resource: &str,
    why: impl Into<Box<dyn Error + Send + Sync>>,
) -> IndexError {
    IndexError::Unusable(Box::new(AwsFailure::because(operation, resource, why)))
}

/// An error that stands within an answer.
pub(super) fn within(operation: &'static str, resource: &str, code: &str) -> IndexError {
    AwsFailure::coded(operation, resource, code).into_index_error()
}

fn is_validation<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    error.code() == Some("ValidationException")
}

fn is_load<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    is_validation(error) && says(error, &LOAD)
}

fn says<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>, words: &[&str]) -> bool {
    let message = error.message().unwrap_or_default().to_ascii_lowercase();
    words.iter().any(|word| message.contains(word))
}
