//! The token of the one account that may call.

/// The tokens there have been, the latest last.
#[derive(Debug)]
pub(crate) struct Tokens {
    issued: u32,
    expired: bool,
    deleted: bool,
}

/// What Moodle makes of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Good,
    /// It had expired, and has been deleted now.
    Expired,
    Unknown,
}

impl Default for Tokens {
    fn default() -> Self {
        Self { issued: 1, expired: false, deleted: false }
    }
}

impl Tokens {
    pub(crate) fn current(&self) -> String {
        token(self.issued)
    }

    pub(crate) fn renew(&mut self) -> String {
        *self = Self { issued: self.issued + 1, ..Self::default() };
        self.current()
    }

    pub(crate) fn expire(&mut self) {
        self.expired = true;
    }

    pub(crate) fn all(&self) -> Vec<String> {
        (1..=self.issued).map(token).collect()
    }

    pub(crate) fn check(&mut self, presented: &str) -> Standing {
        if self.deleted || presented != self.current() {
            return Standing::Unknown;
        }
        self.deleted = self.expired;
        if self.expired { Standing::Expired } else { Standing::Good }
    }
}

/// Of the form of Moodle's tokens, and plainly worth nothing.
fn token(number: u32) -> String {
    format!("face{number:028}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expired_token_is_told_once_and_unknown_then() {
        let mut tokens = Tokens::default();
        let first = tokens.current();
        assert_eq!((tokens.check(&first), tokens.check("")), (Standing::Good, Standing::Unknown));
        tokens.expire();
        assert_eq!((tokens.check(&first), tokens.check(&first)), (Standing::Expired, Standing::Unknown));
        let second = tokens.renew();
        assert_eq!((tokens.check(&first), tokens.check(&second)), (Standing::Unknown, Standing::Good));
        assert_eq!(tokens.all(), [first, second]);
    }
}
