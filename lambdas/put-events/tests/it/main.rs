//! The endpoint as a client of AWS meets it, on the ports in memory.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod calls;
mod entries;
mod harness;
mod logs;
mod signatures;
