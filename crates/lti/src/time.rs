//! Time as the protocol counts it: whole seconds since 1970 (RFC 7519, `NumericDate`).

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixTime(pub i64);

impl UnixTime {
    /// How far `self` lies after `earlier`; zero when it lies before it.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_secs(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// The time as RFC 3339 in UTC, with the fraction of a second that AGS asks for, such as
/// `2026-11-21T22:05:23.000Z`; `None` outside the years that can be written.
pub(crate) fn rfc3339(time: UnixTime) -> Option<String> {
    jiff::Timestamp::from_second(time.0).ok().map(|time| format!("{time:.3}"))
}

/// Reads a time as RFC 3339 writes it; a fraction of a second is dropped.
pub(crate) fn from_rfc3339(text: &str) -> Option<UnixTime> {
    text.parse::<jiff::Timestamp>().ok().map(|time| UnixTime(time.as_second()))
}

/// Whole seconds of `duration`, as a signed count that saturates.
fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

impl Add<Duration> for UnixTime {
    type Output = Self;
    fn add(self, rhs: Duration) -> Self {
        Self(self.0.saturating_add(seconds(rhs)))
    }
}

impl Sub<Duration> for UnixTime {
    type Output = Self;
    fn sub(self, rhs: Duration) -> Self {
        Self(self.0.saturating_sub(seconds(rhs)))
    }
}

impl fmt::Display for UnixTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_before_the_other_counts_as_no_time_at_all() {
        assert_eq!(UnixTime(5).since(UnixTime(9)), Duration::ZERO);
        assert_eq!(UnixTime(9).since(UnixTime(5)), Duration::from_secs(4));
    }

    #[test]
    fn a_time_is_written_and_read_as_rfc_3339() {
        assert_eq!(rfc3339(UnixTime(1_795_298_723)).as_deref(), Some("2026-11-21T22:05:23.000Z"));
        for text in ["2026-11-21T22:05:23.000Z", "2026-11-21T22:05:23+00:00", "2026-11-21T23:05:23.9+01:00"] {
            assert_eq!(from_rfc3339(text), Some(UnixTime(1_795_298_723)), "{text}");
        }
        assert_eq!(rfc3339(UnixTime(i64::MAX)), None);
        for text in ["", "2026-11-21", "2026-11-21T22:05:23", "yesterday"] {
            assert_eq!(from_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn arithmetic_at_the_ends_of_time_saturates() {
        assert_eq!(UnixTime(i64::MAX) + Duration::MAX, UnixTime(i64::MAX));
        assert_eq!(UnixTime(i64::MIN) - Duration::MAX, UnixTime(i64::MIN));
    }
}
