//! Black-box tests.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod arbitrary_input;
mod sent_events;
