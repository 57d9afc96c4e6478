//! The engine over HTTP, as any client meets it.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod behaviours;
mod counts;
mod process;
mod support;
