//! Times as operators type them.

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, SpanRelativeTo, Timestamp};
use lti::time::UnixTime;

/// A time, or how long ago it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At this time.
    At(UnixTime),
    /// So long ago.
    Ago(Duration),
}

impl When {
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Ok(time) = text.parse::<Timestamp>() {
            return Ok(Self::At(UnixTime(time.as_second())));
        }
        if let Ok(day) = Date::strptime("%Y-%m-%d", text)
            && let Ok(begin) = day.to_zoned(TimeZone::UTC)
        {
            return Ok(Self::At(UnixTime(begin.timestamp().as_second())));
        }
        text.parse::<Span>()
            .ok()
            .and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok())
            .and_then(|ago| Duration::try_from(ago).ok())
            .map(Self::Ago)
            .ok_or_else(|| {
                "it is neither a time such as 2026-11-29T10:00:00Z, nor a day such as 2026-11-29, nor how long ago it was, \
                 such as 90m or 7d"
                    .to_owned()
            })
    }

    /// The time, seen from now.
    pub fn before(self, now: UnixTime) -> UnixTime {
        match self {
            Self::At(time) => time,
            Self::Ago(time) => now - time,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_given_as_such_as_a_day_or_as_how_long_ago_it_was() {
        let now = UnixTime(1_000_000_000);
        for (text, expected) in [
            ("2026-11-29T10:00:00Z", 1_795_946_400),
            ("2026-11-29T11:00:00+01:00", 1_795_946_400),
            ("2026-11-29", 1_795_910_400),
            ("0s", now.0),
            ("90m", now.0 - 5400),
            ("7d", now.0 - 7 * 86_400),
            ("1w", now.0 - 7 * 86_400),
            ("2h 30m", now.0 - 9000),
        ] {
            assert_eq!(When::parse(text).unwrap().before(now), UnixTime(expected), "{text}");
        }
        for wrong in ["", "yesterday", "10", "-1h", "1h ago", "2026-11-29T10:00", "2026-13-01", "1y"] {
            assert!(When::parse(wrong).unwrap_err().contains("90m"), "{wrong}");
        }
    }
}
