//! A platform's public keys (RFC 7517), reduced to those that may verify a launch.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use serde_json::Value;

use crate::algorithm::{Algorithm, KeyFamily};

/// The smallest RSA modulus that is trusted, in bits (1EdTech Security Framework §5.1.3, RFC 7518 §3.3).
const MIN_RSA_BITS: usize = 2048;
/// The largest that the cryptography verifies, in bits.
const MAX_RSA_BITS: usize = 8192;

/// The answer is no key set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the answer is not a JSON Web Key Set (an object with a list named keys)")]
pub struct NotAKeySet;

/// The usable keys of a platform. Hundreds of keys are legal.
#[derive(Clone, Debug, Default)]
pub struct KeySet(Vec<PublicKey>);

/// One public key that may verify a launch.
#[derive(Clone, Debug)]
pub struct PublicKey {
    kid: String,
    family: KeyFamily,
    algorithm: Option<Algorithm>,
    key: DecodingKey,
}

#[derive(Deserialize)]
struct RawSet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct RawKey {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    r#use: Option<String>,
    key_ops: Option<Vec<String>>,
    n: Option<String>,
    e: Option<String>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// Reads a key set. Keys that cannot verify a launch (symmetric, too short, for encryption, without
    /// a key id, of an unknown kind) are left out, as RFC 7517 §5 asks.
    ///
    /// # Errors
    /// [`NotAKeySet`] when the text is none.
    pub fn parse(json: &[u8]) -> Result<Self, NotAKeySet> {
        let set: RawSet = serde_json::from_slice(json).map_err(|_| NotAKeySet)?;
        Ok(Self(set.keys.into_iter().filter_map(PublicKey::from_json).collect()))
    }

    /// The keys with this id.
    pub fn named<'a>(&'a self, kid: &'a str) -> impl Iterator<Item = &'a PublicKey> {
        self.0.iter().filter(move |key| key.kid == kid)
    }

    /// Whether a key has this id.
    #[must_use]
    pub fn has(&self, kid: &str) -> bool {
        self.named(kid).next().is_some()
    }

    /// How many keys are usable.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no key is usable.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl PublicKey {
    fn from_json(json: Value) -> Option<Self> {
        let raw: RawKey = serde_json::from_value(json).ok()?;
        let for_signatures = raw.r#use.as_deref().is_none_or(|u| u == "sig")
            && raw.key_ops.as_ref().is_none_or(|ops| ops.iter().any(|op| op == "verify"));
        if !for_signatures {
            return None;
        }
        let (family, key) = match raw.kty.as_str() {
            "RSA" => (KeyFamily::Rsa, rsa(&raw)?),
            "EC" => elliptic(&raw)?,
            _ => return None,
        };
        // A key for an algorithm that no launch may use is no key for launches.
        let algorithm = match raw.alg {
            Some(name) => Some(Algorithm::from_name(&name).filter(|a| a.family() == family)?),
            None => None,
        };
        Some(Self { kid: raw.kid.filter(|kid| !kid.is_empty())?, family, algorithm, key })
    }

    /// Whether a token signed with `algorithm` may use this key: its own `alg` where it names one, else its kind.
    #[must_use]
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        self.family == algorithm.family() && self.algorithm.is_none_or(|own| own == algorithm)
    }

    pub(crate) fn verifies(&self, algorithm: Algorithm, signed: &[u8], signature: &str) -> bool {
        jsonwebtoken::crypto::verify(signature, signed, &self.key, algorithm.jsonwebtoken()).unwrap_or(false)
    }
}

fn rsa(raw: &RawKey) -> Option<DecodingKey> {
    let n = decode(raw.n.as_deref()?)?;
    let e = decode(raw.e.as_deref()?)?;
    let significant: &[u8] = &n[n.iter().position(|byte| *byte != 0)?..];
    let bits = significant.len() * 8 - significant[0].leading_zeros() as usize;
    (MIN_RSA_BITS..=MAX_RSA_BITS)
        .contains(&bits)
        .then(|| DecodingKey::from_rsa_raw_components(significant, &e))
}

fn elliptic(raw: &RawKey) -> Option<(KeyFamily, DecodingKey)> {
    let (family, size) = match raw.crv.as_deref()? {
        "P-256" => (KeyFamily::P256, 32),
        "P-384" => (KeyFamily::P384, 48),
        _ => return None,
    };
    let (x, y) = (raw.x.as_deref()?, raw.y.as_deref()?);
    let whole = decode(x)?.len() == size && decode(y)?.len() == size;
    whole.then(|| DecodingKey::from_ec_components(x, y).ok()).flatten().map(|key| (family, key))
}

fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rsa_key(bytes: usize) -> Value {
        let n = URL_SAFE_NO_PAD.encode(vec![0xff; bytes]);
        json!({"kty": "RSA", "kid": "k", "n": n, "e": "AQAB", "alg": "RS256", "use": "sig"})
    }

    fn count(keys: &Value) -> usize {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap().len()
    }

    #[test]
    fn rsa_keys_under_2048_bits_are_left_out() {
        assert_eq!(count(&json!([rsa_key(256)])), 1);
        assert_eq!(count(&json!([rsa_key(255)])), 0);
        assert_eq!(count(&json!([rsa_key(128)])), 0);
        let mut padded = rsa_key(128);
        padded["n"] = json!(URL_SAFE_NO_PAD.encode([vec![0; 128], vec![0xff; 128]].concat()));
        assert_eq!(count(&json!([padded])), 0, "zeros do not lengthen a modulus");
        let mut fine = rsa_key(256);
        fine["n"] = json!(URL_SAFE_NO_PAD.encode([vec![0; 1], vec![0xff; 256]].concat()));
        assert_eq!(count(&json!([fine])), 1, "a sign byte does not harm");
    }

    #[test]
    fn symmetric_encryption_nameless_and_unknown_keys_are_left_out() {
        let change = |name: &str, value: Value| {
            let mut key = rsa_key(256);
            key[name] = value;
            key
        };
        let keys = json!([
            {"kty": "oct", "kid": "k", "k": "AAAA", "alg": "HS256"},
            {"kty": "OKP", "kid": "k", "crv": "Ed25519", "x": "AAAA"},
            change("use", json!("enc")),
            change("key_ops", json!(["encrypt"])),
            change("alg", json!("HS256")),
            change("alg", json!("ES256")),
            change("kid", json!(null)),
            change("kid", json!("")),
            change("n", json!("***")),
            change("n", json!(17)),
            "not a key",
            null
        ]);
        assert_eq!(count(&keys), 0);
    }

    #[test]
    fn elliptic_points_of_the_wrong_size_are_left_out() {
        let coordinate = |bytes: usize| URL_SAFE_NO_PAD.encode(vec![1; bytes]);
        let key = |crv: &str, bytes: usize| json!([{"kty": "EC", "kid": "k", "crv": crv, "x": coordinate(bytes), "y": coordinate(bytes)}]);
        assert_eq!(count(&key("P-256", 32)), 1);
        assert_eq!(count(&key("P-384", 48)), 1);
        assert_eq!(count(&key("P-256", 48)), 0);
        assert_eq!(count(&key("P-521", 66)), 0);
        assert_eq!(count(&key("secp256k1", 32)), 0);
    }

    #[test]
    fn hundreds_of_keys_are_legal() {
        let keys: Vec<_> = (0..500)
            .map(|i| {
                let mut key = rsa_key(256);
                key["kid"] = json!(format!("k{i}"));
                key
            })
            .collect();
        let set = KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap();
        assert!(set.has("k499") && !set.has("k500"));
    }

    #[test]
    fn what_is_no_key_set_is_refused() {
        for text in ["", "<html>", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":null}"#] {
            assert_eq!(KeySet::parse(text.as_bytes()).unwrap_err(), NotAKeySet, "{text}");
        }
        assert!(KeySet::parse(br#"{"keys":[]}"#).unwrap().is_empty());
    }
}
