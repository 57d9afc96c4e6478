//! The `state` parameter: everything a launch must match, under a MAC.
//!
//! A login stores nothing, so anonymous requests cost no row; the launch reads the state back and
//! claims it once.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::browser::{BrowserBinding, BrowserMismatch, Proof};
use crate::entropy::Entropy;
use crate::names::DeploymentId;
use crate::registration::PlatformId;
use crate::time::UnixTime;
use crate::token::{TokenDigest, secret_token};

/// How long a person may take between login and launch, signing in at the platform included.
pub const LIFETIME: Duration = Duration::from_mins(10);

/// The longest state that is read at all; ours stay under it because every part of them is bounded.
const MAX_LENGTH: usize = 16 * 1024;

/// Separates this use of the key from any other.
const CONTEXT: &[u8] = b"moodle-aws lti state v1\0";

secret_token!(
    /// The nonce of one login: 256 random bits that come back inside the signed token (OpenID Connect Core §3.2.2.1).
    Nonce
);

/// What one login promised; the launch must match all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchState {
    /// 256 random bits that make the state unique; the name under which it is claimed.
    #[serde(rename = "s")]
    id: String,
    #[serde(rename = "n")]
    nonce: TokenDigest,
    /// The registration that the login named.
    #[serde(flatten)]
    pub platform: PlatformId,
    /// The `target_link_uri` of the login.
    #[serde(rename = "t")]
    pub target_link_uri: String,
    /// The deployment, when the login named one.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<DeploymentId>,
    #[serde(flatten)]
    browser: BrowserBinding,
    /// After this the state is void.
    #[serde(rename = "x")]
    pub expires: UnixTime,
}

impl LaunchState {
    /// The state of a fresh login, and the nonce to send beside it.
    #[must_use]
    pub fn begin(
        platform: PlatformId,
        target_link_uri: String,
        deployment_id: Option<DeploymentId>,
        browser: BrowserBinding,
        now: UnixTime,
        entropy: &dyn Entropy,
    ) -> (Self, Nonce) {
        let nonce = Nonce::random(entropy);
        let state = Self {
            id: crate::token::random_text(entropy),
            nonce: nonce.digest(),
            platform,
            target_link_uri,
            deployment_id,
            browser,
            expires: now + LIFETIME,
        };
        (state, nonce)
    }

    /// The attempt that [`LaunchState::in_browser`] wants a proof of.
    #[must_use]
    pub fn browser(&self) -> &BrowserBinding {
        &self.browser
    }

    /// Binds the state to the browser that sent it.
    ///
    /// # Errors
    /// [`BrowserMismatch`] when it is not the browser that started the login.
    pub fn in_browser(self, proof: Proof<'_>) -> Result<BoundState, BrowserMismatch> {
        self.browser.check(proof)?;
        Ok(BoundState(self))
    }
}

/// A state whose browser was checked: the only kind that a launch can be verified against.
#[derive(Clone, Debug)]
pub struct BoundState(LaunchState);

impl BoundState {
    /// The state itself.
    #[must_use]
    pub fn get(&self) -> &LaunchState {
        &self.0
    }

    /// The name to claim, once.
    pub(crate) fn id(&self) -> &str {
        &self.0.id
    }

    /// The state of a login whose nonce is known, for launches that were recorded.
    #[cfg(test)]
    pub(crate) fn recorded(mut state: LaunchState, nonce: &str) -> Self {
        state.nonce = TokenDigest::of(nonce);
        Self(state)
    }

    pub(crate) fn nonce_is(&self, nonce: &str) -> bool {
        self.0.nonce.matches(nonce)
    }
}

/// Why a `state` parameter is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// It was not made by this tool, or was changed on the way.
    #[error("the state was not made by this tool")]
    Invalid,
    /// The login is too long ago; open the activity again.
    #[error("the login began more than {} minutes ago", LIFETIME.as_secs() / 60)]
    Expired,
}

/// The key under which states are authenticated (HMAC-SHA-256).
#[derive(Clone)]
pub struct StateKey(hmac::Key);

impl std::fmt::Debug for StateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StateKey([redacted])")
    }
}

impl StateKey {
    /// Bytes that a key must have.
    pub const LENGTH: usize = 32;

    /// A key from 32 secret random bytes.
    #[must_use]
    pub fn new(secret: &[u8; Self::LENGTH]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    fn tag(&self, payload: &str) -> hmac::Tag {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(CONTEXT);
        context.update(payload.as_bytes());
        context.sign()
    }

    /// Writes a state as `payload.mac`, both base64url.
    #[must_use]
    pub fn seal(&self, state: &LaunchState) -> String {
        let json = serde_json::to_vec(state).unwrap_or_default();
        let payload = URL_SAFE_NO_PAD.encode(json);
        let tag = URL_SAFE_NO_PAD.encode(self.tag(&payload));
        format!("{payload}.{tag}")
    }

    /// Reads a state back.
    ///
    /// # Errors
    /// [`StateError`] when its MAC is wrong or its time is over.
    pub fn open(&self, sealed: &str, now: UnixTime) -> Result<LaunchState, StateError> {
        if sealed.len() > MAX_LENGTH {
            return Err(StateError::Invalid);
        }
        let (payload, tag) = sealed.split_once('.').ok_or(StateError::Invalid)?;
        let tag = URL_SAFE_NO_PAD.decode(tag).map_err(|_| StateError::Invalid)?;
        let expected = self.tag(payload);
        aws_lc_rs::constant_time::verify_slices_are_equal(expected.as_ref(), &tag)
            .map_err(|_| StateError::Invalid)?;
        let json = URL_SAFE_NO_PAD.decode(payload).map_err(|_| StateError::Invalid)?;
        let state: LaunchState = serde_json::from_slice(&json).map_err(|_| StateError::Invalid)?;
        if now > state.expires {
            return Err(StateError::Expired);
        }
        Ok(state)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::browser::BrowserAttempt;
    use crate::names::{ClientId, Issuer};
    use crate::token::tests::Counting;

    const NOW: UnixTime = UnixTime(1_795_298_722);

    fn sample() -> (LaunchState, Nonce, BrowserAttempt) {
        let entropy = Counting::default();
        let attempt = BrowserAttempt::random(&entropy);
        let platform = PlatformId {
            issuer: Issuer::new("https://lms.example").unwrap(),
            client_id: ClientId::new("client").unwrap(),
        };
        let (state, nonce) = LaunchState::begin(
            platform,
            "https://tool.example/app".into(),
            None,
            attempt.binding(),
            NOW,
            &entropy,
        );
        (state, nonce, attempt)
    }

    #[test]
    fn a_sealed_state_opens_to_what_was_sealed() {
        let key = StateKey::new(&[7; 32]);
        let (state, nonce, attempt) = sample();
        let opened = key.open(&key.seal(&state), NOW).unwrap();
        assert_eq!(opened, state);
        let bound = opened.in_browser(Proof::Cookie(Some(attempt.key.reveal()))).unwrap();
        assert!(bound.nonce_is(nonce.reveal()));
        assert!(!bound.nonce_is("another"));
    }

    #[test]
    fn the_nonce_cannot_be_read_from_the_state() {
        let (state, nonce, _) = sample();
        assert!(!serde_json::to_string(&state).unwrap().contains(nonce.reveal()));
    }

    #[test]
    fn a_state_with_any_character_changed_is_refused() {
        let key = StateKey::new(&[7; 32]);
        let sealed = key.seal(&sample().0);
        for at in 0..sealed.len() {
            let mut bytes = sealed.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(key.open(&changed, NOW), Err(StateError::Invalid), "position {at}");
        }
    }

    #[test]
    fn a_state_under_another_key_without_a_mac_or_of_any_size_is_refused() {
        let sealed = StateKey::new(&[8; 32]).seal(&sample().0);
        let key = StateKey::new(&[7; 32]);
        let payload = sealed.split_once('.').unwrap().0.to_owned();
        for text in
            [sealed, payload.clone(), format!("{payload}."), ".".into(), String::new(), "A".repeat(1 << 20)]
        {
            assert_eq!(key.open(&text, NOW), Err(StateError::Invalid));
        }
    }

    #[test]
    fn a_state_lives_ten_minutes() {
        let key = StateKey::new(&[7; 32]);
        let sealed = key.seal(&sample().0);
        assert!(key.open(&sealed, NOW + LIFETIME).is_ok());
        assert_eq!(key.open(&sealed, NOW + LIFETIME + Duration::from_secs(1)), Err(StateError::Expired));
    }
}
