//! Numbers as a person sees them in a cell.

use jiff::ToSpan as _;
use jiff::civil::{Date, date as day};

/// The decimal digits that the programs show, of the 17 that some numbers need in binary: 0.1 + 0.2 is 0.3.
pub(super) fn plain(value: f64) -> String {
    format!("{value:.14e}").parse::<f64>().unwrap_or(value).to_string()
}

/// The day with this number, as in ISO 8601. `None`: the number means none.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
pub(super) fn date(value: f64, counts_from_1904: bool) -> Option<String> {
    if !(0.0..3_000_000.0).contains(&value) {
        return None;
    }
    let days = value.trunc() as i64;
    let first: Date = if counts_from_1904 {
        day(1904, 1, 1)
    } else if days < 60 {
        // To the programs, 1900 has a 29 February: day 60.
        day(1899, 12, 31)
    } else {
        day(1899, 12, 30)
    };
    first.checked_add(days.days()).ok().map(|date| date.to_string())
}

/// The time of day in hours and minutes, and in seconds where there are any. `None`: the number means none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day has 86,400 seconds")]
pub(super) fn time(value: f64) -> Option<String> {
    if !(0.0..3_000_000.0).contains(&value) {
        return None;
    }
    let seconds = (value.fract() * 86_400.0).round() as u32 % 86_400;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    Some(if seconds == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    })
}

#[cfg(test)]
mod tests {
    use super::{date, plain, time};

    #[test]
    fn a_number_is_shown_without_what_binary_adds() {
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(1_234_567.0), "1234567");
        assert_eq!(plain(-1.5), "-1.5");
    }

    #[test]
    fn a_day_is_counted_from_1900_or_1904() {
        assert_eq!(date(45_658.0, false).as_deref(), Some("2025-01-01"));
        assert_eq!(date(1.0, false).as_deref(), Some("1900-01-01"));
        assert_eq!(date(0.0, true).as_deref(), Some("1904-01-01"));
        assert_eq!(date(-1.0, false), None);
        assert_eq!(date(f64::NAN, false), None);
    }

    #[test]
    fn a_time_of_day_is_a_fraction() {
        assert_eq!(time(0.75).as_deref(), Some("18:00"));
        assert_eq!(time(45_658.5 + 1.0 / 86_400.0).as_deref(), Some("12:00:01"));
    }
}
