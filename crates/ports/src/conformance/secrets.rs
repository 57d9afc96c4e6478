//! What every [`SecretStore`] does.

use std::sync::Arc;

use futures_util::future::join_all;

use crate::{SecretBytes, SecretName, SecretStore};

/// A secret that was not made is absent.
pub async fn a_secret_that_was_not_made_is_absent<S: SecretStore>(store: Arc<S>) {
    assert_eq!(store.secret(SecretName::StateKey).await.unwrap(), None);
}

/// The first secret stays, whatever is offered later.
pub async fn the_first_secret_stays<S: SecretStore>(store: Arc<S>) {
    let (first, second) = (SecretBytes::new(vec![0, 255, 1]), SecretBytes::new(vec![2]));
    assert_eq!(store.keep_first(SecretName::StateKey, &first).await.unwrap(), first);
    assert_eq!(store.keep_first(SecretName::StateKey, &second).await.unwrap(), first);
    assert_eq!(store.secret(SecretName::StateKey).await.unwrap(), Some(first));
    assert_eq!(store.secret(SecretName::ToolKey).await.unwrap(), None);
    assert_eq!(store.secret(SecretName::SiteKey).await.unwrap(), None);
}

/// Of many that start at once, all get the same secret.
pub async fn all_that_start_at_once_get_the_same_secret<S: SecretStore>(store: Arc<S>) {
    let offers = (0..20).map(|i| {
        let store = &store;
        async move { store.keep_first(SecretName::ToolKey, &SecretBytes::new(vec![i])).await.unwrap() }
    });
    let kept = join_all(offers).await;
    assert!(kept.iter().all(|secret| *secret == kept[0]));
}

/// What is still as expected is replaced, again and again, and no other secret with it.
pub async fn a_secret_that_is_as_expected_is_replaced<S: SecretStore>(store: Arc<S>) {
    let [first, second, third] = [[1], [2], [3]].map(|bytes| SecretBytes::new(bytes.to_vec()));
    store.keep_first(SecretName::ToolKey, &first).await.unwrap();
    store.keep_first(SecretName::StateKey, &first).await.unwrap();
    assert!(store.replace(SecretName::ToolKey, &first, &second).await.unwrap());
    assert_eq!(store.secret(SecretName::ToolKey).await.unwrap(), Some(second.clone()));
    assert!(store.replace(SecretName::ToolKey, &second, &third).await.unwrap());
    assert!(
        store.replace(SecretName::ToolKey, &third, &first).await.unwrap(),
        "an earlier value may come back"
    );
    assert_eq!(store.keep_first(SecretName::ToolKey, &third).await.unwrap(), first);
    assert_eq!(store.secret(SecretName::StateKey).await.unwrap(), Some(first));
}

/// What has changed meanwhile, or was never made, stays as it is.
pub async fn what_is_not_as_expected_is_not_replaced<S: SecretStore>(store: Arc<S>) {
    let [first, second, third] = [[1], [2], [3]].map(|bytes| SecretBytes::new(bytes.to_vec()));
    assert!(!store.replace(SecretName::ToolKey, &first, &second).await.unwrap());
    assert_eq!(store.secret(SecretName::ToolKey).await.unwrap(), None);
    store.keep_first(SecretName::ToolKey, &first).await.unwrap();
    assert!(store.replace(SecretName::ToolKey, &first, &second).await.unwrap());
    assert!(!store.replace(SecretName::ToolKey, &first, &third).await.unwrap());
    assert_eq!(store.secret(SecretName::ToolKey).await.unwrap(), Some(second));
}

/// Of twenty that replace the same secret at once exactly one does, and what it put is there.
pub async fn of_twenty_replacers_at_once_one_wins<S: SecretStore>(store: Arc<S>) {
    let mut kept = SecretBytes::new(vec![0; 32]);
    store.keep_first(SecretName::ToolKey, &kept).await.unwrap();
    for round in 0..3 {
        let replacers = (1..=20).map(|i| {
            let (store, expected) = (&store, &kept);
            async move {
                let new = SecretBytes::new(vec![round, i]);
                store.replace(SecretName::ToolKey, expected, &new).await.unwrap().then_some(new)
            }
        });
        let won: Vec<_> = join_all(replacers).await.into_iter().flatten().collect();
        let [winner] = &won[..] else { panic!("{} won", won.len()) };
        assert_eq!(store.secret(SecretName::ToolKey).await.unwrap().as_ref(), Some(winner));
        kept = winner.clone();
    }
}

/// Runs the suite for [`crate::SecretStore`].
#[macro_export]
macro_rules! secrets_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            secrets,
            $fresh,
            [
                a_secret_that_was_not_made_is_absent,
                the_first_secret_stays,
                all_that_start_at_once_get_the_same_secret,
                a_secret_that_is_as_expected_is_replaced,
                what_is_not_as_expected_is_not_replaced,
                of_twenty_replacers_at_once_one_wins,
            ]
        );
    };
}
