//! Black-box tests: the layer before a route, with a Moodle that gives recorded answers.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod harness;

mod cache;
mod flights;
mod logs;
mod shapes;
mod signed;
mod silence;
mod web_service;
