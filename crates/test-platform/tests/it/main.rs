//! Black-box tests: the library as attack tests use it, and the platform through its router.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod authorization;
mod discovery;
mod jwks_server;
mod launch_claims;
mod launch_pages;
mod misbehaviours;
mod start_page;
mod support;
mod tokens;
