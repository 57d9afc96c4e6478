//! Times as signatures write them.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use lti::time::UnixTime;

const FORMAT: &str = "%Y%m%dT%H%M%SZ";

/// Seconds since 1970, written as `20261129T210000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instant(pub i64);

impl Instant {
    /// Reads a time in its one form.
    pub fn parse(text: &str) -> Option<Self> {
        let time = DateTime::strptime(FORMAT, text).ok()?;
        let instant = Self(time.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second());
        // The parser takes other forms, too: one digit for two, signs, white space.
        (instant.to_string() == text).then_some(instant)
    }
}

impl From<UnixTime> for Instant {
    fn from(time: UnixTime) -> Self {
        Self(time.0)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = Timestamp::from_second(self.0).unwrap_or_default();
        write!(f, "{}", time.strftime(FORMAT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_back_only_in_its_one_form() {
        let instant = Instant::parse("20261129T210000Z").unwrap();
        assert_eq!(instant, Instant(1_795_986_000));
        assert_eq!(instant.to_string(), "20261129T210000Z");
        for wrong in [
            "",
            "20261129T210000",
            "20261129T210000z",
            "20261129T210000Z ",
            " 20261129T210000Z",
            "2026-11-29T21:00:00Z",
            "20261329T210000Z",
            "20261129T250000Z",
            "+20261129T210000Z",
            "2026112T2100000Z",
            "20261129T210060Z",
            "２0261129T210000Z",
        ] {
            assert_eq!(Instant::parse(wrong), None, "{wrong}");
        }
    }
}
