//! The cookie of one login attempt.

use axum::http::{HeaderMap, HeaderValue, header};
use cookie::{Cookie, SameSite, time::Duration};
use lti::browser::{AttemptId, BrowserAttempt};

/// `Set-Cookie` for a fresh attempt. `SameSite=None` because the launch is posted from the platform's
/// site; `Partitioned` so that browsers which block third-party cookies keep it in the platform's frame.
/// It is left to expire: a launch that is sent again must be told from one without its cookie.
pub(crate) fn set(attempt: &BrowserAttempt) -> HeaderValue {
    let lifetime = lti::state::LIFETIME.as_secs() + lti::session::CODE_LIFETIME.as_secs();
    let cookie = Cookie::build((attempt.id.cookie_name(), attempt.key.reveal()))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::None)
        .partitioned(true)
        .max_age(Duration::seconds(i64::try_from(lifetime).unwrap_or(0)));
    HeaderValue::from_str(&cookie.to_string()).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The value of an attempt's cookie in a request.
pub(crate) fn value<'a>(headers: &'a HeaderMap, attempt: &AttemptId) -> Option<&'a str> {
    let name = attempt.cookie_name();
    cookies(headers).find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Whether a request carries the cookie of any attempt.
pub(crate) fn is_any_in(headers: &HeaderMap) -> bool {
    cookies(headers).any(|(key, _)| key.starts_with(lti::browser::COOKIE_PREFIX))
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ports::SystemEntropy;

    #[test]
    fn the_cookie_is_sent_in_a_frame_over_tls_and_hidden_from_scripts() {
        let attempt = BrowserAttempt::random(&SystemEntropy::default());
        let text = set(&attempt).to_str().unwrap().to_owned();
        assert!(text.starts_with("__Host-lti-"), "{text}");
        for part in ["Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/", "Max-Age=660"] {
            assert!(text.split("; ").any(|attribute| attribute == part), "{part} in {text}");
        }
        assert!(!text.contains("Domain"));
    }

    #[test]
    fn the_value_is_found_among_other_cookies_by_its_whole_name() {
        let attempt = BrowserAttempt::random(&SystemEntropy::default());
        let name = attempt.id.cookie_name();
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, format!("a=b; x{name}=1; {name}=right; c=d").parse().unwrap());
        assert_eq!(value(&headers, &attempt.id), Some("right"));
        let other = BrowserAttempt::random(&SystemEntropy::default());
        assert_eq!(value(&headers, &other.id), None);
    }
}
