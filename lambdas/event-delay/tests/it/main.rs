//! Histories of edits, in memory, on SQLite and on the emulated AWS.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod bursts;
mod histories;
mod moodle_site;
mod rig;
mod simulation;
mod stack;
