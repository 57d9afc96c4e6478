//! Black-box tests: the library as attack tests use it, and the platform through its router.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod authorization;
mod control;
mod courses;
mod deep_linking;
mod discovery;
mod grades;
mod jwks_server;
mod launch_claims;
mod launch_pages;
mod members;
mod messages;
mod misbehaviours;
mod registration;
mod start_page;
mod storage;
mod support;
mod token_endpoint;
mod tokens;
mod tool;
