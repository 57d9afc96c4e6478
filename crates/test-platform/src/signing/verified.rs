//! The other direction: what the tool signs.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;

use super::token;

/// Whether this public RSA key, a JSON Web Key of 2048 to 8192 bits, made the token's RS256 signature (RFC 7518,
/// section 3.3). It looks at nothing else.
pub(crate) fn signed_rs256(jwk: &Value, token: &str) -> bool {
    let number = |name: &str| token::decode(jwk.get(name)?.as_str()?);
    let (Some(n), Some(e)) = (number("n"), number("e")) else {
        return false;
    };
    let Some((input, signature)) = token.rsplit_once('.') else {
        return false;
    };
    let Some(signature) = token::decode(signature) else {
        return false;
    };
    let key = RsaPublicKeyComponents { n, e };
    key.verify(&RSA_PKCS1_2048_8192_SHA256, input.as_bytes(), &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::signed_rs256;
    use crate::signing::{SigningKey, token};

    #[test]
    fn a_signature_holds_under_its_own_key_only() {
        let key = SigningKey::rsa();
        let signed = key.sign(key.header(), json!({ "sub": "x" }));
        assert!(signed_rs256(&key.jwk(), &signed));
        assert!(!signed_rs256(&SigningKey::other_rsa().jwk(), &signed));
        assert!(!signed_rs256(&key.jwk(), &token::with_broken_signature(&signed)));
        assert!(!signed_rs256(&SigningKey::p256().jwk(), &signed));
    }

    #[test]
    fn a_key_of_1024_bits_verifies_nothing() {
        let weak = SigningKey::weak_rsa();
        assert!(!signed_rs256(&weak.jwk(), &weak.sign(weak.header(), json!({}))));
    }
}
