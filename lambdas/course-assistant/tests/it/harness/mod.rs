//! A running service, the people and courses behind it, and the models that answer.

mod answer;
mod course;
mod models;
mod moodle;
mod service;
mod watched;

pub use answer::Answer;
pub use course::{SITE, Shelf, course, course_at, session_in, slides};
pub use http_api::testing::{Event, Events, begin_log, parse};
pub use models::{openai, quotes, says, scripted};
pub use moodle::{Moodle, token_of};
pub use service::{NOW, Service, Setup, question};
pub use watched::{Part, Watched};

use std::time::Duration;

/// When Moodle is asked again who may see what.
pub const LATER: Duration = Duration::from_secs(10);

/// Longer than anything takes that ends at all.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until it is so: what another task does is seen a little later.
pub async fn until(what: &str, so: impl Fn() -> bool) {
    let waiting = async {
        while !so() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, waiting).await.is_ok(), "never: {what}");
}
