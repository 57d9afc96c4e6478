//! The platform's own keys: the one that signs, and one that did.

use crate::signing::SigningKey;

/// At most two keys.
#[derive(Debug)]
pub(super) struct Keys {
    current: SigningKey,
    /// With the second since 1970 at which it leaves the key set.
    old: Option<(SigningKey, i64)>,
}

impl Keys {
    pub(super) fn new(current: SigningKey) -> Self {
        Self { current, old: None }
    }

    pub(super) fn current(&self) -> &SigningKey {
        &self.current
    }

    /// Signs with another key; the one so far stays in the key set until then, if at all.
    pub(super) fn replace(&mut self, key: SigningKey, keep_until: Option<i64>) {
        let old = std::mem::replace(&mut self.current, key);
        self.old = keep_until.map(|until| (old, until));
    }

    /// The keys of the key set.
    pub(super) fn published(&self, now: i64) -> Vec<SigningKey> {
        let old = self.old.iter().filter(|(_, until)| now < *until).map(|(key, _)| key.clone());
        std::iter::once(self.current.clone()).chain(old).collect()
    }
}
