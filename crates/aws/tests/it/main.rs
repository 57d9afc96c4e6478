//! The adapters against real servers on loopback, with the real AWS SDK.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod bedrock;
mod conformance;
mod deployed;
mod emulator;
mod events;
mod faults;
mod jobs;
mod knowledge_base;
mod pages;
mod parameters;
mod script;
mod site_tokens;
