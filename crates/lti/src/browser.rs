//! The binding of a login attempt to one browser.
//!
//! A login sets a cookie of its own with a random key; the launch and the session exchange must come
//! with that cookie. So a launch that somebody else prepared cannot be finished in a victim's browser
//! (login cross-site request forgery, 1EdTech Security Framework §5.1.1.3 and RFC 6749 §10.12).

use serde::{Deserialize, Serialize};

use crate::entropy::Entropy;
use crate::token::{TokenDigest, secret_token};

/// What the name of every attempt's cookie begins with. `__Host-` makes browsers refuse it from plain http
/// (other than localhost), from sibling hosts and for a part of the site only.
pub const COOKIE_PREFIX: &str = "__Host-lti-";

secret_token!(
    /// The secret that one login attempt leaves in its browser.
    BrowserKey
);

/// The public name of a login attempt: part of its cookie's name, so that several tabs may launch at once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttemptId(String);

impl AttemptId {
    /// A fresh name of 16 characters.
    #[must_use]
    pub fn random(entropy: &dyn Entropy) -> Self {
        let mut text = crate::token::random_text(entropy);
        text.truncate(16);
        Self(text)
    }

    /// Reads a name that came from outside; `None` when it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits =
            text.len() == 16 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        fits.then(|| Self(text.to_owned()))
    }

    /// The text of the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the attempt's cookie.
    #[must_use]
    pub fn cookie_name(&self) -> String {
        format!("{COOKIE_PREFIX}{}", self.0)
    }
}

/// A login attempt in one browser, as the browser holds it.
#[derive(Clone, Debug)]
pub struct BrowserAttempt {
    /// The attempt's public name.
    pub id: AttemptId,
    /// The secret in its cookie.
    pub key: BrowserKey,
}

impl BrowserAttempt {
    /// A fresh attempt.
    #[must_use]
    pub fn random(entropy: &dyn Entropy) -> Self {
        Self { id: AttemptId::random(entropy), key: BrowserKey::random(entropy) }
    }

    /// What the tool remembers of it.
    #[must_use]
    pub fn binding(&self) -> BrowserBinding {
        BrowserBinding { attempt: self.id.clone(), key: self.key.digest() }
    }
}

/// A login attempt in one browser, as the tool remembers it: the key's digest only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserBinding {
    /// The attempt's public name.
    #[serde(rename = "a")]
    pub attempt: AttemptId,
    #[serde(rename = "b")]
    key: TokenDigest,
}

impl BrowserBinding {
    /// Whether `cookie`, the value of the cookie [`AttemptId::cookie_name`], proves the same browser.
    ///
    /// # Errors
    /// [`BrowserMismatch`], which says whether the cookie was there at all.
    pub fn check(&self, cookie: Option<&str>) -> Result<(), BrowserMismatch> {
        match cookie {
            None => Err(BrowserMismatch::CookieMissing),
            Some(key) if self.key.matches(key) => Ok(()),
            Some(_) => Err(BrowserMismatch::CookieDiffers),
        }
    }
}

/// Why a request does not come from the browser that started the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrowserMismatch {
    /// The attempt's cookie did not come: another browser, or cookies are blocked or gone.
    #[error("the cookie of this login attempt did not come with the request")]
    CookieMissing,
    /// The attempt's cookie came with another value.
    #[error("the cookie of this login attempt has another value")]
    CookieDiffers,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::tests::Counting;

    #[test]
    fn only_the_key_of_the_same_attempt_proves_the_browser() {
        let entropy = Counting::default();
        let (mine, other) = (BrowserAttempt::random(&entropy), BrowserAttempt::random(&entropy));
        assert_eq!(mine.binding().check(Some(mine.key.reveal())), Ok(()));
        assert_eq!(mine.binding().check(Some(other.key.reveal())), Err(BrowserMismatch::CookieDiffers));
        assert_eq!(mine.binding().check(None), Err(BrowserMismatch::CookieMissing));
    }

    #[test]
    fn an_attempt_name_from_outside_cannot_smuggle_cookie_syntax() {
        for text in ["", "short", "aaaaaaaaaaaaaaa;", "aaaaaaaaaaaaaaa=", "ééééééééé"] {
            assert_eq!(AttemptId::parse(text), None, "{text}");
        }
    }
}
