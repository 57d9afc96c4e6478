/// A token of Moodle's web services, as users and administrators get them; redacted in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct WebServiceToken(String);

/// Moodle's own are 32 hexadecimal digits; what is longer than its database column (128) is none.
const LENGTHS: std::ops::RangeInclusive<usize> = 16..=128;

impl WebServiceToken {
    /// Reads a token: ASCII letters and digits only, as Moodle reads it (`PARAM_ALPHANUM`). `None` when it has not the
    /// shape of one, so that nothing else is ever sent to Moodle.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let shaped = LENGTHS.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        shaped.then(|| Self(text.to_owned()))
    }

    /// The token itself: for Moodle only, never for logs or stores.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for WebServiceToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WebServiceToken([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_letters_and_digits_and_is_redacted_in_debug() {
        let token = WebServiceToken::parse(&"a0".repeat(16)).unwrap();
        assert_eq!(format!("{token:?}"), "WebServiceToken([redacted])");
        for wrong in ["", "short", &"a".repeat(129), &"a-".repeat(16), &"é".repeat(16), &"a.".repeat(16)] {
            assert!(WebServiceToken::parse(wrong).is_none(), "{wrong}");
        }
    }
}
