//! The signed token in its compact form (RFC 7515 §7.1), before and after its signature is checked.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use crate::algorithm::Algorithm;
use crate::jwk::{KeySet, PublicKey};

/// The longest token that is read. Moodle's are about 3 KB, Canvas's under 10 KB.
pub const MAX_LENGTH: usize = 64 * 1024;
/// The longest key id that is read.
const MAX_KID: usize = 512;

/// Why a token cannot be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It is longer than [`MAX_LENGTH`].
    #[error("the token is longer than {MAX_LENGTH} bytes")]
    TooLong,
    /// It has five parts: an encrypted token, which LTI does not use.
    #[error("the token is encrypted (five parts); LTI tokens are signed only")]
    Encrypted,
    /// It is no JSON Web Signature; the text says what is wrong.
    #[error("the token is malformed: {0}")]
    Malformed(&'static str),
    /// Its header names critical extensions, which the tool must not ignore (RFC 7515 §4.1.11).
    #[error("the token demands extensions (crit) that this tool does not know")]
    CriticalExtension,
    /// Its algorithm is not one for launches: `none`, symmetric, or unknown.
    #[error("the algorithm {0} is not accepted")]
    AlgorithmNotAllowed(String),
    /// It names no key, and guessing one is not safe (1EdTech Security Framework §5.1.3 requires `kid`).
    #[error("the token names no key (kid)")]
    KeyIdMissing,
    /// The platform's key set has no such key. Refetch it, once.
    #[error("the platform's key set has no key {0}")]
    UnknownKey(String),
    /// The named key is of another kind than the token's algorithm.
    #[error("key {kid} does not fit the algorithm {algorithm}")]
    AlgorithmMismatch {
        /// The key that the token names.
        kid: String,
        /// The algorithm that the token names.
        algorithm: Algorithm,
    },
    /// The signature is not the platform's.
    #[error("the signature is wrong")]
    BadSignature,
}

/// The part of the header that is read. `jku`, `jwk`, `x5u` and `x5c` are not: keys come from the
/// registration's key set only.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<serde_json::Value>,
}

/// A token of the right shape. Nothing in it is true yet.
#[derive(Clone, Debug)]
pub struct UnverifiedToken {
    text: String,
    algorithm: Algorithm,
    kid: String,
}

impl UnverifiedToken {
    /// Reads the shape and the header.
    ///
    /// # Errors
    /// [`TokenError`] for everything that can be refused without a key.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        if text.len() > MAX_LENGTH {
            return Err(TokenError::TooLong);
        }
        match text.bytes().filter(|b| *b == b'.').count() {
            2 => {}
            4 => return Err(TokenError::Encrypted),
            _ => return Err(TokenError::Malformed("it has not three parts")),
        }
        let encoded = text.split('.').next().unwrap_or_default();
        let json = URL_SAFE_NO_PAD
            .decode(encoded)
            .map_err(|_| TokenError::Malformed("its header is not base64url"))?;
        let header: Header = serde_json::from_slice(&json)
            .map_err(|_| TokenError::Malformed("its header is not a JOSE header"))?;
        if header.crit.is_some() {
            return Err(TokenError::CriticalExtension);
        }
        let algorithm = Algorithm::from_name(&header.alg)
            .ok_or_else(|| TokenError::AlgorithmNotAllowed(header.alg.chars().take(32).collect()))?;
        let kid = header.kid.filter(|kid| !kid.is_empty()).ok_or(TokenError::KeyIdMissing)?;
        if kid.len() > MAX_KID {
            return Err(TokenError::Malformed("its key id is too long"));
        }
        Ok(Self { text: text.to_owned(), algorithm, kid })
    }

    /// The key that the token says it was signed with.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The algorithm that the token says it was signed with.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Checks the signature with the keys that the token may have been signed with, and gives its payload.
    ///
    /// # Errors
    /// [`TokenError::UnknownKey`], [`TokenError::AlgorithmMismatch`], [`TokenError::BadSignature`] or
    /// [`TokenError::Malformed`].
    pub(crate) fn payload(&self, keys: &KeySet) -> Result<Vec<u8>, TokenError> {
        let mut named = keys.named(&self.kid).peekable();
        if named.peek().is_none() {
            return Err(TokenError::UnknownKey(self.kid.clone()));
        }
        // Key ids should be unique but need not be (RFC 7517 §4.5).
        let mut fitting = named.filter(|key| key.fits(self.algorithm)).peekable();
        if fitting.peek().is_none() {
            return Err(TokenError::AlgorithmMismatch { kid: self.kid.clone(), algorithm: self.algorithm });
        }
        let (signed, signature) =
            self.text.rsplit_once('.').ok_or(TokenError::Malformed("it has not three parts"))?;
        let verifies = |key: &PublicKey| key.verifies(self.algorithm, signed.as_bytes(), signature);
        if !fitting.any(verifies) {
            return Err(TokenError::BadSignature);
        }
        let payload = signed.split('.').nth(1).unwrap_or_default();
        URL_SAFE_NO_PAD.decode(payload).map_err(|_| TokenError::Malformed("its payload is not base64url"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_header(header: &str) -> Result<UnverifiedToken, TokenError> {
        UnverifiedToken::parse(&format!("{}.e30.AAAA", URL_SAFE_NO_PAD.encode(header)))
    }

    #[test]
    fn a_token_with_another_number_of_parts_is_refused() {
        assert_eq!(UnverifiedToken::parse("a.b.c.d.e").unwrap_err(), TokenError::Encrypted);
        for text in ["", "a", "a.b", "a.b.c.d", "......"] {
            assert_eq!(
                UnverifiedToken::parse(text).unwrap_err(),
                TokenError::Malformed("it has not three parts"),
                "{text}"
            );
        }
    }

    #[test]
    fn an_algorithm_that_is_not_for_launches_is_refused_by_its_name() {
        for alg in ["none", "HS256", "EdDSA", "RS1"] {
            let header = format!(r#"{{"alg":"{alg}","kid":"k"}}"#);
            assert_eq!(with_header(&header).unwrap_err(), TokenError::AlgorithmNotAllowed(alg.into()));
        }
    }

    #[test]
    fn a_header_that_could_be_read_in_two_ways_is_refused() {
        let malformed = TokenError::Malformed("its header is not a JOSE header");
        for header in [
            r#"{"alg":"RS256","alg":"none","kid":"k"}"#,
            r#"{"alg":"RS256","kid":["k"]}"#,
            r#"{"alg":["RS256"],"kid":"k"}"#,
            r#"["RS256"]"#,
            r#"{"kid":"k"}"#,
            "not json",
        ] {
            assert_eq!(with_header(header).unwrap_err(), malformed, "{header}");
        }
    }

    #[test]
    fn a_token_without_a_key_id_with_an_endless_one_or_with_critical_extensions_is_refused() {
        assert_eq!(with_header(r#"{"alg":"RS256"}"#).unwrap_err(), TokenError::KeyIdMissing);
        let long = format!(r#"{{"alg":"RS256","kid":"{}"}}"#, "k".repeat(10_240));
        assert_eq!(with_header(&long).unwrap_err(), TokenError::Malformed("its key id is too long"));
        let critical = r#"{"alg":"RS256","kid":"k","crit":["b64"],"b64":false}"#;
        assert_eq!(with_header(critical).unwrap_err(), TokenError::CriticalExtension);
    }

    #[test]
    fn a_token_of_a_megabyte_is_refused_before_it_is_read() {
        assert_eq!(UnverifiedToken::parse(&"a".repeat(1 << 20)).unwrap_err(), TokenError::TooLong);
    }
}
