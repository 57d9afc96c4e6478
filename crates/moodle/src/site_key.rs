//! The key from which every site's secret is derived, so that no secret is stored: a copy of the table of sites opens
//! nothing, and a site is revoked by deleting its row.

use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};

use crate::{SiteKeyId, SiteUrl};

/// Says what the derived bytes are for, so that the same key may serve another purpose without giving this away.
const PURPOSE: &[u8] = b"moodle-aws site secret v1\0";

/// The key behind the secrets of all sites; redacted in `Debug`.
#[derive(Clone)]
pub struct SiteKey([u8; Self::LENGTH]);

impl SiteKey {
    /// How many bytes it has.
    pub const LENGTH: usize = 32;

    /// Takes the random bytes.
    #[must_use]
    pub fn new(bytes: &[u8; Self::LENGTH]) -> Self {
        Self(*bytes)
    }

    /// The secret of one key of one site: HKDF-SHA256 (RFC 5869) with the purpose, the key's id and the site's address
    /// as `info`. The id has a fixed length, so no two pairs give the same `info`.
    ///
    /// # Panics
    /// Never: the only error of HKDF is a longer output than 255 blocks, and this is one.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the output is one block, and HKDF allows 255")]
    pub fn secret_of(&self, key_id: &SiteKeyId, url: &SiteUrl) -> SiteSecret {
        let info = [PURPOSE, key_id.as_str().as_bytes(), url.as_str().as_bytes()];
        let mut secret = [0; SiteSecret::LENGTH];
        Salt::new(HKDF_SHA256, &[])
            .extract(&self.0)
            .expand(&info, HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut secret))
            .expect("one block can be derived");
        SiteSecret(secret)
    }
}

impl std::fmt::Debug for SiteKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SiteKey([redacted])")
    }
}

/// What a site's plugins sign with (HMAC-SHA256): 256 bits; redacted in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SiteSecret([u8; Self::LENGTH]);

impl SiteSecret {
    /// How many bytes it has.
    pub const LENGTH: usize = 32;

    /// Takes the bytes.
    #[must_use]
    pub fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes: for signing and for the connection code only, never for logs or stores.
    #[must_use]
    pub fn reveal(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }
}

impl std::fmt::Debug for SiteSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SiteSecret([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    fn secret(key: u8, id: u8, url: &str) -> SiteSecret {
        SiteKey::new(&[key; 32]).secret_of(&SiteKeyId::from_random(&[id; 16]), &SiteUrl::parse(url).unwrap())
    }

    #[test]
    fn every_key_id_and_site_has_a_secret_of_its_own_and_always_the_same() {
        let url = "https://moodle.example";
        assert_eq!(secret(1, 1, url), secret(1, 1, url));
        assert_ne!(secret(1, 1, url), secret(2, 1, url));
        assert_ne!(secret(1, 1, url), secret(1, 2, url));
        assert_ne!(secret(1, 1, url), secret(1, 1, "https://moodle.example/x"));
    }

    /// Sites have the secret pasted: a release that derives another one cuts them all off. The value was computed with
    /// HMAC-SHA256 of another implementation, by the two steps of RFC 5869.
    #[test]
    fn the_derivation_never_changes() {
        let secret = secret(1, 2, "https://moodle.example");
        let text = URL_SAFE_NO_PAD.encode(secret.reveal());
        assert_eq!(text, "KwXv8pDiM15lt4-1rqTf9pp1ZaWJdtdL-PeGKQb-xaY");
    }

    #[test]
    fn secrets_are_redacted_in_debug() {
        assert_eq!(format!("{:?}", SiteKey::new(&[1; 32])), "SiteKey([redacted])");
        assert_eq!(format!("{:?}", SiteSecret::new([1; 32])), "SiteSecret([redacted])");
    }
}
