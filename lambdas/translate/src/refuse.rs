//! What a caller is told when an engine gave no translation.

use http_api::{Refusal, engine_refusal};
use ports::EngineError;

pub(crate) fn engine(error: &EngineError) -> Refusal {
    engine_refusal(error, message(error))
}

fn message(error: &EngineError) -> &'static str {
    match error {
        EngineError::Unreachable(_) => {
            "The translation engine does not answer. Try again later; the operator checks that it runs, and --translate-url."
        }
        EngineError::NotReady(_) => "The translation engine is starting. Try again in a moment.",
        EngineError::Throttled { .. } => {
            "The translation engine has too much to do at the moment. Try again in a moment."
        }
        EngineError::Misconfigured(_) => {
            "The translation engine refuses the operator's settings (its address, key or model). `moodle-aws doctor` says more."
        }
        EngineError::CutShort => {
            "The translation engine stopped before the end, even for small parts. Try a shorter text, or another model."
        }
        EngineError::Filtered => {
            "The translation engine's content filter refused this text. Try other words, or another part of it."
        }
        EngineError::BrokenContract(_) => {
            "The translation engine answered something that is not a translation of this text. Try again, or a shorter text."
        }
        EngineError::TimedOut(_) => "The translation took too long. Try a shorter text, or try again later.",
        // `Failed`, and what later versions add.
        _ => {
            "The translation engine failed. Try again; the operator finds the reason in the log under this request id."
        }
    }
}
