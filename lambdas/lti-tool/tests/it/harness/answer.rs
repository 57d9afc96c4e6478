use http::HeaderMap;
use serde_json::Value;

use super::unescape_html;

/// What the tool answered.
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
        let body = response.bytes().await.unwrap();
        Self { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_else(|| panic!("no redirect: {self:?}"))
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"));
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn is_page(&self) -> bool {
        self.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))
    }

    /// The text between `<… id="…">` and the next tag, as a person reads it.
    pub fn element(&self, id: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!(" id=\"{id}\">"))?;
        Some(unescape_html(rest.split('<').next()?))
    }

    /// Where the page's form goes, as a browser reads it.
    #[track_caller]
    pub fn form_action(&self) -> String {
        let (_, rest) = self.body.split_once("<form method=\"post\" action=\"").expect("a form");
        unescape_html(rest.split('"').next().unwrap_or_default())
    }

    /// The code of the refusal, from the page or the JSON.
    pub fn code(&self) -> Option<String> {
        if self.is_page() {
            return self.element("error-code");
        }
        let body: Value = serde_json::from_str(&self.body).ok()?;
        Some(body["error"]["code"].as_str()?.to_owned())
    }

    /// Refused with this status and code, and with nothing else: no way on, no cookie.
    #[track_caller]
    pub fn assert_refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code().as_deref()), (status, Some(code)), "{}", self.body);
        assert_eq!(self.header("location"), None, "a refusal leads nowhere");
        assert_eq!(self.header("set-cookie"), None, "a refusal sets no cookie");
    }

    /// Accepted: the one-time code that leads to the session.
    #[track_caller]
    pub fn accepted(&self) -> String {
        assert_eq!(self.status, 303, "{:?} {}", self.code(), self.body);
        let code = self.location().strip_prefix("/app#code=").expect("the way to the front end");
        assert_eq!(code.len(), 43, "256 bits in base64url");
        code.to_owned()
    }
}
