//! What an answer without success means, and what the operator does about it.

use std::time::Duration;

use futures_util::StreamExt as _;
use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, Response, StatusCode};
use http_client::BodyStream;
use ports::{EngineError, HttpError};

use super::quote::{Discretion, message};

/// Bytes of a refusal that are looked at.
const LOOKED_AT: usize = 64 * 1024;

/// No answer at all.
pub(super) fn unanswered(error: HttpError) -> EngineError {
    match error {
        HttpError::TimedOut(silence) => EngineError::TimedOut(silence),
        HttpError::ForeignRedirect => EngineError::Misconfigured(
            "it redirects to another address: --translate-url must be the address itself".into(),
        ),
        HttpError::Connection(source) => EngineError::Unreachable(source),
        other => EngineError::Failed(other.to_string()),
    }
}

/// An answer with a status that is not success.
pub(super) async fn refused(
    answer: Response<BodyStream>,
    asked: Asked<'_>,
    discretion: &Discretion,
) -> EngineError {
    let (head, body) = answer.into_parts();
    let body = beginning(body).await;
    explain(head.status, &head.headers, &body, asked, discretion)
}

/// What was asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) model: &'a str,
    pub(super) has_key: bool,
}

/// What a status that is not success means.
pub(super) fn explain(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    asked: Asked<'_>,
    discretion: &Discretion,
) -> EngineError {
    let said = message(body).map(|message| format!(": {}", discretion.quote(&message))).unwrap_or_default();
    let code = status.as_u16();
    match code {
        429 => EngineError::Throttled { retry_after: retry_after(headers) },
        503 => EngineError::NotReady(format!("status 503{said}")),
        401 | 403 if asked.has_key => {
            EngineError::Misconfigured(format!("it refuses the key that is set (status {code})"))
        }
        401 | 403 => EngineError::Misconfigured(format!("it wants a key, and none is set (status {code})")),
        404 => EngineError::Misconfigured(format!(
            "it knows no model {:?}, or its API is not there: --translate-url must end in /v1, and \
             --translate-model must be one of its models (status 404{said})",
            asked.model
        )),
        300..500 => EngineError::Misconfigured(format!("status {code}{said}")),
        _ => EngineError::Failed(format!("status {code}{said}")),
    }
}

/// The beginning of a body, as far as it comes.
async fn beginning(mut body: BodyStream) -> Vec<u8> {
    let mut beginning = Vec::new();
    while let Some(Ok(chunk)) = body.next().await
        && beginning.len() + chunk.len() <= LOOKED_AT
    {
        beginning.extend_from_slice(&chunk);
    }
    beginning
}

/// RFC 9110 §10.2.3: seconds, or a date. The date is compared with that of the answer: only the server's clock counts.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let wanted = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = wanted.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(wanted).ok()?;
    let now = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    Some(until.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(retry_after: &'static str, date: Option<&'static str>) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, retry_after.parse().unwrap());
        headers.extend(date.map(|date| (DATE, date.parse().unwrap())));
        let discretion = Discretion::new(None, "");
        let asked = Asked { model: "m", has_key: false };
        match explain(StatusCode::TOO_MANY_REQUESTS, &headers, b"", asked, &discretion) {
            EngineError::Throttled { retry_after } => retry_after,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_server_says_in_seconds_or_by_its_own_clock_how_long_it_wants_not_to_be_asked() {
        const NOW: Option<&str> = Some("Sun, 22 Nov 2026 10:00:00 GMT");
        const LATER: &str = "Sun, 22 Nov 2026 10:01:30 GMT";
        const EARLIER: &str = "Sun, 22 Nov 2026 09:00:00 GMT";
        assert_eq!(wanted("17", NOW), Some(Duration::from_secs(17)));
        assert_eq!(wanted(LATER, NOW), Some(Duration::from_secs(90)));
        assert_eq!(wanted(EARLIER, NOW), Some(Duration::ZERO));
        for (text, date) in [(LATER, None), ("soon", NOW), ("-1", NOW), ("99999999999999999999", NOW)] {
            assert_eq!(wanted(text, date), None, "{text}");
        }
    }
}
