//! What the emulator leaves out of Secrets Manager.

use axum::body::Body;
use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use crate::fault::refused;
use crate::front::{Disconnect, Front};

/// `PutSecretValue`: a `ClientRequestToken` names one version of a secret, for ever.
///
/// "If you call this operation with a `ClientRequestToken` that matches an existing version's `VersionId`, and you specify
/// the same secret data, the operation succeeds but does nothing. However, if the secret data is different, then the
/// operation fails because you can't modify an existing version; you can only create new ones." (AWS Secrets Manager API
/// Reference, `PutSecretValue`; the error is `ResourceExistsException`, 400.) The emulator writes over the version.
///
/// All puts come one after the other, so that looking and putting are one step: a secret has several names, and those of
/// different secrets may wait for each other in a test.
pub(crate) async fn put(front: &Front, head: Parts, body: Body) -> Result<Response<Body>, Disconnect> {
    let body = body.collect().await.map_err(|_| Disconnect)?.to_bytes();
    let _turn = front.puts.lock().await;
    if let Some(version) = existing(front, &head, &body).await? {
        return Ok(answer(&version, &body));
    }
    Ok(front.ask_whole(head, body).await?.map(Body::from))
}

/// The version that the token names, if there is one.
async fn existing(front: &Front, head: &Parts, body: &[u8]) -> Result<Option<Value>, Disconnect> {
    let wanted: Value = serde_json::from_slice(body).unwrap_or_default();
    let Some(token) = wanted["ClientRequestToken"].as_str() else { return Ok(None) };
    let question = Bytes::from(json!({ "SecretId": wanted["SecretId"], "VersionId": token }).to_string());
    let mut head = head.clone();
    head.headers.insert("x-amz-target", HeaderValue::from_static("secretsmanager.GetSecretValue"));
    head.headers.insert(CONTENT_LENGTH, question.len().into());
    let version = front.ask_whole(head, question).await?;
    Ok(version.status().is_success().then(|| serde_json::from_slice(version.body()).unwrap_or_default()))
}

fn answer(version: &Value, body: &[u8]) -> Response<Body> {
    let wanted: Value = serde_json::from_slice(body).unwrap_or_default();
    let is_same = ["SecretString", "SecretBinary"].iter().all(|content| version[content] == wanted[content]);
    if !is_same {
        let code = "ResourceExistsException";
        let body = json!({ "__type": code, "message": "You can't modify an existing version, you can only create new ones." });
        return refused(StatusCode::BAD_REQUEST, code, &body);
    }
    let told =
        ["ARN", "Name", "VersionId", "VersionStages"].map(|name| (name.to_owned(), version[name].clone()));
    Response::new(Body::from(Value::from_iter(told).to_string()))
}
