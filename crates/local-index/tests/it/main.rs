//! The index from outside: what every index does, what survives what, and how well it finds the files of a real course.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod broken;
mod conformance;
mod course;
mod hostile;
mod isolation;
mod model;
mod support;
