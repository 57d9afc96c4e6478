use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use http::HeaderValue;
use url::Url;

/// How a model is reached.
#[derive(Clone, Debug)]
pub struct OpenAiSettings {
    /// Where the API is.
    pub url: OpenAiUrl,
    /// The key that it wants, if it wants one.
    pub key: Option<ApiKey>,
    /// The model's name there.
    pub model: String,
    /// How long the model may be silent, before its first word and between two. Reading a long prompt takes a
    /// small machine a while.
    pub silence: Duration,
}

/// Where an OpenAI-compatible API is, as `http://127.0.0.1:11434/v1`: its paths come after this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenAiUrl(String);

/// Why a text is no address of an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenAiUrlError {
    /// It is no URL, or not one of HTTP.
    #[error("it is no address such as http://127.0.0.1:11434/v1")]
    NoAddress,
    /// It has a user's name or a password in it, which would appear in logs.
    #[error("it must not hold a name or password: set the key of the API instead")]
    Credentials,
    /// It has a query or a fragment.
    #[error("it must end with its path, as http://127.0.0.1:11434/v1 does, without ? and #")]
    Query,
}

impl OpenAiUrl {
    /// Reads what an operator typed, with or without a slash at its end.
    ///
    /// # Errors
    /// [`OpenAiUrlError`].
    pub fn parse(text: &str) -> Result<Self, OpenAiUrlError> {
        let url = Url::parse(text.trim()).map_err(|_| OpenAiUrlError::NoAddress)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(OpenAiUrlError::NoAddress);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OpenAiUrlError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(OpenAiUrlError::Query);
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// The address of a path of the API, such as `chat/completions`.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.0)
    }
}

impl FromStr for OpenAiUrl {
    type Err = OpenAiUrlError;

    fn from_str(text: &str) -> Result<Self, OpenAiUrlError> {
        Self::parse(text)
    }
}

impl fmt::Display for OpenAiUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The key of an API, redacted in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

/// The text is no key: it is empty, or holds white space or what is not ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the key is empty, or holds white space or other characters that no key has")]
pub struct NotAKey;

impl ApiKey {
    /// Reads a key. White space around it, such as the line's end of a file, is no part of it.
    ///
    /// # Errors
    /// [`NotAKey`].
    pub fn parse(text: &str) -> Result<Self, NotAKey> {
        let key = text.trim();
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NotAKey);
        }
        Ok(Self(key.to_owned()))
    }

    /// The key: for requests only, never for logs.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// The value of the header `Authorization` (RFC 6750 §2.1).
    pub(super) fn authorization(&self) -> Result<HeaderValue, http::Error> {
        let mut value = HeaderValue::try_from(format!("Bearer {}", self.0))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl FromStr for ApiKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        Self::parse(text)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_its_path_with_or_without_a_slash_at_its_end() {
        for (typed, completions) in [
            ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1/chat/completions"),
            (" https://models.example/team%20a/v1/\n", "https://models.example/team%20a/v1/chat/completions"),
            ("http://localhost:8000", "http://localhost:8000/chat/completions"),
            ("http://[::1]:8000/v1//", "http://[::1]:8000/v1/chat/completions"),
        ] {
            assert_eq!(OpenAiUrl::parse(typed).unwrap().at("chat/completions"), completions);
        }
    }

    #[test]
    fn what_is_no_address_of_an_api_is_refused() {
        use OpenAiUrlError::{Credentials, NoAddress, Query};
        for (typed, error) in [
            ("", NoAddress),
            ("localhost:11434/v1", NoAddress),
            ("ftp://localhost/v1", NoAddress),
            ("http://", NoAddress),
            ("http://me:secret@localhost/v1", Credentials),
            ("http://localhost/v1?key=secret", Query),
            ("http://localhost/v1#top", Query),
        ] {
            assert_eq!(OpenAiUrl::parse(typed), Err(error), "{typed}");
        }
    }

    #[test]
    fn a_key_is_read_without_white_space_around_it_and_never_shown() {
        let key = ApiKey::parse(" sk-secret\r\n").unwrap();
        assert_eq!(key.reveal(), "sk-secret");
        let header = key.authorization().unwrap();
        assert_eq!(header, "Bearer sk-secret");
        for shown in [format!("{key:?}"), format!("{header:?}")] {
            assert!(!shown.contains("secret"), "{shown}");
        }
        for text in ["", " \n", "two words", "clé", "a\0b", "a\nb"] {
            assert_eq!(ApiKey::parse(text), Err(NotAKey), "{text:?}");
        }
    }
}
