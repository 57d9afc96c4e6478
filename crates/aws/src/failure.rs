//! What an operation of AWS that failed means to its caller, and to the operator who reads about it.

use std::error::Error;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use ports::{IndexError, StoreError};

/// An operation of AWS that failed: on what, with which error code, and what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{operation} on {resource} failed{}{}", code.as_deref().map(|code| format!(" with {code}")).unwrap_or_default(), advice(code.as_deref()))]
pub struct AwsFailure {
    operation: &'static str,
    resource: String,
    code: Option<String>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// Codes after which the same call does not help: a setting, a permission or a name is wrong.
const SETTINGS: [&str; 13] = [
    "AWS.SimpleQueueService.NonExistentQueue",
    "AccessDenied",
    "AccessDeniedException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "NoSuchBucket",
    "NotAuthorized",
    "ParameterNotFound",
    "QueueDoesNotExist",
    "ResourceNotFoundException",
    "UnrecognizedClientException",
    "ValidationError",
    "ValidationException",
];

fn advice(code: Option<&str>) -> &'static str {
    match code {
        Some(
            "ResourceNotFoundException"
            | "ParameterNotFound"
            | "NoSuchBucket"
            | "QueueDoesNotExist"
            | "AWS.SimpleQueueService.NonExistentQueue",
        ) => {
            ": nothing of that name is there. Check the stack's name, the region (AWS_REGION) and the account"
        }
        Some("AccessDenied" | "AccessDeniedException" | "NotAuthorized") => {
            ": the caller's IAM policy does not allow it"
        }
        Some("ExpiredToken" | "ExpiredTokenException") => ": the AWS credentials have expired; sign in again",
        Some(
            "UnrecognizedClientException"
            | "InvalidSignatureException"
            | "MissingAuthenticationTokenException",
        ) => ": AWS does not accept the credentials; check AWS_PROFILE or the access key",
        _ => "",
    }
}

impl AwsFailure {
    /// What `error` means for `operation` on `resource`.
    pub(crate) fn new<E, R>(operation: &'static str, resource: &str, error: SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        let code = error.code().map(str::to_owned);
        // An error that AWS answered says all in its code: its message may repeat what was sent. What failed on the way
        // to an answer has causes that tell where.
        let answered = matches!(error, SdkError::ServiceError(_));
        let source = (!answered).then(|| Box::new(error) as _);
        Self { operation, resource: resource.to_owned(), code, source }
    }

    /// Something that AWS did not say itself.
    pub(crate) fn because(
        operation: &'static str,
        resource: &str,
        why: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self { operation, resource: resource.to_owned(), code: None, source: Some(why.into()) }
    }

    /// An error that stands within an answer.
    pub(crate) fn coded(operation: &'static str, resource: &str, code: &str) -> Self {
        Self { operation, resource: resource.to_owned(), code: Some(code.to_owned()), source: None }
    }

    /// An answer that says something else than it must.
    pub(crate) fn unreadable(
        operation: &'static str,
        resource: &str,
        why: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> StoreError {
        StoreError::Corrupt(Box::new(Self::because(operation, resource, why)))
    }

    /// The failure as a port's: whether the same call may work later.
    pub(crate) fn into_store_error(self) -> StoreError {
        if self.is_of_settings() {
            StoreError::Misconfigured(Box::new(self))
        } else {
            StoreError::Unavailable(Box::new(self))
        }
    }

    /// The failure as one of the index: whether the same call may work later.
    pub(crate) fn into_index_error(self) -> IndexError {
        if self.is_of_settings() {
            IndexError::Unusable(Box::new(self))
        } else {
            IndexError::Busy(Box::new(self))
        }
    }

    fn is_of_settings(&self) -> bool {
        self.code.as_deref().is_some_and(|code| SETTINGS.contains(&code))
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::error::ErrorMetadata;
    use aws_sdk_dynamodb::operation::get_item::GetItemError;

    use super::*;

    fn failure(code: &str) -> AwsFailure {
        let meta = ErrorMetadata::builder().code(code).message("secret text").build();
        let error = SdkError::service_error(GetItemError::generic(meta), ());
        AwsFailure::new("GetItem", "uni-sessions", error)
    }

    #[test]
    fn a_failure_names_operation_resource_code_and_remedy_and_repeats_no_message() {
        let told = failure("ExpiredTokenException").to_string();
        assert_eq!(
            told,
            "GetItem on uni-sessions failed with ExpiredTokenException: the AWS credentials have expired; sign in again"
        );
        assert!(!format!("{:?}", failure("X")).contains("secret text"));
    }

    #[test]
    fn what_settings_mend_is_not_worth_a_retry_and_everything_else_is() {
        for code in SETTINGS {
            let error = failure(code).into_store_error();
            assert!(matches!(error, StoreError::Misconfigured(_)) && !error.is_retryable(), "{code}");
        }
        for code in ["ThrottlingException", "InternalServerError", "ExpiredTokenException", "Unknown"] {
            assert!(failure(code).into_store_error().is_retryable(), "{code}");
        }
    }
}
