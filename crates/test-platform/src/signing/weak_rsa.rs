//! An RSA key of 1024 bits. aws-lc-rs refuses to load one, and a tool must refuse to trust one:
//! only a signature that is otherwise right shows that the tool refuses it for its size. Hence the
//! textbook operation here, unfit for anything but tests.

use aws_lc_rs::digest::{SHA256, digest};
use num_bigint::BigUint;
use serde_json::Value;

use super::token;

/// `DigestInfo` for SHA-256, up to the digest (RFC 8017, section 9.2, note 1).
const SHA256_DIGEST_INFO: [u8; 19] = [
    0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00,
    0x04, 0x20,
];

/// The committed 1024-bit key: its numbers, and no guard of any kind.
pub(super) struct WeakRsa {
    modulus: BigUint,
    private_exponent: BigUint,
}

impl WeakRsa {
    /// The public exponent, base64url: 65537.
    pub(super) const EXPONENT: &'static str = "AQAB";

    /// Reads the committed private JWK.
    pub(super) fn committed() -> Self {
        let jwk: Value = serde_json::from_str(include_str!("../../keys/rsa-1024.jwk.json"))
            .expect("the committed key is JSON");
        let number = |name: &str| {
            let text = jwk[name].as_str().expect("the committed key is complete");
            BigUint::from_bytes_be(&token::decode(text).expect("the committed key is base64url"))
        };
        Self { modulus: number("n"), private_exponent: number("d") }
    }

    /// The modulus, big-endian.
    pub(super) fn modulus(&self) -> Vec<u8> {
        self.modulus.to_bytes_be()
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2.1).
    pub(super) fn sign_rs256(&self, message: &[u8]) -> Vec<u8> {
        let length = self.modulus().len();
        let digest = digest(&SHA256, message);
        let padding = length - 3 - SHA256_DIGEST_INFO.len() - digest.as_ref().len();

        let mut encoded = vec![0x00, 0x01];
        encoded.resize(2 + padding, 0xff);
        encoded.push(0x00);
        encoded.extend_from_slice(&SHA256_DIGEST_INFO);
        encoded.extend_from_slice(digest.as_ref());

        let number =
            BigUint::from_bytes_be(&encoded).modpow(&self.private_exponent, &self.modulus).to_bytes_be();
        let mut signature = vec![0; length - number.len()];
        signature.extend_from_slice(&number);
        signature
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RsaPublicKeyComponents};

    use super::WeakRsa;

    #[test]
    fn the_weak_key_makes_signatures_that_are_right_in_all_but_size() {
        let key = WeakRsa::committed();
        assert_eq!(key.modulus().len() * 8, 1024);

        let public = RsaPublicKeyComponents { n: key.modulus(), e: vec![1, 0, 1] };
        for message in ["", "one", "another message"] {
            public
                .verify(
                    &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
                    message.as_bytes(),
                    &key.sign_rs256(message.as_bytes()),
                )
                .unwrap();
        }
    }
}
