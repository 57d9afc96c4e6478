//! Functions as real processes behind a Runtime API, as API Gateway and Lambda meet them. `cargo test -p lambda` builds the one
//! that runs here, `examples/small.rs`.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod harness;

mod answers;
mod authorizer;
mod events;
mod log;
mod messages;
mod requests;
mod schedule;
mod streams;
