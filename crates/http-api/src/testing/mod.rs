//! A service under test: what it answers, and its log.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    missing_docs,
    reason = "a test fails by panicking, and its assertions are made for that"
)]

mod answer;
mod events;
mod log;

pub use answer::Answer;
pub use events::{Event, Events, parse};
pub use log::{Log, begin_log};
