//! A Moodle site that sends events with its connection code, signed as the AWS SDK for Rust signs.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use moodle::connection_code::ConnectionCode;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

/// The site.
#[derive(Clone)]
pub struct Sender {
    pub code: ConnectionCode,
    url: String,
}

impl Sender {
    /// The site of a connection code that `site add` printed.
    pub fn of(printed: &str) -> Self {
        let text = printed.split_whitespace().find(|word| word.starts_with("moodle-aws-1.")).unwrap();
        let code = ConnectionCode::parse(text).unwrap();
        Self { url: format!("{}/v1/events", code.endpoint), code }
    }

    /// A signed call with these details.
    pub fn call(&self, http: &Client, details: &[Value]) -> RequestBuilder {
        let entry = |detail: &Value| {
            json!({
                "Source": "moodle.events",
                "DetailType": detail["eventname"],
                "Time": detail["timecreated"],
                "Detail": detail.to_string(),
            })
        };
        let entries: Vec<_> = details.iter().map(entry).collect();
        let body = json!({ "Entries": entries }).to_string();
        let headers =
            [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AWSEvents.PutEvents")];
        let secret = URL_SAFE_NO_PAD.encode(self.code.secret.reveal());
        let identity = Credentials::new(self.code.key_id.as_str(), secret, None, None, "test").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region("eu-central-1")
            .name("events")
            .time(now())
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let payload = SignableBody::Bytes(body.as_bytes());
        let signable = SignableRequest::new("POST", &self.url, headers.into_iter(), payload).unwrap();
        let (instructions, _) = sign(signable, &params).unwrap().into_parts();
        let request = headers
            .into_iter()
            .chain(instructions.headers())
            .fold(http.post(&self.url), |request, (name, value)| request.header(name, value));
        request.body(body)
    }

    /// Sends the details, and gives the ids of those that were taken.
    pub async fn send(&self, http: &Client, details: &[Value]) -> reqwest::Result<Vec<String>> {
        let answer: Value = self.call(http, details).send().await?.error_for_status()?.json().await?;
        let entries = answer["Entries"].as_array().unwrap().iter();
        Ok(entries.filter_map(|entry| entry["EventId"].as_str()).map(str::to_owned).collect())
    }
}

#[expect(clippy::disallowed_methods, reason = "the server that is called has the machine's clock")]
fn now() -> SystemTime {
    SystemTime::now()
}
