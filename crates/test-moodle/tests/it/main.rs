//! The site over HTTP, as any client meets it.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod counts;
mod downloads;
mod editing;
mod exchanges;
mod faults;
mod guests;
mod harbours;
mod like_moodle;
mod shape;
mod support;
