//! The adapters against what they are made for, from outside.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod openai;
