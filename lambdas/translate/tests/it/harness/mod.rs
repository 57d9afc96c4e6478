//! A running service, the people who use it, what it keeps, and the engines behind it.

mod answer;
mod direct;
mod engines;
mod message;
mod pairs;
mod service;
mod shown;
mod store;

pub use answer::Answer;
pub use direct::Direct;
pub use engines::{echo, model, openai, openai_at, says, scripted};
pub use http_api::testing::{Events, begin_log, parse};
pub use message::Message;
pub use pairs::PairsEngine;
pub use service::{NOW, Service, Setup, enter};
pub use shown::fold;
pub use store::{Store, Watched};

use std::time::Duration;

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

/// Lets everything that can happen without time passing happen.
pub async fn settle() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
}
