//! Tokens put together by hand. Nothing here checks anything: a test may want any of it wrong.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// Base64url without padding (RFC 7515, section 2).
#[must_use]
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes behind base64url without padding; `None` when it is not.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Each part base64url-encoded, joined by dots: as many segments as there are parts.
#[must_use]
pub fn segments(parts: &[&[u8]]) -> String {
    let encoded: Vec<String> = parts.iter().map(encode).collect();
    encoded.join(".")
}

/// Header and claims, as they are signed: two segments and no signature.
#[must_use]
pub fn signing_input(header: &Value, claims: &Value) -> String {
    segments(&[header.to_string().as_bytes(), claims.to_string().as_bytes()])
}

/// An unsecured token (RFC 7519, section 6): the third segment is there and empty. The header is
/// taken as given, so write `"alg": "none"`, `"nOnE"` or anything else into it.
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "tests write `json!` literals in place")]
pub fn unsigned(header: Value, claims: Value) -> String {
    format!("{}.", signing_input(&header, &claims))
}

/// A token with an HMAC over SHA-256, whatever the header says. With a public key as the secret it
/// is the classic confusion of RS256 and HS256 (RFC 8725, section 2.1).
#[must_use]
#[expect(clippy::needless_pass_by_value, reason = "tests write `json!` literals in place")]
pub fn hs256(secret: &[u8], header: Value, claims: Value) -> String {
    let input = signing_input(&header, &claims);
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input.as_bytes());
    format!("{input}.{}", encode(tag))
}

/// The token without its signature segment and the dot before it.
#[must_use]
pub fn two_segments(token: &str) -> String {
    token.split('.').take(2).collect::<Vec<_>>().join(".")
}

/// The shape of an encrypted token (RFC 7516, section 3.1): five segments, none of them
/// decipherable.
#[must_use]
pub fn five_segments() -> String {
    segments(&[br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#, b"encrypted key", b"iv", b"ciphertext", b"tag"])
}

/// The token with one bit of its signature turned over, so that only the signature is wrong.
///
/// # Panics
/// When the last segment is not base64url or is empty.
#[must_use]
pub fn with_broken_signature(token: &str) -> String {
    let (input, signature) = token.rsplit_once('.').expect("a token has dots");
    let mut bytes = decode(signature).expect("a signature is base64url");
    *bytes.first_mut().expect("a signature has bytes") ^= 1;
    format!("{input}.{}", encode(bytes))
}

/// The header of a token, read without any check; `None` when it is not JSON in base64url.
#[must_use]
pub fn header(token: &str) -> Option<Value> {
    json_segment(token, 0)
}

/// The claims of a token, read without any check; `None` when they are not JSON in base64url.
#[must_use]
pub fn claims(token: &str) -> Option<Value> {
    json_segment(token, 1)
}

fn json_segment(token: &str, index: usize) -> Option<Value> {
    let bytes = decode(token.split('.').nth(index)?)?;
    serde_json::from_slice(&bytes).ok()
}
