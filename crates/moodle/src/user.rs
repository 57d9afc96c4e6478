use std::fmt;

use serde::{Deserialize, Serialize};

/// A person's id in one Moodle site: a whole number from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u64", into = "u64")]
pub struct UserId(u64);

/// The value is no person's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a person's id in Moodle is a whole number from 1 on")]
pub struct NotAUserId;

impl UserId {
    /// Reads an id from its decimal digits, without sign, spaces or leading zeros: one person has one text.
    ///
    /// # Errors
    /// [`NotAUserId`].
    pub fn parse(text: &str) -> Result<Self, NotAUserId> {
        let digits = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
        text.parse().ok().filter(|_| digits).map(Self).ok_or(NotAUserId)
    }
}

impl TryFrom<u64> for UserId {
    type Error = NotAUserId;
    fn try_from(id: u64) -> Result<Self, NotAUserId> {
        if id == 0 { Err(NotAUserId) } else { Ok(Self(id)) }
    }
}

impl From<UserId> for u64 {
    fn from(id: UserId) -> u64 {
        id.0
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_text() {
        assert_eq!(UserId::parse("4").unwrap().to_string(), "4");
        assert!(UserId::parse(&u64::MAX.to_string()).is_ok());
        for wrong in ["", "0", "04", "+4", "-4", "4 ", "4.0", "x", "18446744073709551616", "٤"] {
            assert_eq!(UserId::parse(wrong), Err(NotAUserId), "{wrong}");
        }
        assert_eq!(UserId::try_from(0), Err(NotAUserId));
    }
}
