//! The indexer beside a Moodle that is edited, and that fails.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agreement;
mod contents;
mod failing_index;
mod failing_moodle;
mod files;
mod histories;
mod reconciling;
mod rig;
mod seen_by_all;
mod stack;
