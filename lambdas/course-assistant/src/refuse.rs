//! What a person is told when there is no answer. The details go to the log.

use std::time::Duration;

use axum::http::StatusCode;
use http_api::{Refusal, Remedy, chain, engine_refusal};
use ports::{EngineError, IndexError, SiteCourse};

use crate::access::AccessUnknown;

/// When a search that was too busy may be tried again.
const WAIT: Duration = Duration::from_secs(15);

/// The index could not be searched.
pub(crate) fn search(error: &IndexError) -> Refusal {
    tracing::error!(error = %chain(error), "the index could not be searched");
    if let IndexError::Busy(_) = error {
        let message = "The index of the course has too much to do at the moment. Try again in a moment.";
        return failed_search(StatusCode::SERVICE_UNAVAILABLE, Remedy::Wait, message).retry_after(WAIT);
    }
    // `Unusable`, and what later versions add.
    let message = "The index of the course cannot be used as it is set up. `moodle-aws doctor` says more.";
    failed_search(StatusCode::BAD_GATEWAY, Remedy::Administrator, message)
}

/// The index did not answer in time.
pub(crate) fn slow_search() -> Refusal {
    let message = "The index of the course did not answer in time. Try again in a moment.";
    failed_search(StatusCode::SERVICE_UNAVAILABLE, Remedy::Wait, message).retry_after(WAIT)
}

fn failed_search(status: StatusCode, remedy: Remedy, message: &str) -> Refusal {
    Refusal::new(status, "search_failed", remedy, message)
}

/// The course is hidden from everybody but its teachers.
pub(crate) fn hidden() -> Refusal {
    let message = "The course is hidden from students at the moment. Its teachers can show it in the course's settings.";
    Refusal::new(StatusCode::FORBIDDEN, "course_hidden", Remedy::OpenAgain, message)
}

/// There is nothing to answer from.
pub(crate) fn not_indexed() -> Refusal {
    let message = "Nothing of this course is indexed yet. A teacher opens the tool, and looks at What the assistant reads.";
    Refusal::new(StatusCode::CONFLICT, "not_indexed_yet", Remedy::Wait, message)
}

/// The course could not be looked through: what was known of it may be hidden by now.
pub(crate) fn outdated() -> Refusal {
    let message = "The files of this course could not be compared with Moodle lately, so nothing is answered from them. A teacher opens the tool, and looks at What the assistant reads.";
    Refusal::new(StatusCode::CONFLICT, "index_outdated", Remedy::Wait, message)
}

/// Moodle does not say who may see what.
pub(crate) fn access_unknown(course: &SiteCourse, error: &AccessUnknown) -> Refusal {
    if let AccessUnknown::Store(error) = error {
        return Refusal::unavailable(error);
    }
    let SiteCourse { site, course } = course;
    tracing::error!(error = chain(error), %site, %course, "Moodle does not say who may see what in a course");
    let refused =
        |remedy, message| Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "access_unknown", remedy, message);
    if error.passes() {
        let message = "Moodle does not say at the moment who may see the files of this course, so nothing is answered from them. Try again in a moment; if it stays so, `moodle-aws doctor` says more.";
        refused(Remedy::Wait, message).retry_after(WAIT)
    } else {
        let message = "Moodle does not let the tool ask who may see the files of this course, so nothing is answered from them. `moodle-aws doctor`, or the service's log, says which setting is wrong.";
        refused(Remedy::Administrator, message)
    }
}

/// The language model gave no answer.
pub(crate) fn engine(error: &EngineError) -> Refusal {
    engine_refusal(error, message(error))
}

fn message(error: &EngineError) -> &'static str {
    match error {
        EngineError::Unreachable(_) => {
            "The language model does not answer. Try again later; the operator checks that it runs, and its address."
        }
        EngineError::NotReady(_) => "The language model is starting. Try again in a moment.",
        EngineError::Throttled { .. } => {
            "The language model has too much to do at the moment. Try again in a moment."
        }
        EngineError::Misconfigured(_) => {
            "The language model refuses the operator's settings (its address, key or name). `moodle-aws doctor` says more."
        }
        EngineError::CutShort => {
            "The language model came to the end of what it may write before it answered. Ask for less at once."
        }
        EngineError::Filtered => {
            "The language model's content filter stopped the answer. Ask in other words."
        }
        EngineError::BrokenContract(_) => {
            "The language model said something that is no answer. Try again, or ask in other words."
        }
        EngineError::TimedOut(_) => "The answer took too long. Try again, or ask for less at once.",
        // `Failed`, and what later versions add.
        _ => {
            "The language model failed. Try again; the operator finds the reason in the log under this request id."
        }
    }
}
