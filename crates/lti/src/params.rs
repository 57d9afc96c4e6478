//! `application/x-www-form-urlencoded` parameters, kept as the bytes that were sent.
//!
//! Platforms send opaque hints that the tool must echo byte for byte, so values stay bytes until a
//! caller asks for text.

use percent_encoding::percent_decode;

/// A parameter that cannot be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParamError {
    /// A required parameter is absent or empty.
    #[error("the parameter {0} is missing")]
    Missing(&'static str),
    /// A parameter that may stand once stands several times, so that two readers could see two values.
    #[error("the parameter {0} is given more than once")]
    Repeated(&'static str),
    /// There are more parameters than any platform sends.
    #[error("there are more than {MAX_PARAMETERS} parameters")]
    TooMany,
    /// The value is not UTF-8 text.
    #[error("the parameter {0} is not UTF-8 text")]
    NotText(&'static str),
}

/// The most parameters that are read. A launch has two, a login six; each one read costs memory.
pub const MAX_PARAMETERS: usize = 100;

/// Decoded parameters in the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(Vec<u8>, Vec<u8>)>);

impl Params {
    /// Decodes a query string or a form body. What is not percent-encoded stands for itself.
    ///
    /// # Errors
    /// [`ParamError::TooMany`].
    pub fn parse(encoded: &[u8]) -> Result<Self, ParamError> {
        let encoded_pairs = || encoded.split(|b| *b == b'&').filter(|pair| !pair.is_empty());
        if encoded_pairs().count() > MAX_PARAMETERS {
            return Err(ParamError::TooMany);
        }
        let decode = |part: &[u8]| -> Vec<u8> {
            let spaced: Vec<u8> = part.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
            percent_decode(&spaced).collect()
        };
        let pairs = encoded_pairs().map(|pair| {
            let mut halves = pair.splitn(2, |b| *b == b'=');
            let name = halves.next().unwrap_or_default();
            (decode(name), decode(halves.next().unwrap_or_default()))
        });
        Ok(Self(pairs.collect()))
    }

    /// The two sets one after the other.
    #[must_use]
    pub fn followed_by(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The bytes of a parameter that may be absent. An empty value counts as absent.
    ///
    /// # Errors
    /// [`ParamError::Repeated`] when it stands more than once.
    pub fn bytes(&self, name: &'static str) -> Result<Option<&[u8]>, ParamError> {
        let mut found = self.0.iter().filter(|(key, _)| key == name.as_bytes());
        let first = found.next();
        if found.next().is_some() {
            return Err(ParamError::Repeated(name));
        }
        Ok(first.map(|(_, value)| value.as_slice()).filter(|value| !value.is_empty()))
    }

    /// The text of a parameter that may be absent.
    ///
    /// # Errors
    /// [`ParamError::Repeated`], or [`ParamError::NotText`] when it is not UTF-8.
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, ParamError> {
        self.bytes(name)?
            .map(|value| std::str::from_utf8(value).map_err(|_| ParamError::NotText(name)))
            .transpose()
    }

    /// The text of a parameter that must be there.
    ///
    /// # Errors
    /// As [`Params::text`], and [`ParamError::Missing`].
    pub fn required(&self, name: &'static str) -> Result<&str, ParamError> {
        self.text(name)?.ok_or(ParamError::Missing(name))
    }

    /// Whether a parameter stands here at all, empty or not.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name.as_bytes())
    }
}

/// Appends `name=value` to a query string, percent-encoded.
pub fn append(query: &mut String, name: &str, value: &[u8]) {
    if !query.is_empty() && !query.ends_with('?') && !query.ends_with('&') {
        query.push('&');
    }
    query.extend(form_urlencoded::byte_serialize(name.as_bytes()));
    query.push('=');
    query.extend(form_urlencoded::byte_serialize(value));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_a_round_trip_exactly() {
        let odd: Vec<u8> = (0..=255).collect();
        let mut query = String::new();
        append(&mut query, "hint", &odd);
        append(&mut query, "next", b"a b&c=d+e%20");
        let params = Params::parse(query.as_bytes()).unwrap();
        assert_eq!(params.bytes("hint"), Ok(Some(odd.as_slice())));
        assert_eq!(params.text("next"), Ok(Some("a b&c=d+e%20")));
    }

    #[test]
    fn a_repeated_missing_or_binary_parameter_is_named() {
        let params = Params::parse(b"a=1&a=2&b=%FF&c=").unwrap();
        assert_eq!(params.text("a"), Err(ParamError::Repeated("a")));
        assert_eq!(params.text("b"), Err(ParamError::NotText("b")));
        assert_eq!(params.required("c"), Err(ParamError::Missing("c")));
        assert_eq!(params.required("d"), Err(ParamError::Missing("d")));
    }

    #[test]
    fn any_bytes_but_not_any_number_of_parameters_can_be_parsed() {
        for input in [&b"%"[..], b"%zz", b"&&&", b"=", b"a", b"\xff=\xff", b"=&=&a=b=c"] {
            assert!(Params::parse(input).is_ok());
        }
        assert!(Params::parse(&b"a&".repeat(MAX_PARAMETERS)).is_ok());
        assert_eq!(Params::parse(&b"a&".repeat(MAX_PARAMETERS + 1)), Err(ParamError::TooMany));
        assert_eq!(Params::parse(b"a=b=c").unwrap().text("a"), Ok(Some("b=c")));
    }
}
