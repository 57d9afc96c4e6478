use axum::body::to_bytes;
use axum::http::Response;
use serde_json::Value;

/// An answer of the service, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub challenge: Option<String>,
    pub body: Value,
}

impl Answer {
    pub async fn read(response: Response<axum::body::Body>) -> Self {
        let challenge = response.headers().get("www-authenticate").map(|v| v.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        Self { status, challenge, body: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    /// Who calls, as the route behind the layer sees it.
    #[track_caller]
    pub fn caller(&self) -> (&str, &str) {
        assert_eq!(self.status, 200, "{self:?}");
        (self.body["site"].as_str().unwrap(), self.body["user_id"].as_str().unwrap())
    }

    /// The message of a refusal with this code.
    #[track_caller]
    pub fn denied(&self, code: &str) -> &str {
        assert_eq!((self.status, self.code()), (403, code), "{self:?}");
        self.body["error"]["message"].as_str().unwrap()
    }

    #[track_caller]
    pub fn unauthorized(&self) {
        assert_eq!((self.status, self.code()), (401, "token_missing"), "{self:?}");
        assert_eq!(self.challenge.as_deref(), Some("Bearer"));
    }

    pub fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }
}
