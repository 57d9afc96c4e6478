//! The two requests of a registration.

use std::time::Duration;

use http::{HeaderValue, Request, Response, StatusCode, header};
use serde_json::Value;
use url::Url;

use super::configuration::is_plain;
use super::{AnswerError, ConfigurationError, PlatformConfiguration, RegistrationAnswer};
use crate::http_client::{HttpClient, HttpError, Limits};

/// What either request may cost.
pub const LIMITS: Limits = Limits { time: Duration::from_secs(8), body_bytes: 256 * 1024 };

/// The longest token that is sent on.
const MAX_TOKEN: usize = 8 * 1024;
/// So much of a platform's own words is kept, in characters.
const MAX_WORDS: usize = 300;

/// The token that the platform gave to the browser for this registration. Redacted in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct RegistrationToken(String);

impl RegistrationToken {
    /// Reads a token as it stands in the address; `None` when it cannot be a bearer token (RFC 6750 §2.1) of a usable length.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_token = |b: u8| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b);
        let usable = !text.is_empty() && text.len() <= MAX_TOKEN && text.bytes().all(is_token);
        usable.then(|| Self(text.to_owned()))
    }

    /// The token itself: for the wire only.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn bearer(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.0)).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl std::fmt::Debug for RegistrationToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RegistrationToken([redacted])")
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The address is no plain http or https URL. The registration was not begun by a platform.
    #[error("openid_configuration is not a plain URL")]
    NotAUrl,
    /// It did not come.
    #[error("the platform's configuration could not be fetched")]
    Unreachable(#[source] HttpError),
    /// The platform answered with an error.
    #[error("the platform's configuration was answered with status {0}")]
    Status(StatusCode),
    /// It came and is refused.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
}

/// Why the platform has not registered the tool.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegistrationError {
    /// There is no answer, so nobody knows whether the platform has registered the tool.
    #[error("the platform did not answer the registration")]
    Unreachable(#[source] HttpError),
    /// The platform refused.
    #[error("the platform refused the registration with status {status}")]
    Refused {
        /// The HTTP status.
        status: StatusCode,
        /// What it said, in one line of 300 characters at most; empty when it said nothing that is for people. It comes from outside:
        /// show it escaped.
        words: String,
    },
    /// The platform says yes, and the rest cannot be used.
    #[error(transparent)]
    Answer(#[from] AnswerError),
}

/// Fetches and checks the configuration at `url`. The token goes along, since Canvas shows its configuration to nobody without it;
/// it goes nowhere else than where the registration goes.
///
/// # Errors
/// [`FetchError`].
pub async fn fetch_configuration(
    url: &Url,
    token: Option<&RegistrationToken>,
    http: &dyn HttpClient,
) -> Result<PlatformConfiguration, FetchError> {
    if !is_plain(url) {
        return Err(FetchError::NotAUrl);
    }
    let request = Request::get(url.as_str()).header(header::ACCEPT, "application/json");
    let request = authorized(request, token).body(Vec::new()).map_err(|_| FetchError::NotAUrl)?;
    let answer = http.send(request, LIMITS).await.map_err(FetchError::Unreachable)?;
    if !answer.status().is_success() {
        return Err(FetchError::Status(answer.status()));
    }
    Ok(PlatformConfiguration::parse(answer.body(), url)?)
}

/// Asks `platform` to register the tool. With a token for an update, Moodle changes the registration that it has instead.
///
/// # Errors
/// [`RegistrationError`].
pub async fn register(
    platform: &PlatformConfiguration,
    token: Option<&RegistrationToken>,
    request: &Value,
    http: &dyn HttpClient,
) -> Result<RegistrationAnswer, RegistrationError> {
    let post = Request::post(platform.registration_endpoint.as_str())
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/json");
    let post = authorized(post, token)
        .body(request.to_string().into_bytes())
        .map_err(|error| RegistrationError::Unreachable(HttpError::Connection(Box::new(error))))?;
    let answer = http.send(post, LIMITS).await.map_err(RegistrationError::Unreachable)?;
    if !answer.status().is_success() {
        return Err(RegistrationError::Refused { status: answer.status(), words: words(&answer) });
    }
    Ok(RegistrationAnswer::parse(answer.body())?)
}

fn authorized(request: http::request::Builder, token: Option<&RegistrationToken>) -> http::request::Builder {
    match token.and_then(RegistrationToken::bearer) {
        Some(bearer) => request.header(header::AUTHORIZATION, bearer),
        None => request,
    }
}

/// What a refusal says to people. Moodle sends plain text under the type of HTML, and whole pages of HTML when it breaks.
fn words(answer: &Response<Vec<u8>>) -> String {
    let said = String::from_utf8_lossy(answer.body());
    let said = said.trim();
    if said.starts_with('<') {
        return String::new();
    }
    let one_line = said.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    one_line.collect::<Vec<_>>().join(" ").chars().take(MAX_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::json;

    use super::super::configuration::tests::recorded;
    use super::*;

    /// Gives the same answer to every request, and keeps the last.
    struct Script {
        answer: Response<Vec<u8>>,
        asked: Mutex<Option<Request<Vec<u8>>>>,
    }

    impl Script {
        fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
            let answer = Response::builder().status(status).body(body.into()).unwrap();
            Self { answer, asked: Mutex::new(None) }
        }

        fn asked(&self) -> Request<Vec<u8>> {
            self.asked.lock().unwrap().take().expect("a request")
        }
    }

    #[async_trait::async_trait]
    impl HttpClient for Script {
        async fn send(&self, request: Request<Vec<u8>>, _: Limits) -> Result<Response<Vec<u8>>, HttpError> {
            *self.asked.lock().unwrap() = Some(request);
            Ok(self.answer.clone())
        }
    }

    fn url() -> Url {
        Url::parse("https://moodle.localtest:8443/mod/lti/openid-configuration.php").unwrap()
    }

    async fn moodle(token: Option<&RegistrationToken>) -> (PlatformConfiguration, Request<Vec<u8>>) {
        let script = Script::new(200, recorded().to_string());
        (fetch_configuration(&url(), token, &script).await.unwrap(), script.asked())
    }

    #[tokio::test]
    async fn the_token_goes_with_both_requests_as_a_bearer() {
        let token = RegistrationToken::parse("abc.def").unwrap();
        let (platform, asked) = moodle(Some(&token)).await;
        assert_eq!(asked.headers()[header::AUTHORIZATION], "Bearer abc.def");
        assert!(asked.headers()[header::AUTHORIZATION].is_sensitive());
        let script = Script::new(201, r#"{"client_id":"a"}"#);
        let answer = register(&platform, Some(&token), &json!({ "x": 1 }), &script).await.unwrap();
        assert_eq!(answer.client_id.as_str(), "a");
        let asked = script.asked();
        assert_eq!(
            (asked.method().as_str(), asked.uri().path()),
            ("POST", "/mod/lti/openid-registration.php")
        );
        assert_eq!(asked.headers()[header::AUTHORIZATION], "Bearer abc.def");
        assert_eq!(asked.headers()[header::CONTENT_TYPE], "application/json");
        assert_eq!(asked.body(), br#"{"x":1}"#);
        assert!(!moodle(None).await.1.headers().contains_key(header::AUTHORIZATION));
    }

    #[test]
    fn a_token_that_is_none_is_not_taken_and_a_token_is_redacted() {
        for none in ["", "a b", "a\r\nx: y", "é", &"a".repeat(MAX_TOKEN + 1)] {
            assert!(RegistrationToken::parse(none).is_none(), "{none}");
        }
        let token = RegistrationToken::parse("secret").unwrap();
        assert_eq!(format!("{token:?}"), "RegistrationToken([redacted])");
    }

    #[tokio::test]
    async fn an_address_that_is_no_plain_url_is_not_asked() {
        for odd in ["file:///etc/passwd", "https://u@moodle.localtest:8443/x", "data:,x", "https://a/#b"] {
            let script = Script::new(200, recorded().to_string());
            let refused = fetch_configuration(&Url::parse(odd).unwrap(), None, &script).await.unwrap_err();
            assert!(matches!(refused, FetchError::NotAUrl), "{odd}");
            assert!(script.asked.lock().unwrap().is_none(), "{odd}");
        }
    }

    #[tokio::test]
    async fn every_status_but_success_is_told() {
        for status in [302, 401, 404, 500] {
            let script = Script::new(status, recorded().to_string());
            let refused = fetch_configuration(&url(), None, &script).await.unwrap_err();
            assert!(matches!(refused, FetchError::Status(found) if found == status), "{status}");
        }
    }

    /// Status and words of each recorded refusal of Moodle, and no page of HTML.
    #[tokio::test]
    async fn what_moodle_says_in_plain_text_is_kept_and_its_html_is_not() {
        let recorded = include_str!("../../tests/fixtures/moodle-5.1/registration-refusals.json");
        let recorded: Value = serde_json::from_str(recorded).unwrap();
        let (platform, _) = moodle(None).await;
        let mut kept = 0;
        for refusal in recorded["refusals"].as_array().unwrap() {
            let status = u16::try_from(refusal["status"].as_u64().unwrap()).unwrap();
            let body = refusal["body"].as_str().unwrap();
            let script = Script::new(status, body);
            let refused = register(&platform, None, &json!({}), &script).await.unwrap_err();
            let RegistrationError::Refused { status: told, words } = refused else { panic!("{refused}") };
            assert_eq!(told, status);
            let expected = if body.starts_with('<') { "" } else { body };
            assert_eq!(words, expected);
            kept += usize::from(!words.is_empty());
        }
        assert!(kept >= 15, "{kept}");
    }

    #[tokio::test]
    async fn long_and_many_lined_words_are_cut_to_one_short_line() {
        let (platform, _) = moodle(None).await;
        let long = format!(" one\r\n\ttwo\u{0} {}", "é".repeat(1000));
        let script = Script::new(400, long);
        let refused = register(&platform, None, &json!({}), &script).await.unwrap_err();
        let RegistrationError::Refused { words, .. } = refused else { panic!("{refused}") };
        assert!(words.starts_with("one two é"), "{words}");
        assert_eq!(words.chars().count(), MAX_WORDS);
    }
}
