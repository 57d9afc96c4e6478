//! What the emulator leaves out of Bedrock's knowledge bases.

use axum::body::Body;
use http::header::CONTENT_LENGTH;
use http::{Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use crate::Operation;
use crate::fault::refused;
use crate::front::Disconnect;

/// How many documents one call is about at most. "Array Members: Minimum number of 1 item. Maximum number of 10 items." (the API
/// model of Amazon Bedrock, `KnowledgeBaseDocuments` and `DocumentIdentifiers`.)
const MOST: usize = 10;

/// Whether an operation is about documents.
pub(crate) fn is_about_documents(operation: &Operation) -> bool {
    operation.service == "bedrock" && operation.name.ends_with("KnowledgeBaseDocuments")
}

/// What AWS says to a call about more documents than it takes; the emulator takes any number.
pub(crate) fn too_many(body: &[u8]) -> Option<Response<Body>> {
    let asked: Value = serde_json::from_slice(body).unwrap_or_default();
    let of = |member: &str| asked[member].as_array().map_or(0, Vec::len);
    let count = of("documents").max(of("documentIdentifiers"));
    let message = format!(
        "{count} documents failed to satisfy constraint: Member must have length less than or equal to {MOST}"
    );
    let body = json!({ "__type": "ValidationException", "message": message });
    (count > MOST).then(|| refused(StatusCode::BAD_REQUEST, "ValidationException", &body))
}

/// An answer about documents in which each is named as AWS names it. The emulator has the name elsewhere.
///
/// "identifier: Contains information that identifies the document." (Amazon Bedrock API Reference,
/// `KnowledgeBaseDocumentDetail`.)
pub(crate) async fn with_identifiers(answer: Response<Body>) -> Result<Response<Body>, Disconnect> {
    each_document(answer, |detail| {
        let custom = detail["documentIdentifier"].take();
        detail["identifier"] = json!({ "dataSourceType": "CUSTOM", "custom": custom });
    })
    .await
}

/// An answer about documents in which all have this status.
pub(crate) async fn with_status(
    answer: Response<Body>,
    status: &'static str,
    reason: &'static str,
) -> Result<Response<Body>, Disconnect> {
    each_document(answer, |detail| {
        detail["status"] = status.into();
        detail["statusReason"] = reason.into();
    })
    .await
}

async fn each_document(
    answer: Response<Body>,
    change: impl Fn(&mut Value),
) -> Result<Response<Body>, Disconnect> {
    let (mut head, body) = answer.into_parts();
    let body = body.collect().await.map_err(|_| Disconnect)?.to_bytes();
    let Ok(mut told) = serde_json::from_slice::<Value>(&body) else {
        return Ok(Response::from_parts(head, Body::from(body)));
    };
    let details = told.get_mut("documentDetails").and_then(Value::as_array_mut);
    details.into_iter().flatten().for_each(change);
    head.headers.remove(CONTENT_LENGTH);
    Ok(Response::from_parts(head, Body::from(told.to_string())))
}
