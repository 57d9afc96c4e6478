use std::collections::BTreeMap;

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Uri};

use super::exception::Exception;

/// The parameters of a request, wherever they are. Those in the body come before those in the address.
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    pub(super) fn read(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Self {
        let sent = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_form = sent.starts_with("application/x-www-form-urlencoded");
        let mut parameters = BTreeMap::new();
        let query = uri.query().unwrap_or_default().as_bytes();
        for source in [query, if is_form { body } else { &[] }] {
            parameters.extend(form_urlencoded::parse(source).into_owned());
        }
        Self(parameters)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A number that there has to be.
    pub(super) fn number(&self, name: &str) -> Result<u64, Exception> {
        self.number_or(name, None)
    }

    /// A number, or what stands for it where there is none.
    pub(super) fn number_or(&self, name: &str, otherwise: Option<u64>) -> Result<u64, Exception> {
        match self.text(name) {
            Some(text) => text.trim().parse().map_err(|_| Exception::InvalidParameter),
            None => otherwise.ok_or(Exception::InvalidParameter),
        }
    }

    /// The names and values of `options[0][name]`, `options[0][value]` and so on.
    pub(super) fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(key, name)| {
            let key = key.strip_prefix("options[")?.strip_suffix("][name]")?;
            Some((name.trim(), self.text(&format!("options[{key}][value]"))?))
        })
    }
}
