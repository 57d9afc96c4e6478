//! The tool's own signing keys, as platforms see them.

use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{self, KeyPair as _};
use aws_lc_rs::{digest, error};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Value, json};

/// The key cannot be used: it is no PKCS#8 RSA key, or shorter than 2048 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an RSA private key of at least 2048 bits in PKCS#8 form")]
pub struct BadToolKey;

/// Nothing was signed.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The claims cannot be written as JSON.
    #[error("the claims cannot be written as JSON")]
    Claims(#[source] Arc<serde_json::Error>),
    /// The cryptography gave no signature, which it allows for but does not do.
    #[error("the key gave no signature")]
    Signature,
}

/// One RSA key of the tool. Its name (`kid`) is its JWK thumbprint (RFC 7638), so it follows from the key.
pub struct ToolKey {
    pair: KeyPair,
    kid: String,
    n: String,
    e: String,
}

impl std::fmt::Debug for ToolKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ToolKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl ToolKey {
    /// A fresh RSA-2048 key in PKCS#8 form (DER), to be kept in a secret store.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn generate() -> Result<Vec<u8>, error::Unspecified> {
        let der: Pkcs8V1Der<'_> = KeyPair::generate(KeySize::Rsa2048)?.as_der()?;
        Ok(der.as_ref().to_vec())
    }

    /// Reads a key from its PKCS#8 form (DER).
    ///
    /// # Errors
    /// [`BadToolKey`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, BadToolKey> {
        let pair = KeyPair::from_pkcs8(der).map_err(|_| BadToolKey)?;
        let public = pair.public_key();
        let encode = |number: &[u8]| URL_SAFE_NO_PAD.encode(number);
        let n = encode(public.modulus().big_endian_without_leading_zero());
        let e = encode(public.exponent().big_endian_without_leading_zero());
        // The members that RFC 7638 §3.2 requires of an RSA key, in lexicographic order, without white space.
        let thumbprint =
            digest::digest(&digest::SHA256, format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#).as_bytes());
        Ok(Self { kid: URL_SAFE_NO_PAD.encode(thumbprint), n, e, pair })
    }

    /// The key's name.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The claims as a signed token in compact form (RFC 7515 §3.1): RS256, with the key's name in `kid`.
    ///
    /// # Errors
    /// [`SignError`].
    pub fn sign(&self, claims: &impl Serialize) -> Result<String, SignError> {
        let part = |json: Vec<u8>| URL_SAFE_NO_PAD.encode(json);
        let unwritable = |error| SignError::Claims(Arc::new(error));
        let header = json!({"alg": "RS256", "kid": self.kid, "typ": "JWT"});
        let header = serde_json::to_vec(&header).map_err(unwritable)?;
        let claims = serde_json::to_vec(claims).map_err(unwritable)?;
        let mut token = format!("{}.{}", part(header), part(claims));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        let digest = digest::digest(&digest::SHA256, token.as_bytes());
        self.pair
            .sign_digest(&signature::RSA_PKCS1_SHA256, &digest, &mut signature)
            .map_err(|_| SignError::Signature)?;
        token.push('.');
        token.push_str(&part(signature));
        Ok(token)
    }

    /// The public key as a JWK. `alg` and `use` are always there: Moodle refetches the set at every
    /// call when `alg` is missing.
    #[must_use]
    pub fn jwk(&self) -> Value {
        json!({"kty": "RSA", "kid": self.kid, "use": "sig", "alg": "RS256", "n": self.n, "e": self.e})
    }

    /// The public key as PEM (`SubjectPublicKeyInfo`), for platforms where it is pasted by hand.
    ///
    /// # Errors
    /// When it cannot be written, which the cryptography allows for but does not do.
    pub fn public_pem(&self) -> Result<String, error::Unspecified> {
        let der: PublicKeyX509Der<'_> = self.pair.public_key().as_der()?;
        let pem = pem::Pem::new("PUBLIC KEY", der.as_ref());
        let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
        Ok(pem::encode_config(&pem, config))
    }
}

/// The key set (RFC 7517 §5) that platforms fetch.
#[must_use]
pub fn key_set<'a>(keys: impl IntoIterator<Item = &'a ToolKey>) -> Value {
    json!({ "keys": keys.into_iter().map(ToolKey::jwk).collect::<Vec<_>>() })
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::OnceLock;

    use super::*;
    use crate::jwk::KeySet;
    use crate::jws::UnverifiedToken;

    /// One key for all tests: making one takes long.
    pub(crate) fn key() -> &'static ToolKey {
        static KEY: OnceLock<ToolKey> = OnceLock::new();
        KEY.get_or_init(|| ToolKey::from_pkcs8(&ToolKey::generate().unwrap()).unwrap())
    }

    #[test]
    fn a_fresh_key_gives_a_key_set_that_platforms_can_use() {
        let key = ToolKey::from_pkcs8(&ToolKey::generate().unwrap()).unwrap();
        let set = key_set([&key]);
        let read = KeySet::parse(set.to_string().as_bytes()).unwrap();
        assert!(read.has(key.kid()));
        assert_eq!(set["keys"][0]["alg"], "RS256");
        assert_eq!(key.kid().len(), 43);
        assert!(set["keys"][0].get("d").is_none());
    }

    #[test]
    fn the_pem_is_a_public_key_and_nothing_more() {
        let key = ToolKey::from_pkcs8(&ToolKey::generate().unwrap()).unwrap();
        let text = key.public_pem().unwrap();
        assert!(text.starts_with("-----BEGIN PUBLIC KEY-----\n"), "{text}");
        assert!(jsonwebtoken::DecodingKey::from_rsa_pem(text.as_bytes()).is_ok());
        assert!(!format!("{key:?}").contains(&key.n));
    }

    #[test]
    fn the_name_is_the_thumbprint_of_rfc_7638() {
        // The example of RFC 7638 §3.1 has no private key, so the recipe is checked on its public part.
        let (n, e) = (
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "AQAB",
        );
        let digest =
            digest::digest(&digest::SHA256, format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#).as_bytes());
        assert_eq!(URL_SAFE_NO_PAD.encode(digest), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn what_a_key_signs_is_verified_with_its_key_set() {
        let key = key();
        let token = key.sign(&json!({"iss": "client"})).unwrap();
        let set = KeySet::parse(key_set([key]).to_string().as_bytes()).unwrap();
        let payload = UnverifiedToken::parse(&token).unwrap().payload(&set).unwrap();
        assert_eq!(payload, br#"{"iss":"client"}"#);
        let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
        let header: Value = serde_json::from_slice(&header).unwrap();
        assert_eq!(header, json!({"alg": "RS256", "kid": key.kid(), "typ": "JWT"}));
    }

    #[test]
    fn claims_that_are_no_json_are_not_signed() {
        let key = key();
        let claims = std::collections::HashMap::from([((1, 2), "a key of JSON is text")]);
        assert!(matches!(key.sign(&claims), Err(SignError::Claims(_))));
    }

    #[test]
    fn what_is_no_private_key_is_refused() {
        for der in [&b""[..], b"junk", &[0x30; 64]] {
            assert_eq!(ToolKey::from_pkcs8(der).unwrap_err(), BadToolKey);
        }
    }
}
