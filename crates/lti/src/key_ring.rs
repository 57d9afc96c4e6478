//! The tool's own keys and their life, so that one can follow the other while platforms keep verifying.
//!
//! ```text
//! rotate               + PUBLISH_WAIT            + RETIRED_KEPT
//!   │ old key signs          │ new key signs            │
//!   │ both are published     │ both are published       │ the new one is published
//! ```
//!
//! Everything between two writes follows from the time: a ring that was read long ago, or that nobody has written
//! since, still says rightly which key signs and which are published.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::time::UnixTime;
use crate::tool_key::{BadToolKey, ToolKey};

/// How long a platform may use a key set that it fetched. The tool's says one hour (`max-age=3600`), but platforms need not
/// heed that: Moodle asks again when it meets an unknown key, and libraries keep key sets from minutes to a day.
pub const KEY_SET_CACHE: Duration = Duration::from_hours(24);

/// For everything that is not the platform's cache: processes that read the ring a minute ago, or cannot read it for now,
/// clocks that differ, and the life of an assertion (5 minutes at most).
const SLACK: Duration = Duration::from_hours(1);

/// How long a new key is published before it signs: afterwards, every key set that a platform still uses has it.
pub const PUBLISH_WAIT: Duration = KEY_SET_CACHE.saturating_add(SLACK);

/// How long a key stays published after its successor began to sign: longer than anything that it signed is valid, and than
/// a platform goes on with what it fetched.
pub const RETIRED_KEPT: Duration = KEY_SET_CACHE.saturating_add(SLACK);

/// The version of the stored form.
const VERSION: u32 = 1;

/// The tool's keys: the one that signs, the one that will, and those that did.
pub struct KeyRing {
    current: Held,
    /// It takes over by itself, when its time comes.
    next: Option<Held>,
    /// The one that signed last comes first.
    retired: Vec<Retired>,
}

struct Held {
    key: ToolKey,
    pkcs8: Vec<u8>,
    /// When it was made, and published.
    made: UnixTime,
    /// From when on it signs.
    signs: UnixTime,
}

struct Retired {
    held: Held,
    /// Until when it is published.
    until: UnixTime,
}

/// Where a key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Published, and not yet signing.
    Next {
        /// When it begins to sign.
        signs: UnixTime,
    },
    /// It signs.
    Current {
        /// Since when.
        since: UnixTime,
    },
    /// Published, and no longer signing, except for registrations that are pinned to it.
    Retired {
        /// Until when it is published.
        until: UnixTime,
    },
    /// Published no more. It signs for registrations that are pinned to it, and else is deleted.
    Over {
        /// Since when.
        since: UnixTime,
    },
}

/// A key of the ring, as it is at one moment.
#[derive(Clone, Copy, Debug)]
pub struct KeyLife<'a> {
    /// The key.
    pub key: &'a ToolKey,
    /// When it was made.
    pub made: UnixTime,
    /// Where it is in its life.
    pub state: KeyState,
}

/// A rotation that has begun, and what happens when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// The new key.
    pub kid: String,
    /// When it begins to sign.
    pub signs: UnixTime,
    /// The key that signs until then.
    pub before: String,
    /// Until when that one is published.
    pub before_until: UnixTime,
}

/// The bytes are no ring of keys. The text never repeats any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadKeyRing {
    /// Neither the stored form of a ring nor a single key. Restore it from a backup.
    #[error("they are neither the tool's ring of keys nor a single key")]
    Unreadable,
    /// A newer version of the product wrote it. Use that version.
    #[error("a newer version of this program wrote the tool's ring of keys (form {0})")]
    Newer(u32),
    /// One of its keys cannot be used. Restore the ring from a backup.
    #[error("a key in the tool's ring of keys cannot be used")]
    BadKey(#[from] BadToolKey),
}

/// Why no rotation was begun.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RotateError {
    /// An earlier rotation is under way. Wait until its key signs.
    #[error("a rotation is under way: the key {kid} signs from {signs} on")]
    UnderWay {
        /// The key that will sign.
        kid: String,
        /// When it begins to.
        signs: UnixTime,
    },
    /// The fresh key cannot be used.
    #[error(transparent)]
    BadKey(#[from] BadToolKey),
}

/// Why a key was not taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RetireError {
    /// The ring has no such key.
    #[error("the tool has no such key")]
    Unknown,
    /// No other key could sign. Give a fresh one.
    #[error("it is the only key that can sign, and no fresh one takes over")]
    OnlyKey,
    /// The fresh key cannot be used.
    #[error(transparent)]
    BadKey(#[from] BadToolKey),
}

/// A registration is pinned to a key that the tool has no more: it was taken out. Give the platform the PEM of another key,
/// and pin the registration to that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tool has no key {0} any more, which this registration is pinned to")]
pub struct PinnedKeyGone(pub String);

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = self.next.as_ref().map(|held| held.key.kid());
        let retired: Vec<_> = self.retired.iter().map(|retired| retired.held.key.kid()).collect();
        f.debug_struct("KeyRing")
            .field("current", &self.current.key.kid())
            .field("next", &next)
            .field("retired", &retired)
            .finish_non_exhaustive()
    }
}

impl Held {
    fn fresh(pkcs8: Vec<u8>, made: UnixTime, signs: UnixTime) -> Result<Self, BadToolKey> {
        Ok(Self { key: ToolKey::from_pkcs8(&pkcs8)?, pkcs8, made, signs })
    }
}

impl KeyRing {
    /// A ring with one key (PKCS#8, DER), which signs at once: there is no older one to wait for.
    ///
    /// # Errors
    /// [`BadToolKey`].
    pub fn first(pkcs8: Vec<u8>, now: UnixTime) -> Result<Self, BadToolKey> {
        Ok(Self { current: Held::fresh(pkcs8, now, now)?, next: None, retired: Vec::new() })
    }

    /// The key that signs.
    #[must_use]
    pub fn signing_key(&self, now: UnixTime) -> &ToolKey {
        &self.promoted(now).unwrap_or(&self.current).key
    }

    /// The key that signs for a registration: the one that it is pinned to ([`crate::registration::Registration::own_key`]),
    /// whatever its state is, or else [`KeyRing::signing_key`].
    ///
    /// # Errors
    /// [`PinnedKeyGone`].
    pub fn signing_key_for(&self, pin: Option<&str>, now: UnixTime) -> Result<&ToolKey, PinnedKeyGone> {
        let Some(kid) = pin else { return Ok(self.signing_key(now)) };
        self.key(kid).ok_or_else(|| PinnedKeyGone(kid.to_owned()))
    }

    /// A key by its name.
    #[must_use]
    pub fn key(&self, kid: &str) -> Option<&ToolKey> {
        self.held().map(|held| &held.key).find(|key| key.kid() == kid)
    }

    /// The keys that platforms may see, for [`crate::tool_key::key_set`]; the one that signs comes first.
    pub fn published(&self, now: UnixTime) -> impl Iterator<Item = &ToolKey> {
        let lives = self.lives(now).into_iter();
        lives.filter(|life| !matches!(life.state, KeyState::Over { .. })).map(|life| life.key)
    }

    /// Every key with its state: the one that signs, the next, and those that signed, the latest first.
    #[must_use]
    pub fn lives(&self, now: UnixTime) -> Vec<KeyLife<'_>> {
        fn life(held: &Held, state: KeyState) -> KeyLife<'_> {
            KeyLife { key: &held.key, made: held.made, state }
        }
        let gone = |until| {
            if now < until { KeyState::Retired { until } } else { KeyState::Over { since: until } }
        };
        let current = |held: &Held| KeyState::Current { since: held.signs };
        let mut lives = Vec::new();
        match (self.promoted(now), &self.next) {
            (Some(next), _) => {
                lives.push(life(next, current(next)));
                lives.push(life(&self.current, gone(end_before(next))));
            }
            (None, next) => {
                lives.push(life(&self.current, current(&self.current)));
                lives.extend(next.iter().map(|next| life(next, KeyState::Next { signs: next.signs })));
            }
        }
        lives.extend(self.retired.iter().map(|retired| life(&retired.held, gone(retired.until))));
        lives
    }

    /// Whether the newest key is as old as `period`, so that it is time for another.
    #[must_use]
    pub fn is_due(&self, period: Duration, now: UnixTime) -> bool {
        now.since(self.next.as_ref().unwrap_or(&self.current).made) >= period
    }

    /// Begins a rotation: publishes a fresh key (PKCS#8, DER), which signs after [`PUBLISH_WAIT`]. The key that signs now
    /// is published for [`RETIRED_KEPT`] more.
    ///
    /// # Errors
    /// [`RotateError`]; then nothing has changed.
    pub fn rotate(&mut self, pkcs8: Vec<u8>, now: UnixTime) -> Result<Rotation, RotateError> {
        self.settle(now);
        if let Some(next) = &self.next {
            return Err(RotateError::UnderWay { kid: next.key.kid().to_owned(), signs: next.signs });
        }
        let next = Held::fresh(pkcs8, now, now + PUBLISH_WAIT)?;
        let rotation = Rotation {
            kid: next.key.kid().to_owned(),
            signs: next.signs,
            before: self.current.key.kid().to_owned(),
            before_until: end_before(&next),
        };
        self.next = Some(next);
        Ok(rotation)
    }

    /// Takes a key out at once, because others may have it. When it is the one that signs, the next takes over without its
    /// wait, or else the `fresh` one (PKCS#8, DER), which is not used otherwise. Platforms that keep their key sets refuse what
    /// that one signs until they fetch the set again: better than to believe a thief.
    ///
    /// # Errors
    /// [`RetireError`]; then nothing has changed.
    pub fn retire(&mut self, kid: &str, fresh: Option<Vec<u8>>, now: UnixTime) -> Result<(), RetireError> {
        self.settle(now);
        let is_it = |held: &Held| held.key.kid() == kid;
        if is_it(&self.current) {
            self.current = match (self.next.take(), fresh) {
                (Some(next), _) => Held { signs: now, ..next },
                (None, Some(fresh)) => Held::fresh(fresh, now, now)?,
                (None, None) => return Err(RetireError::OnlyKey),
            };
        } else if self.next.as_ref().is_some_and(is_it) {
            self.next = None;
        } else {
            let at = self.retired.iter().position(|retired| is_it(&retired.held));
            self.retired.remove(at.ok_or(RetireError::Unknown)?);
        }
        Ok(())
    }

    /// Deletes the keys that are over and that no registration is `pinned` to.
    pub fn delete_over(&mut self, pinned: &BTreeSet<String>, now: UnixTime) {
        self.settle(now);
        self.retired.retain(|Retired { held, until }| now < *until || pinned.contains(held.key.kid()));
    }

    /// The next key, when it signs already.
    fn promoted(&self, now: UnixTime) -> Option<&Held> {
        self.next.as_ref().filter(|next| next.signs <= now)
    }

    /// Makes what time has done the stored state.
    fn settle(&mut self, now: UnixTime) {
        if let Some(next) = self.next.take_if(|next| next.signs <= now) {
            let until = end_before(&next);
            let held = std::mem::replace(&mut self.current, next);
            self.retired.insert(0, Retired { held, until });
        }
    }

    fn held(&self) -> impl Iterator<Item = &Held> {
        let retired = self.retired.iter().map(|retired| &retired.held);
        std::iter::once(&self.current).chain(&self.next).chain(retired)
    }
}

/// Until when the key before `next` is published.
fn end_before(next: &Held) -> UnixTime {
    next.signs + RETIRED_KEPT
}

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    current: StoredKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<StoredKey>,
    retired: Vec<StoredRetired>,
}

#[derive(Serialize, Deserialize)]
struct StoredKey {
    /// Base64url without padding.
    pkcs8: String,
    made: UnixTime,
    signs: UnixTime,
}

#[derive(Serialize, Deserialize)]
struct StoredRetired {
    #[serde(flatten)]
    key: StoredKey,
    until: UnixTime,
}

/// What is read before the rest, whose form depends on it.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl StoredKey {
    fn of(held: &Held) -> Self {
        Self { pkcs8: URL_SAFE_NO_PAD.encode(&held.pkcs8), made: held.made, signs: held.signs }
    }

    fn read(self) -> Result<Held, BadKeyRing> {
        let pkcs8 = URL_SAFE_NO_PAD.decode(self.pkcs8).map_err(|_| BadKeyRing::Unreadable)?;
        Ok(Held::fresh(pkcs8, self.made, self.signs)?)
    }
}

impl KeyRing {
    /// The ring with its private keys, to be kept in a secret store: JSON. The same ring gives the same bytes.
    ///
    /// # Errors
    /// When it cannot be written, which the library allows for but does not do.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let retired = self.retired.iter();
        serde_json::to_vec(&Stored {
            version: VERSION,
            current: StoredKey::of(&self.current),
            next: self.next.as_ref().map(StoredKey::of),
            retired: retired
                .map(|Retired { held, until }| StoredRetired { key: StoredKey::of(held), until: *until })
                .collect(),
        })
    }

    /// Reads what [`KeyRing::to_bytes`] gave. Bytes that are a single key (PKCS#8, DER), as earlier versions kept it, are
    /// a ring of that key, whose age counts from `now`.
    ///
    /// # Errors
    /// [`BadKeyRing`].
    pub fn from_bytes(bytes: &[u8], now: UnixTime) -> Result<Self, BadKeyRing> {
        // No JSON is DER.
        if let Ok(key) = Self::first(bytes.to_vec(), now) {
            return Ok(key);
        }
        let unreadable = |_| BadKeyRing::Unreadable;
        let Version { version } = serde_json::from_slice(bytes).map_err(unreadable)?;
        if version != VERSION {
            return Err(BadKeyRing::Newer(version));
        }
        let stored: Stored = serde_json::from_slice(bytes).map_err(unreadable)?;
        let retired = stored.retired.into_iter();
        Ok(Self {
            current: stored.current.read()?,
            next: stored.next.map(StoredKey::read).transpose()?,
            retired: retired
                .map(|StoredRetired { key, until }| Ok(Retired { held: key.read()?, until }))
                .collect::<Result<_, BadKeyRing>>()?,
        })
    }
}

#[cfg(test)]
mod tests;
