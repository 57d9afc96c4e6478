//! What an answer means.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, Response, StatusCode, header};
use serde_json::{Map, Value};

use super::ServiceError;
use crate::time::UnixTime;

/// A platform that asks to wait longer is asked again all the same.
const MAX_WAIT: Duration = Duration::from_hours(24);
/// The most characters of a platform's own words that are repeated.
const MAX_REASON: usize = 300;

/// The answer, if it is one of success.
pub(super) fn success(answer: Response<Vec<u8>>, now: UnixTime) -> Result<Response<Vec<u8>>, ServiceError> {
    let status = answer.status();
    let trouble = is_trouble(status, answer.body());
    if status.is_success() && !trouble {
        return Ok(answer);
    }
    let reason = || reason(&answer);
    let retry_after = || retry_after(answer.headers(), now);
    Err(match status {
        status if trouble => ServiceError::Unavailable { status, retry_after: retry_after() },
        StatusCode::BAD_REQUEST => ServiceError::BadRequest { reason: reason() },
        StatusCode::UNAUTHORIZED => ServiceError::Unauthorized { reason: reason() },
        StatusCode::FORBIDDEN => ServiceError::Forbidden { reason: reason() },
        StatusCode::NOT_FOUND => ServiceError::NotFound { reason: reason() },
        StatusCode::CONFLICT => ServiceError::Conflict { reason: reason() },
        StatusCode::TOO_MANY_REQUESTS => ServiceError::RateLimited { retry_after: retry_after() },
        status => ServiceError::Status { status, reason: reason() },
    })
}

/// Whether the service was not reached, or stumbled: the answer tells nothing about the request.
fn is_trouble(status: StatusCode, body: &[u8]) -> bool {
    let is_page = || body.trim_ascii_start().starts_with(b"<");
    match status {
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY => true,
        StatusCode::TOO_MANY_REQUESTS => false,
        status => status.is_server_error() || status.is_redirection() || is_page(),
    }
}

/// The platform's own words: Moodle's `reason`, or what others commonly call it. Never its HTML.
fn reason(answer: &Response<Vec<u8>>) -> String {
    const NAMES: [&str; 5] = ["reason", "error_description", "message", "detail", "error"];
    let told: Map<String, Value> = serde_json::from_slice(answer.body()).unwrap_or_default();
    brief(NAMES.iter().find_map(|name| told.get(*name)?.as_str()).unwrap_or_default())
}

/// A text of a platform, fit for an error message.
pub(super) fn brief(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(MAX_REASON).collect()
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date.
pub(super) fn retry_after(headers: &HeaderMap, now: UnixTime) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = text.parse().map(Duration::from_secs).ok().or_else(|| {
        let date = httpdate::parse_http_date(text).ok()?;
        Some((UnixTime(0) + date.duration_since(SystemTime::UNIX_EPOCH).ok()?).since(now))
    })?;
    Some(wait.min(MAX_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_wait_is_read_in_seconds_and_as_a_date() {
        let now = UnixTime(1_795_298_722); // Sat, 21 Nov 2026 22:05:22 GMT
        let read = |text: &str| {
            let headers = HeaderMap::from_iter([(header::RETRY_AFTER, text.parse().unwrap())]);
            retry_after(&headers, now)
        };
        assert_eq!(read("300"), Some(Duration::from_mins(5)));
        assert_eq!(read("Sat, 21 Nov 2026 22:06:22 GMT"), Some(Duration::from_mins(1)));
        assert_eq!(read("Sat, 21 Nov 2026 22:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(read("99999999999"), Some(MAX_WAIT));
        for nonsense in ["", "soon", "-1", "1.5"] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }

    #[test]
    fn a_platforms_words_are_repeated_briefly_and_its_html_is_not() {
        let told = |body: &str| reason(&Response::new(body.as_bytes().to_vec()));
        assert_eq!(
            told(r#"{"status": 404, "reason": "Grade item 9 doesn't exist"}"#),
            "Grade item 9 doesn't exist"
        );
        assert_eq!(told(r#"{"error": "x", "error_description": "why"}"#), "why");
        assert_eq!(told(r#"{"error": "no\r\nforged line"}"#), "noforged line");
        assert_eq!(told(&format!(r#"{{"message": "{}"}}"#, "x".repeat(9999))).len(), MAX_REASON);
        for silent in ["", "[]", "<html>Exception</html>", r#"{"reason": 5}"#] {
            assert_eq!(told(silent), "", "{silent}");
        }
    }
}
