use lti::time::UnixTime;

/// The time as RFC 3339 in UTC, as answers write instants; empty outside the years that can be written.
#[must_use]
pub fn rfc3339(time: UnixTime) -> String {
    jiff::Timestamp::from_second(time.0).map(|instant| instant.to_string()).unwrap_or_default()
}
