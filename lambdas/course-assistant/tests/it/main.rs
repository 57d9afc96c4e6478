//! The assistant over HTTP, as students, teachers, people with hostile files, and models that fail meet it.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod harness;

mod access;
mod answers;
mod faults;
mod index;
mod injection;
mod isolation;
mod logs;
mod questions;
mod quotas;
mod requests;
mod streaming;
mod who_may_see;
