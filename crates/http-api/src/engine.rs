//! What a caller is told when an engine gave no answer. The details go to the log.

use std::time::Duration;

use axum::http::StatusCode;
use ports::EngineError;

use crate::metrics::count_engine_failure;
use crate::{Refusal, Remedy, chain};

/// When an engine that is not ready, or busy without saying how long, may be asked again.
const WAIT: Duration = Duration::from_secs(15);

/// The refusal when an engine failed, with its lines in the log. What went wrong decides about all of it but the message:
/// that is the service's own, since it knows what the engine was to do.
#[must_use]
pub fn engine_refusal(error: &EngineError, message: &'static str) -> Refusal {
    tracing::error!(error = %chain(error), "the engine gave no answer");
    count_engine_failure();
    let (status, code, remedy) = told(error);
    let refusal = Refusal::new(status, code, remedy, message);
    match error {
        EngineError::Throttled { retry_after } => refusal.retry_after(retry_after.unwrap_or(WAIT)),
        EngineError::NotReady(_) => refusal.retry_after(WAIT),
        _ => refusal,
    }
}

fn told(error: &EngineError) -> (StatusCode, &'static str, Remedy) {
    use Remedy::{Administrator, Wait};
    match error {
        EngineError::Unreachable(_) => (StatusCode::BAD_GATEWAY, "engine_unreachable", Administrator),
        EngineError::NotReady(_) => (StatusCode::SERVICE_UNAVAILABLE, "engine_not_ready", Wait),
        EngineError::Throttled { .. } => (StatusCode::TOO_MANY_REQUESTS, "engine_busy", Wait),
        EngineError::Misconfigured(_) => (StatusCode::BAD_GATEWAY, "engine_misconfigured", Administrator),
        EngineError::CutShort => (StatusCode::BAD_GATEWAY, "answer_cut", Administrator),
        EngineError::Filtered => (StatusCode::UNPROCESSABLE_ENTITY, "engine_refused", Administrator),
        EngineError::BrokenContract(_) => (StatusCode::BAD_GATEWAY, "answer_unusable", Wait),
        EngineError::TimedOut(_) => (StatusCode::GATEWAY_TIMEOUT, "engine_timeout", Wait),
        // `Failed`, and what later versions add.
        _ => (StatusCode::BAD_GATEWAY, "engine_failed", Wait),
    }
}
