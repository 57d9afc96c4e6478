//! The binding of a login attempt to one browser.
//!
//! A login leaves a random key in its browser; the launch and the session exchange must come with it. So a launch
//! that somebody else prepared cannot be finished in a victim's browser (login cross-site request forgery, 1EdTech
//! Security Framework §5.1.1.3 and RFC 6749 §10.12). The key is in a cookie of its own or, where the server saw that
//! none sticks, in [`crate::platform_storage`]. Each kind is proved in its own way only.

use serde::{Deserialize, Serialize};

use crate::entropy::Entropy;
use crate::platform_storage::PlatformStorage;
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

    /// The name of the attempt's entry in a platform's storage.
    #[must_use]
    pub fn storage_name(&self) -> String {
        format!("lti-{}", self.0)
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

    /// What the tool remembers of it when the key is in the attempt's cookie.
    #[must_use]
    pub fn binding(&self) -> BrowserBinding {
        self.kept_by(Keeper::Cookie)
    }

    /// What the tool remembers of it when a page of the platform keeps the key. Only for a browser that was seen to
    /// come back without the attempt's cookie.
    #[must_use]
    pub fn storage_binding(&self, storage: PlatformStorage) -> BrowserBinding {
        self.kept_by(Keeper::Storage(storage))
    }

    fn kept_by(&self, keeper: Keeper) -> BrowserBinding {
        BrowserBinding { attempt: self.id.clone(), key: self.key.digest(), keeper }
    }
}

/// Who keeps the key of an attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keeper {
    /// The browser, in the attempt's cookie.
    #[default]
    Cookie,
    /// A page of the platform.
    Storage(PlatformStorage),
}

impl Keeper {
    fn is_cookie(&self) -> bool {
        *self == Self::Cookie
    }
}

/// What a request offers as proof of its browser. `None`: it should have come and did not.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// The value of the cookie [`AttemptId::cookie_name`].
    Cookie(Option<&'a str>),
    /// The key that the tool's own page got from the platform's. The caller has made sure that the request comes from
    /// a page of the tool: see [`crate::platform_storage`] for why the key alone proves nothing.
    Storage(Option<&'a str>),
}

/// A login attempt in one browser, as the tool remembers it: the key's digest, and who keeps the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrowserBinding {
    /// The attempt's public name.
    #[serde(rename = "a")]
    pub attempt: AttemptId,
    #[serde(rename = "b")]
    key: TokenDigest,
    /// Who keeps the key.
    #[serde(rename = "k", default, skip_serializing_if = "Keeper::is_cookie")]
    pub keeper: Keeper,
}

impl BrowserBinding {
    /// Whether `proof` proves the same browser: the right key, by the way on which it was bound.
    ///
    /// # Errors
    /// [`BrowserMismatch`], which says whether there was a key at all.
    pub fn check(&self, proof: Proof<'_>) -> Result<(), BrowserMismatch> {
        use BrowserMismatch as No;
        let (key, missing, differs) = match (&self.keeper, proof) {
            (Keeper::Cookie, Proof::Cookie(key)) => (key, No::CookieMissing, No::CookieDiffers),
            (Keeper::Storage(_), Proof::Storage(key)) => (key, No::KeyMissing, No::KeyDiffers),
            (Keeper::Cookie, Proof::Storage(_)) | (Keeper::Storage(_), Proof::Cookie(_)) => {
                return Err(No::OtherKind);
            }
        };
        match key {
            None => Err(missing),
            Some(key) if self.key.matches(key) => Ok(()),
            Some(_) => Err(differs),
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
    /// The platform's page gave no key: another browser, or the page has been reloaded or closed.
    #[error("the platform's page did not give back the key of this login attempt")]
    KeyMissing,
    /// The platform's page gave another key.
    #[error("the platform's page gave back another key than that of this login attempt")]
    KeyDiffers,
    /// The proof is of the other kind than the login was bound by.
    #[error("this login attempt is not proved in this way")]
    OtherKind,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform_storage::StorageFrame;
    use crate::token::tests::Counting;

    fn storage() -> PlatformStorage {
        let frame = StorageFrame::parse("_parent").unwrap();
        PlatformStorage { frame, origin: "https://lms.example".into() }
    }

    #[test]
    fn only_the_key_of_the_same_attempt_proves_the_browser() {
        let entropy = Counting::default();
        let (mine, other) = (BrowserAttempt::random(&entropy), BrowserAttempt::random(&entropy));
        let (my_key, other_key) = (Some(mine.key.reveal()), Some(other.key.reveal()));
        let by_cookie = |key| mine.binding().check(Proof::Cookie(key));
        assert_eq!(by_cookie(my_key), Ok(()));
        assert_eq!(by_cookie(other_key), Err(BrowserMismatch::CookieDiffers));
        assert_eq!(by_cookie(None), Err(BrowserMismatch::CookieMissing));
        let by_storage = |key| mine.storage_binding(storage()).check(Proof::Storage(key));
        assert_eq!(by_storage(my_key), Ok(()));
        assert_eq!(by_storage(other_key), Err(BrowserMismatch::KeyDiffers));
        assert_eq!(by_storage(None), Err(BrowserMismatch::KeyMissing));
    }

    #[test]
    fn the_right_key_on_the_wrong_way_proves_nothing() {
        let attempt = BrowserAttempt::random(&Counting::default());
        let key = Some(attempt.key.reveal());
        assert_eq!(attempt.binding().check(Proof::Storage(key)), Err(BrowserMismatch::OtherKind));
        let stored = attempt.storage_binding(storage());
        assert_eq!(stored.check(Proof::Cookie(key)), Err(BrowserMismatch::OtherKind));
        assert_eq!(stored.check(Proof::Cookie(None)), Err(BrowserMismatch::OtherKind));
    }

    #[test]
    fn a_binding_remembers_who_keeps_its_key_and_not_the_key() {
        let attempt = BrowserAttempt::random(&Counting::default());
        for binding in [attempt.binding(), attempt.storage_binding(storage())] {
            let json = serde_json::to_string(&binding).unwrap();
            assert!(!json.contains(attempt.key.reveal()), "{json}");
            assert_eq!(serde_json::from_str::<BrowserBinding>(&json).unwrap(), binding);
        }
    }

    #[test]
    fn an_attempt_name_from_outside_cannot_smuggle_cookie_syntax() {
        for text in ["", "short", "aaaaaaaaaaaaaaa;", "aaaaaaaaaaaaaaa=", "ééééééééé"] {
            assert_eq!(AttemptId::parse(text), None, "{text}");
        }
    }
}
