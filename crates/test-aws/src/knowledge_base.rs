//! What the emulator leaves out of Bedrock's knowledge bases.

use axum::body::Body;
use http::Response;
use http::header::CONTENT_LENGTH;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use crate::front::Disconnect;

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
