//! What every [`OneTime`] does.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use lti::launch::OneTimeClaim;

use super::samples::{NOW, unique};
use crate::OneTime;

const MINUTE: Duration = Duration::from_mins(1);

fn claim() -> OneTimeClaim {
    OneTimeClaim { id: unique("claim"), until: NOW + MINUTE }
}

/// Of two claims one after the other the first wins.
pub async fn the_second_claim_of_a_name_loses<S: OneTime>(store: Arc<S>) {
    let claim = claim();
    assert!(store.claim_once(&claim, NOW).await.unwrap());
    assert!(!store.claim_once(&claim, NOW).await.unwrap());
    let last_moment = NOW + Duration::from_secs(59);
    assert!(!store.claim_once(&claim, last_moment).await.unwrap());
}

/// Names do not disturb each other.
pub async fn claims_of_different_names_all_win<S: OneTime>(store: Arc<S>) {
    assert!(store.claim_once(&claim(), NOW).await.unwrap());
    assert!(store.claim_once(&claim(), NOW).await.unwrap());
}

/// Of fifty claims at the same time exactly one wins.
pub async fn of_fifty_claims_at_once_exactly_one_wins<S: OneTime + 'static>(store: Arc<S>) {
    for _ in 0..10 {
        let claim = claim();
        let all = (0..50).map(|_| {
            let (store, claim) = (Arc::clone(&store), claim.clone());
            tokio::spawn(async move { store.claim_once(&claim, NOW).await.unwrap() })
        });
        let won = join_all(all).await.into_iter().filter(|won| *won.as_ref().unwrap()).count();
        assert_eq!(won, 1);
    }
}

/// A claim whose time is over is gone, although nothing swept it.
pub async fn an_expired_claim_that_was_not_swept_counts_as_gone<S: OneTime>(store: Arc<S>) {
    let claim = claim();
    assert!(store.claim_once(&claim, NOW).await.unwrap());
    let later = OneTimeClaim { until: NOW + MINUTE * 3, ..claim };
    assert!(store.claim_once(&later, NOW + MINUTE).await.unwrap());
    assert!(!store.claim_once(&later, NOW + MINUTE * 2).await.unwrap(), "the new claim holds");
}

/// Runs the suite for [`crate::OneTime`].
#[macro_export]
macro_rules! one_time_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            one_time,
            $fresh,
            [
                the_second_claim_of_a_name_loses,
                claims_of_different_names_all_win,
                of_fifty_claims_at_once_exactly_one_wins,
                an_expired_claim_that_was_not_swept_counts_as_gone,
            ]
        );
    };
}
