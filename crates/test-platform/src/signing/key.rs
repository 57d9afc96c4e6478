//! A key pair that signs what it is given.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::digest::digest;
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    KeyPair as _,
};
use serde_json::{Value, json};

use super::algorithm::Algorithm;
use super::token;
use super::weak_rsa::WeakRsa;

/// Why a key could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The cryptographic library could not generate a key: its source of randomness failed.
    #[error("the key could not be generated")]
    Generate,
    /// The text is not PEM: pass the whole file, with its `BEGIN` and `END` lines.
    #[error("the key is not PEM: {0}")]
    Pem(#[source] pem::PemError),
    /// The key is not an unencrypted PKCS#8 key of the wanted kind, or is too small or too large.
    #[error("the key was refused: {0}")]
    Rejected(#[source] aws_lc_rs::error::KeyRejected),
}

/// A private key with its key id. Cheap to clone.
#[derive(Clone)]
pub struct SigningKey {
    kid: String,
    material: Arc<Material>,
}

/// The private half.
pub(super) enum Material {
    Rsa(rsa::KeyPair),
    Ec(EcdsaKeyPair, Curve),
    WeakRsa(WeakRsa),
}

/// The curve of an elliptic-curve key.
#[derive(Clone, Copy)]
pub(super) enum Curve {
    P256,
    P384,
}

impl Curve {
    pub(super) fn signing(self) -> &'static EcdsaSigningAlgorithm {
        match self {
            Self::P256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
            Self::P384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
        }
    }

    fn algorithm(self) -> Algorithm {
        match self {
            Self::P256 => Algorithm::Es256,
            Self::P384 => Algorithm::Es384,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }
}

impl SigningKey {
    /// A new RSA key of 2048 bits; takes up to some tenths of a second.
    ///
    /// # Errors
    /// [`KeyError::Generate`].
    pub fn generate_rsa(kid: impl Into<String>) -> Result<Self, KeyError> {
        let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048);
        let pair = pair.map_err(|_unspecified| KeyError::Generate)?;
        Ok(Self::new(kid, Material::Rsa(pair)))
    }

    /// A new elliptic-curve key on P-256.
    ///
    /// # Errors
    /// [`KeyError::Generate`].
    pub fn generate_p256(kid: impl Into<String>) -> Result<Self, KeyError> {
        generate_ec(Curve::P256, kid)
    }

    /// A new elliptic-curve key on P-384.
    ///
    /// # Errors
    /// [`KeyError::Generate`].
    pub fn generate_p384(kid: impl Into<String>) -> Result<Self, KeyError> {
        generate_ec(Curve::P384, kid)
    }

    /// An RSA key of 2048 to 8192 bits from unencrypted PKCS#8 in PEM.
    ///
    /// # Errors
    /// [`KeyError::Pem`], [`KeyError::Rejected`].
    pub fn rsa_from_pem(kid: impl Into<String>, pem: &str) -> Result<Self, KeyError> {
        let der = pem::parse(pem).map_err(KeyError::Pem)?;
        let pair = rsa::KeyPair::from_pkcs8(der.contents()).map_err(KeyError::Rejected)?;
        Ok(Self::new(kid, Material::Rsa(pair)))
    }

    pub(super) fn new(kid: impl Into<String>, material: Material) -> Self {
        Self { kid: kid.into(), material: Arc::new(material) }
    }

    /// The same key under another key id.
    #[must_use]
    pub fn with_kid(self, kid: impl Into<String>) -> Self {
        Self { kid: kid.into(), ..self }
    }

    /// The key id.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The algorithm this key signs with unless told otherwise: RS256, ES256 or ES384.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match &*self.material {
            Material::Rsa(_) | Material::WeakRsa(_) => Algorithm::Rs256,
            Material::Ec(_, curve) => curve.algorithm(),
        }
    }

    /// The header of an honest token: `typ`, `alg` and `kid`, as Moodle writes it.
    #[must_use]
    pub fn header(&self) -> Value {
        self.header_with(self.algorithm())
    }

    /// An honest header for another algorithm of this key, such as PS256.
    #[must_use]
    pub fn header_with(&self, algorithm: Algorithm) -> Value {
        json!({ "typ": "JWT", "alg": algorithm.name(), "kid": self.kid })
    }

    /// Signs under any header. The header's `alg` chooses the signature when this key can make it;
    /// else the key uses its own [`algorithm`](Self::algorithm), so that a header that lies about
    /// the algorithm needs no more than the lie.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "tests write `json!` literals in place")]
    pub fn sign(&self, header: Value, claims: Value) -> String {
        self.sign_text(&header.to_string(), &claims.to_string())
    }

    /// Signs with this algorithm, whatever the header says.
    ///
    /// # Panics
    /// When this kind of key cannot make that algorithm.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "tests write `json!` literals in place")]
    pub fn sign_with(&self, algorithm: Algorithm, header: Value, claims: Value) -> String {
        self.sign_input(algorithm, &token::signing_input(&header, &claims))
    }

    /// Like [`sign`](Self::sign), for header and claims as text, which need not be good JSON: a
    /// name given twice, a huge number, deep nesting.
    #[must_use]
    pub fn sign_text(&self, header: &str, claims: &str) -> String {
        let named = serde_json::from_str::<Value>(header)
            .ok()
            .and_then(|header| Algorithm::from_name(header.get("alg")?.as_str()?))
            .filter(|algorithm| self.can_sign(*algorithm));
        let input = token::segments(&[header.as_bytes(), claims.as_bytes()]);
        self.sign_input(named.unwrap_or(self.algorithm()), &input)
    }

    fn can_sign(&self, algorithm: Algorithm) -> bool {
        match &*self.material {
            Material::Rsa(_) => algorithm.rsa_padding().is_some(),
            Material::Ec(..) | Material::WeakRsa(_) => algorithm == self.algorithm(),
        }
    }

    fn sign_input(&self, algorithm: Algorithm, input: &str) -> String {
        let signature = self.signature(algorithm, input.as_bytes());
        format!("{input}.{}", token::encode(signature))
    }

    /// The bare signature over any bytes.
    ///
    /// # Panics
    /// When this kind of key cannot make that algorithm.
    #[must_use]
    pub fn signature(&self, algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
        assert!(self.can_sign(algorithm), "{self:?} cannot sign {}", algorithm.name());
        let digest = digest(algorithm.digest(), message);
        match &*self.material {
            Material::Rsa(pair) => {
                let padding = algorithm.rsa_padding().expect("an RSA algorithm");
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign_digest(padding, &digest, &mut signature).expect("a valid key signs");
                signature
            }
            Material::Ec(pair, _) => {
                let signature = pair.sign_digest(&digest).expect("a valid key signs");
                signature.as_ref().to_vec()
            }
            Material::WeakRsa(key) => key.sign_rs256(message),
        }
    }

    /// The public half as a JSON Web Key (RFC 7517), with `alg`, `kid` and `use`, as Moodle writes
    /// it.
    #[must_use]
    pub fn jwk(&self) -> Value {
        let mut jwk = match &*self.material {
            Material::Rsa(pair) => {
                let public = pair.public_key();
                json!({
                    "kty": "RSA",
                    "n": token::encode(public.modulus().big_endian_without_leading_zero()),
                    "e": token::encode(public.exponent().big_endian_without_leading_zero()),
                })
            }
            Material::Ec(pair, curve) => {
                // An uncompressed point: 0x04, then x and y of equal length (SEC 1, section 2.3.3).
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                json!({
                    "kty": "EC",
                    "crv": curve.name(),
                    "x": token::encode(x),
                    "y": token::encode(y),
                })
            }
            Material::WeakRsa(key) => json!({
                "kty": "RSA",
                "n": token::encode(key.modulus()),
                "e": WeakRsa::EXPONENT,
            }),
        };
        jwk["alg"] = json!(self.algorithm().name());
        jwk["kid"] = json!(self.kid);
        jwk["use"] = json!("sig");
        jwk
    }

    /// The public half as PEM (`SubjectPublicKeyInfo`): what an administrator pastes, and the
    /// secret of the RS256/HS256 confusion.
    ///
    /// # Panics
    /// For the 1024-bit key, which only exists as a JWK.
    #[must_use]
    pub fn public_pem(&self) -> String {
        let der: PublicKeyX509Der<'static> = match &*self.material {
            Material::Rsa(pair) => pair.public_key().as_der(),
            Material::Ec(pair, _) => pair.public_key().as_der(),
            Material::WeakRsa(_) => panic!("the 1024-bit key exists as a JWK only"),
        }
        .expect("a valid public key has a DER form");
        let block = pem::Pem::new("PUBLIC KEY", der.as_ref());
        pem::encode_config(&block, pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

/// A key set (RFC 7517, section 5) of these keys, in this order.
#[must_use]
pub fn jwks(keys: &[&SigningKey]) -> Value {
    let keys: Vec<Value> = keys.iter().map(|key| key.jwk()).collect();
    json!({ "keys": keys })
}

fn generate_ec(curve: Curve, kid: impl Into<String>) -> Result<SigningKey, KeyError> {
    let pair = EcdsaKeyPair::generate(curve.signing());
    let pair = pair.map_err(|_unspecified| KeyError::Generate)?;
    Ok(SigningKey::new(kid, Material::Ec(pair, curve)))
}
