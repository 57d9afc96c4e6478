//! The keys of `keys/`: fixed, public to everybody, and trusted by nobody.

use aws_lc_rs::signature::EcdsaKeyPair;

use super::key::{Curve, Material, SigningKey};
use super::weak_rsa::WeakRsa;

impl SigningKey {
    /// The committed RSA key of 2048 bits, key id `test-rsa`. For tests: everybody can read its
    /// private half.
    #[must_use]
    pub fn rsa() -> Self {
        rsa("test-rsa", include_str!("../../keys/rsa-2048-a.pem"))
    }

    /// A second committed RSA key of 2048 bits, key id `test-rsa-other`: for rotations and for
    /// signatures by a stranger.
    #[must_use]
    pub fn other_rsa() -> Self {
        rsa("test-rsa-other", include_str!("../../keys/rsa-2048-b.pem"))
    }

    /// The committed elliptic-curve key on P-256, key id `test-p256`.
    #[must_use]
    pub fn p256() -> Self {
        let pem = include_str!("../../keys/ec-p256.pem");
        ec(Curve::P256, "test-p256", pem)
    }

    /// The committed elliptic-curve key on P-384, key id `test-p384`.
    #[must_use]
    pub fn p384() -> Self {
        let pem = include_str!("../../keys/ec-p384.pem");
        ec(Curve::P384, "test-p384", pem)
    }

    /// The committed RSA key of 1024 bits, key id `test-weak-rsa`. It signs RS256 only, and
    /// rightly; a tool refuses it for its size.
    #[must_use]
    pub fn weak_rsa() -> Self {
        Self::new("test-weak-rsa", Material::WeakRsa(WeakRsa::committed()))
    }
}

fn rsa(kid: &str, pem: &str) -> SigningKey {
    SigningKey::rsa_from_pem(kid, pem).expect("the committed key is a PKCS#8 key")
}

fn ec(curve: Curve, kid: &str, pem: &str) -> SigningKey {
    let der = pem::parse(pem).expect("the committed key is PEM");
    let pair =
        EcdsaKeyPair::from_pkcs8(curve.signing(), der.contents()).expect("the committed key is a PKCS#8 key");
    SigningKey::new(kid, Material::Ec(pair, curve))
}
