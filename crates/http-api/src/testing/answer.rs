//! What a service answers in one piece.

use reqwest::header::HeaderMap;
use serde_json::Value;

/// What the service answered in one piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap();
        Self { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }

    /// The answer of a call that went well.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.json()
    }

    /// Refused with this status and code, in our own shape, and with nothing else; the message.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> String {
        let body = self.json();
        assert_eq!((self.status, &body["error"]["code"]), (status, &code.into()), "{}", self.body);
        assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
        assert_eq!(body["error"]["request_id"].as_str(), self.header("x-request-id"));
        assert_eq!(self.header("cache-control"), Some("no-store"));
        body["error"]["message"].as_str().unwrap().to_owned()
    }
}
