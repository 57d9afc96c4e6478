use reqwest::header::HeaderMap;
use serde_json::Value;

/// What the tool or a platform answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub async fn read(response: reqwest::Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        Self { status, headers, body: response.text().await.unwrap() }
    }

    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("no {name}: {self:?}"));
        value.to_str().unwrap()
    }

    /// The JSON of an answer with this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/json");
        serde_json::from_str(&self.body).unwrap()
    }

    #[track_caller]
    pub fn ok(&self) -> Value {
        self.expect(200)
    }

    /// Refused as all calls refuse: a code, a message, and the id of the request.
    #[track_caller]
    pub fn assert_refused(&self, status: u16, code: &str) {
        let body = self.expect(status);
        let error = body["error"].as_object().unwrap();
        assert_eq!(error["code"], code, "{}", self.body);
        assert!(error["message"].as_str().is_some_and(|message| message.ends_with('.')), "{}", self.body);
        assert_eq!(error["request_id"], self.header("x-request-id"));
    }
}
