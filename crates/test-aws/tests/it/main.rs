//! Drives the emulator through the front, with the AWS SDK.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod faults;
mod operations;
mod processes;
mod secrets;
mod support;
