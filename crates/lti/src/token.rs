//! 256-bit random tokens and the digests under which they are stored.

use std::fmt;

use aws_lc_rs::{constant_time, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::entropy::Entropy;

/// Bytes in a token: 256 bits.
const LENGTH: usize = 32;

/// The SHA-256 digest of a secret token: what stores keep in the token's place, so that a copy of
/// the store opens nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TokenDigest([u8; LENGTH]);

impl TokenDigest {
    /// The digest of any text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut out = [0; LENGTH];
        out.copy_from_slice(digest::digest(&digest::SHA256, text.as_bytes()).as_ref());
        Self(out)
    }

    /// Whether `text` is what was digested; takes the same time whatever the answer.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &Self::of(text).0).is_ok()
    }
}

impl fmt::Display for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for TokenDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenDigest({self})")
    }
}

impl From<TokenDigest> for String {
    fn from(digest: TokenDigest) -> String {
        digest.to_string()
    }
}

impl TryFrom<String> for TokenDigest {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| "not base64url")?;
        Ok(Self(bytes.try_into().map_err(|_| "not 32 bytes")?))
    }
}

/// 32 random bytes as 43 base64url characters.
pub(crate) fn random_text(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; LENGTH];
    entropy.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Whether `text` has the shape of [`random_text`].
pub(crate) fn is_token_shaped(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Defines a secret token: random, redacted in `Debug`, read from text of the right shape only.
macro_rules! secret_token {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $type(String);

        impl $type {
            /// A fresh token of 256 random bits.
            #[must_use]
            pub fn random(entropy: &dyn $crate::entropy::Entropy) -> Self {
                Self($crate::token::random_text(entropy))
            }

            /// Reads a token that came from outside; `None` when it has not the shape of one.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                $crate::token::is_token_shaped(text).then(|| Self(text.to_owned()))
            }

            /// The secret itself: for the wire only, never for logs or stores.
            #[must_use]
            pub fn reveal(&self) -> &str {
                &self.0
            }

            /// What a store keeps in the token's place.
            #[must_use]
            pub fn digest(&self) -> $crate::token::TokenDigest {
                $crate::token::TokenDigest::of(&self.0)
            }
        }

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "([redacted])"))
            }
        }
    };
}
pub(crate) use secret_token;

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU8, Ordering};

    /// Entropy that counts, so that tests know what comes.
    #[derive(Default)]
    pub(crate) struct Counting(AtomicU8);

    impl Entropy for Counting {
        fn fill(&self, out: &mut [u8]) {
            out.fill(self.0.fetch_add(1, Ordering::Relaxed));
        }
    }

    secret_token!(
        /// A token for these tests.
        Sample
    );

    #[test]
    fn a_secret_token_is_redacted_in_debug() {
        let token = Sample::random(&Counting::default());
        assert_eq!(format!("{token:?}"), "Sample([redacted])");
    }

    #[test]
    fn a_token_is_read_back_only_in_its_own_shape() {
        let token = Sample::random(&Counting::default());
        assert!(token.digest().matches(token.reveal()));
        assert_eq!(token.reveal().len(), 43);
        assert!(Sample::parse(token.reveal()).is_some());
        for wrong in ["", "short", &"é".repeat(43), &"A".repeat(44), &format!("{}'", "A".repeat(42))] {
            assert!(Sample::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_digest_matches_its_own_text_only_and_survives_a_round_trip() {
        let digest = TokenDigest::of("secret");
        assert!(digest.matches("secret"));
        assert!(!digest.matches("Secret"));
        let stored = String::from(digest);
        assert_eq!(TokenDigest::try_from(stored), Ok(digest));
        assert!(TokenDigest::try_from("zz".to_owned()).is_err());
    }
}
