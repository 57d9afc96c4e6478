//! The readings over HTTP: a real platform launches the real tool, and its front end calls.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod harness;

mod access;
mod content;
mod course_copy;
mod cross_site;
mod deep_link;
mod done;
mod drills;
mod opening;
mod privacy;
mod progress;
mod reading;
mod sending;
mod services;
mod submission;
