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
            ]
        );
    };
}
