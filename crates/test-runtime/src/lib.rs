//! Lambda's Runtime API for tests and benchmarks, and functions that run behind it as real processes.
//!
//! [`RuntimeApi`] gives a function the events that a test makes, and the test what the function answers, piece by piece.
//! [`Function`] is the process. It shares no code with the runtime that it drives.
#![deny(missing_docs)]

mod answer;
mod api;
mod function;

pub use answer::{Answer, Metadata, Outcome, Piece};
pub use api::{Event, RuntimeApi};
pub use function::Function;
