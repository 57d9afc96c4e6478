//! What every [`Quotas`] does.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use lti::time::UnixTime;

use super::samples::{NOW, unique};
use crate::{Quotas, Take};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

fn allowance(limit: u64) -> Take {
    Take { allowance: unique("quota"), amount: 1, limit, until: NOW + HOUR }
}

/// The same allowance, another amount.
fn amount(of: &Take, amount: u64) -> Take {
    Take { amount, ..of.clone() }
}

async fn take<S: Quotas>(store: &S, takes: &[Take]) -> Result<(), usize> {
    store.take(takes, NOW).await.unwrap()
}

async fn take_one<S: Quotas>(store: &S, one: &Take, now: UnixTime) -> Result<(), usize> {
    store.take(std::slice::from_ref(one), now).await.unwrap()
}

/// What can still be taken, found without taking it.
async fn left<S: Quotas>(store: &S, of: &Take) -> u64 {
    let (mut fits, mut too_much) = (0, of.limit + 1);
    while too_much - fits > 1 {
        let middle = fits + (too_much - fits) / 2;
        if take(store, &[amount(of, middle)]).await.is_ok() {
            store.give_back(&[amount(of, middle)]).await.unwrap();
            fits = middle;
        } else {
            too_much = middle;
        }
    }
    fits
}

/// An allowance that nobody touched has all its limit; then what was taken is gone.
pub async fn an_allowance_is_taken_until_its_limit<S: Quotas>(store: Arc<S>) {
    let ten = allowance(10);
    assert_eq!(left(&*store, &ten).await, 10);
    assert_eq!(take(&*store, &[amount(&ten, 7)]).await, Ok(()));
    assert_eq!(take(&*store, &[amount(&ten, 4)]).await, Err(0));
    assert_eq!(left(&*store, &ten).await, 3, "a refused take takes nothing");
    assert_eq!(take(&*store, &[amount(&ten, 3)]).await, Ok(()));
    assert_eq!(take(&*store, &[ten]).await, Err(0));
}

/// No takes are a take of nothing.
pub async fn no_takes_are_granted<S: Quotas>(store: Arc<S>) {
    assert_eq!(take(&*store, &[]).await, Ok(()));
    store.give_back(&[]).await.unwrap();
}

/// Allowances do not disturb each other.
pub async fn allowances_are_kept_apart<S: Quotas>(store: Arc<S>) {
    let (a, b) = (allowance(1), allowance(1));
    assert_eq!(take(&*store, &[a]).await, Ok(()));
    assert_eq!(take(&*store, &[b]).await, Ok(()));
}

/// Of several allowances either all are taken from or none.
pub async fn several_allowances_are_taken_from_all_or_nothing<S: Quotas>(store: Arc<S>) {
    let (wide, narrow) = (allowance(10), allowance(2));
    assert_eq!(take(&*store, &[amount(&wide, 5), amount(&narrow, 2)]).await, Ok(()));
    assert_eq!(take(&*store, &[amount(&wide, 1), amount(&narrow, 1)]).await, Err(1));
    assert_eq!(left(&*store, &wide).await, 5);
    assert_eq!(left(&*store, &narrow).await, 0);
}

/// The first allowance that is exceeded is told by its place.
pub async fn the_first_exceeded_allowance_is_told<S: Quotas>(store: Arc<S>) {
    let (fits, over) = (allowance(10), allowance(1));
    let takes = [amount(&fits, 1), amount(&fits, 1), amount(&over, 2), amount(&fits, 11)];
    assert_eq!(take(&*store, &takes).await, Err(2));
}

/// Two takes of one allowance in one call count together.
pub async fn two_takes_of_one_allowance_count_together<S: Quotas>(store: Arc<S>) {
    let ten = allowance(10);
    assert_eq!(take(&*store, &[amount(&ten, 6), amount(&ten, 5)]).await, Err(1));
    assert_eq!(left(&*store, &ten).await, 10);
    assert_eq!(take(&*store, &[amount(&ten, 6), amount(&ten, 4)]).await, Ok(()));
    assert_eq!(left(&*store, &ten).await, 0);
    store.give_back(&[amount(&ten, 6), amount(&ten, 4)]).await.unwrap();
    assert_eq!(left(&*store, &ten).await, 10);
}

/// Zero is granted up to the limit, and refused when a lowered limit is overdrawn.
pub async fn zero_is_refused_only_when_the_allowance_is_overdrawn<S: Quotas>(store: Arc<S>) {
    let ten = allowance(10);
    assert_eq!(take(&*store, &[amount(&ten, 10)]).await, Ok(()));
    assert_eq!(take(&*store, &[amount(&ten, 0)]).await, Ok(()));
    let lowered = Take { limit: 9, ..amount(&ten, 0) };
    assert_eq!(take(&*store, &[lowered]).await, Err(0));
}

/// Of fifty takes at the same time exactly as many succeed as there is room for.
pub async fn of_fifty_takes_at_once_exactly_the_twenty_that_fit_succeed<S: Quotas + 'static>(store: Arc<S>) {
    let (twenty, many) = (allowance(20), allowance(1000));
    let all = (0..50).map(|_| {
        let (store, takes) = (Arc::clone(&store), [many.clone(), twenty.clone()]);
        tokio::spawn(async move { take(&*store, &takes).await })
    });
    let results: Vec<_> = join_all(all).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(results.iter().filter(|result| **result == Ok(())).count(), 20);
    assert_eq!(results.iter().filter(|result| **result == Err(1)).count(), 30);
    assert_eq!(left(&*store, &many).await, 980);
}

/// When its window is over an allowance is new, although nothing swept it.
pub async fn an_allowance_whose_window_is_over_and_was_not_swept_counts_as_new<S: Quotas>(store: Arc<S>) {
    let one = allowance(1);
    assert_eq!(take_one(&*store, &one, NOW).await, Ok(()));
    let last_moment = NOW + HOUR.saturating_sub(Duration::from_secs(1));
    assert_eq!(take_one(&*store, &one, last_moment).await, Err(0));
    let next = Take { until: NOW + HOUR * 2, ..one };
    assert_eq!(take_one(&*store, &next, NOW + HOUR).await, Ok(()));
    assert_eq!(take_one(&*store, &next, NOW + HOUR).await, Err(0), "the new window counts");
}

/// What is given back can be taken again, and there is never more than the limit.
pub async fn giving_back_restores_but_never_beyond_the_limit<S: Quotas>(store: Arc<S>) {
    let (ten, other) = (allowance(10), allowance(5));
    assert_eq!(take(&*store, &[amount(&ten, 8), amount(&other, 5)]).await, Ok(()));
    store.give_back(&[amount(&ten, 3), amount(&other, 1)]).await.unwrap();
    assert_eq!(left(&*store, &ten).await, 5);
    assert_eq!(left(&*store, &other).await, 1);
    store.give_back(&[amount(&ten, 100)]).await.unwrap();
    assert_eq!(left(&*store, &ten).await, 10);
}

/// Giving back what nobody took makes nothing.
pub async fn giving_back_to_an_absent_allowance_makes_nothing<S: Quotas>(store: Arc<S>) {
    let ten = allowance(10);
    store.give_back(&[amount(&ten, 5)]).await.unwrap();
    assert_eq!(left(&*store, &ten).await, 10);
}

/// What was taken in a window that is over does not fill the next one.
pub async fn giving_back_after_the_window_is_over_does_not_fill_the_next_one<S: Quotas>(store: Arc<S>) {
    let one = allowance(1);
    assert_eq!(take_one(&*store, &one, NOW).await, Ok(()));
    let next = Take { until: NOW + HOUR * 2, ..one.clone() };
    assert_eq!(take_one(&*store, &next, NOW + HOUR).await, Ok(()));
    store.give_back(&[one]).await.unwrap();
    assert_eq!(take_one(&*store, &next, NOW + HOUR).await, Err(0));
}

/// Amounts that no integer holds together are exceeded, not wrapped around.
pub async fn amounts_at_the_end_of_numbers_do_not_overflow<S: Quotas>(store: Arc<S>) {
    let all = Take { amount: u64::MAX - 1, ..allowance(u64::MAX) };
    assert_eq!(take_one(&*store, &all, NOW).await, Ok(()));
    assert_eq!(take(&*store, &[amount(&all, 2)]).await, Err(0));
    assert_eq!(take(&*store, &[amount(&all, u64::MAX)]).await, Err(0));
    assert_eq!(take(&*store, &[amount(&all, 1)]).await, Ok(()));
    assert_eq!(take(&*store, &[amount(&all, 1)]).await, Err(0));
    store.give_back(&[amount(&all, u64::MAX - 5)]).await.unwrap();
    assert_eq!(take(&*store, &[amount(&all, u64::MAX - 4)]).await, Err(0));
    assert_eq!(take(&*store, &[amount(&all, u64::MAX - 5)]).await, Ok(()));
    let half = allowance(1 << 63);
    assert_eq!(take(&*store, &[amount(&half, 1 << 63)]).await, Ok(()));
    assert_eq!(take(&*store, &[half]).await, Err(0));
}

/// A clock that is set back, or shows nonsense, breaks nothing and grants nothing twice.
pub async fn a_clock_that_is_set_back_breaks_nothing<S: Quotas>(store: Arc<S>) {
    let one = allowance(1);
    assert_eq!(take_one(&*store, &one, NOW).await, Ok(()));
    assert_eq!(take_one(&*store, &one, NOW - DAY).await, Err(0));
    for now in [UnixTime(i64::MIN), UnixTime(-1), UnixTime(0)] {
        assert_eq!(take_one(&*store, &one, now).await, Err(0));
    }
    assert_eq!(take_one(&*store, &one, UnixTime(i64::MAX)).await, Ok(()));
    let odd = Take { until: UnixTime(i64::MIN), ..allowance(1) };
    assert_eq!(take_one(&*store, &odd, NOW).await, Ok(()));
    store.give_back(&[odd]).await.unwrap();
}

/// Runs the suite for [`crate::Quotas`].
#[macro_export]
macro_rules! quotas_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            quotas,
            $fresh,
            [
                an_allowance_is_taken_until_its_limit,
                no_takes_are_granted,
                allowances_are_kept_apart,
                several_allowances_are_taken_from_all_or_nothing,
                the_first_exceeded_allowance_is_told,
                two_takes_of_one_allowance_count_together,
                zero_is_refused_only_when_the_allowance_is_overdrawn,
                of_fifty_takes_at_once_exactly_the_twenty_that_fit_succeed,
                an_allowance_whose_window_is_over_and_was_not_swept_counts_as_new,
                giving_back_restores_but_never_beyond_the_limit,
                giving_back_to_an_absent_allowance_makes_nothing,
                giving_back_after_the_window_is_over_does_not_fill_the_next_one,
                amounts_at_the_end_of_numbers_do_not_overflow,
                a_clock_that_is_set_back_breaks_nothing,
            ]
        );
    };
}
