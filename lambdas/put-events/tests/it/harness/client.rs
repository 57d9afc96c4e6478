//! Signs as the AWS SDK for Rust does.

use std::time::{Duration, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use moodle::{SiteKeyId, SiteSecret};
use serde_json::{Value, json};

use super::ENDPOINT;

/// A site's client.
#[derive(Clone)]
pub struct Client {
    pub key_id: SiteKeyId,
    pub secret: SiteSecret,
    pub now: i64,
    pub target: &'static str,
}

/// An entry as the plugin sends it.
pub fn entry_of(detail: &Value) -> Value {
    json!({
        "Source": "moodle.events",
        "DetailType": detail["eventname"],
        "Time": detail["timecreated"],
        "EventBusName": "moodle-events",
        "Detail": detail.to_string(),
    })
}

impl Client {
    /// A signed call with these entries.
    pub fn call(&self, entries: &[Value]) -> Request<Body> {
        self.sign("/v1/events", json!({ "Entries": entries }).to_string().as_bytes())
    }

    /// A signed request with any body.
    pub fn sign(&self, path: &str, body: &[u8]) -> Request<Body> {
        let secret = URL_SAFE_NO_PAD.encode(self.secret.reveal());
        let identity = Credentials::new(self.key_id.as_str(), secret, None, None, "test").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("eu-central-1")
            .name("events")
            .time(UNIX_EPOCH + Duration::from_secs(self.now.unsigned_abs()))
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let url = format!("{ENDPOINT}{path}");
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", self.target)];
        let signable =
            SignableRequest::new("POST", &url, headers.into_iter(), SignableBody::Bytes(body)).unwrap();
        let (instructions, _) = sign(signable, &params).unwrap().into_parts();
        let request = Request::post(path).header("host", "tool.example");
        headers
            .into_iter()
            .chain(instructions.headers())
            .fold(request, |request, (name, value)| request.header(name, value))
            .body(Body::from(body.to_vec()))
            .unwrap()
    }
}
