//! One suite of behaviour a port. An implementation runs it by one macro call in its tests, with a
//! function that makes a fresh store and a guard that keeps it alive:
//!
//! ```text
//! async fn fresh() -> (TempDir, Arc<SqliteStore>) { … }
//! ports::one_time_conformance!(fresh);
//! ```
#![expect(clippy::unwrap_used, reason = "a suite fails by panicking")]
#![expect(clippy::missing_panics_doc, reason = "a suite fails by panicking")]

pub mod completions;
pub mod document_index;
pub mod event_history;
pub mod event_sink;
pub mod invites;
pub mod job_queue;
pub mod language_model;
pub mod manifest;
pub mod moodle_tokens;
pub mod one_time;
pub mod open_questions;
pub mod pending_jobs;
pub mod quotas;
pub mod readings;
pub mod registrations;
pub mod samples;
pub mod secrets;
pub mod sessions;
pub mod site_tokens;
pub mod sites;
pub mod translation_cache;
pub mod translation_engine;

/// Makes one test a behaviour.
#[doc(hidden)]
#[macro_export]
macro_rules! conformance_tests {
    ($suite:ident, $fresh:ident, [$($behaviour:ident),* $(,)?]) => {
        mod $suite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $behaviour() {
                    let (_guard, store) = super::$fresh().await;
                    $crate::conformance::$suite::$behaviour(store).await;
                }
            )*
        }
    };
}
