//! What a caller is told when an engine gave no translation. The details go to the log.

use std::time::Duration;

use axum::http::StatusCode;
use http_api::metrics::count_engine_failure;
use http_api::{Refusal, Remedy, chain};
use ports::EngineError;

/// When an engine that is not ready, or busy without saying how long, may be asked again.
const WAIT: Duration = Duration::from_secs(15);

pub(crate) fn engine(error: &EngineError) -> Refusal {
    tracing::error!(error = %chain(error), "the translation engine gave no translation");
    count_engine_failure();
    let (status, code, remedy, message) = told(error);
    let refusal = Refusal::new(status, code, remedy, message);
    match error {
        EngineError::Throttled { retry_after } => refusal.retry_after(retry_after.unwrap_or(WAIT)),
        EngineError::NotReady(_) => refusal.retry_after(WAIT),
        _ => refusal,
    }
}

fn told(error: &EngineError) -> (StatusCode, &'static str, Remedy, &'static str) {
    use Remedy::{Administrator, Wait};
    match error {
        EngineError::Unreachable(_) => (
            StatusCode::BAD_GATEWAY,
            "engine_unreachable",
            Administrator,
            "The translation engine does not answer. Try again later; the operator checks that it runs, and --translate-url.",
        ),
        EngineError::NotReady(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "engine_not_ready",
            Wait,
            "The translation engine is starting. Try again in a moment.",
        ),
        EngineError::Throttled { .. } => (
            StatusCode::TOO_MANY_REQUESTS,
            "engine_busy",
            Wait,
            "The translation engine has too much to do at the moment. Try again in a moment.",
        ),
        EngineError::Misconfigured(_) => (
            StatusCode::BAD_GATEWAY,
            "engine_misconfigured",
            Administrator,
            "The translation engine refuses the operator's settings (its address, key or model). `moodle-aws doctor` says more.",
        ),
        EngineError::CutShort => (
            StatusCode::BAD_GATEWAY,
            "answer_cut",
            Administrator,
            "The translation engine stopped before the end, even for small parts. Try a shorter text, or another model.",
        ),
        EngineError::Filtered => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "engine_refused",
            Administrator,
            "The translation engine's content filter refused this text. Try other words, or another part of it.",
        ),
        EngineError::BrokenContract(_) => (
            StatusCode::BAD_GATEWAY,
            "answer_unusable",
            Wait,
            "The translation engine answered something that is not a translation of this text. Try again, or a shorter text.",
        ),
        EngineError::TimedOut(_) => (
            StatusCode::GATEWAY_TIMEOUT,
            "engine_timeout",
            Wait,
            "The translation took too long. Try a shorter text, or try again later.",
        ),
        // `Failed`, and what later versions add.
        _ => (
            StatusCode::BAD_GATEWAY,
            "engine_failed",
            Wait,
            "The translation engine failed. Try again; the operator finds the reason in the log under this request id.",
        ),
    }
}
