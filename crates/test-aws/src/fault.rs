//! The ways in which an operation fails.

use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use crate::Operation;

/// A way in which an operation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// 400 `ProvisionedThroughputExceededException`: DynamoDB's throttling.
    ProvisionedThroughputExceeded,
    /// 400 `ThrottlingException`; 429 from Bedrock.
    Throttling,
    /// 500 `InternalServerError`.
    InternalServerError,
    /// There is no answer, for as long as the client waits.
    Hang,
    /// The connection is closed without an answer, and nothing has been done.
    BrokenConnection,
    /// 400 `ExpiredTokenException`, 403 from REST services: temporary credentials that have expired.
    ExpiredToken,
    /// 400 `ConditionalCheckFailedException`.
    ConditionalCheckFailed,
    /// 400 `TransactionCanceledException`, whose first item has this cancellation code.
    TransactionCanceled(&'static str),
    /// 400 `ValidationException`, with these words.
    Invalid(&'static str),
    /// It is carried out, and then the connection is closed without the answer.
    AnswerLost,
    /// It is carried out, and the answer says of every document of a knowledge base in it that it has this status, for this
    /// reason.
    Documents(&'static str, &'static str),
}

impl Fault {
    /// What the service says; `None` when it says nothing.
    pub(crate) fn answer(self, operation: &Operation) -> Option<Response<Body>> {
        let is_rest = operation.service == "bedrock" || operation.service == "s3";
        let refusal = |status| if is_rest { status } else { StatusCode::BAD_REQUEST };
        let (status, code, message) = match self {
            Self::ProvisionedThroughputExceeded => (
                StatusCode::BAD_REQUEST,
                "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded.",
            ),
            Self::Throttling => {
                (refusal(StatusCode::TOO_MANY_REQUESTS), "ThrottlingException", "Rate exceeded")
            }
            Self::InternalServerError => {
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", "Internal server error")
            }
            Self::ExpiredToken => (
                refusal(StatusCode::FORBIDDEN),
                "ExpiredTokenException",
                "The security token included in the request is expired",
            ),
            Self::ConditionalCheckFailed => {
                (StatusCode::BAD_REQUEST, "ConditionalCheckFailedException", "The conditional request failed")
            }
            Self::TransactionCanceled(_) => (
                StatusCode::BAD_REQUEST,
                "TransactionCanceledException",
                "Transaction cancelled, please refer to the cancellation reasons",
            ),
            Self::Invalid(words) => (StatusCode::BAD_REQUEST, "ValidationException", words),
            Self::Hang | Self::BrokenConnection | Self::AnswerLost | Self::Documents(..) => return None,
        };
        let mut body = json!({ "__type": code, "message": message });
        if let Self::TransactionCanceled(code) = self {
            body["CancellationReasons"] = reasons(operation, code);
        }
        Some(refused(status, code, &body))
    }
}

/// One reason for each item: the first has the code, and for the others there is none.
fn reasons(operation: &Operation, code: &str) -> Value {
    let first = json!({ "Code": code, "Message": "a reason of this kind" });
    let others = operation.items.iter().skip(1).map(|_| json!({ "Code": "None" }));
    std::iter::once(first).chain(others).collect()
}

/// An error as the services with JSON answer it.
pub(crate) fn refused(status: StatusCode, code: &'static str, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, http::HeaderValue::from_static("application/x-amz-json-1.0"));
    headers.insert("x-amzn-errortype", http::HeaderValue::from_static(code));
    response
}
