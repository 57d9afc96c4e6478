use axum::body::to_bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::Value;

/// What a client got.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Self { status: parts.status, headers: parts.headers, body }
    }

    /// The entries of a call that went through.
    pub fn entries(&self) -> &[Value] {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        assert_eq!(self.headers["content-type"], "application/x-amz-json-1.1");
        assert!(self.headers.contains_key("x-amzn-requestid"));
        let entries = self.body["Entries"].as_array().unwrap();
        let failed = entries.iter().filter(|entry| !entry["ErrorCode"].is_null()).count();
        assert_eq!(self.body["FailedEntryCount"], failed);
        entries
    }

    /// The ids of a call of which everything was taken.
    pub fn ids(&self) -> Vec<&str> {
        self.entries().iter().map(|entry| entry["EventId"].as_str().unwrap()).collect()
    }

    /// The message of a refused call.
    pub fn refused(&self, status: u16, code: &str) -> &str {
        assert_eq!((self.status.as_u16(), &self.body["__type"]), (status, &code.into()), "{self:?}");
        assert_eq!(self.headers["x-amzn-errortype"], code);
        assert_eq!(self.headers["content-type"], "application/x-amz-json-1.1");
        self.body["message"].as_str().unwrap()
    }
}
