//! What every [`SiteAdmin`] and its reader do.

use std::sync::Arc;

use futures_util::future::join_all;
use moodle::{Site, SiteKeyId, SiteUrl};

use super::samples::{NOW, unique};
use crate::{Entropy as _, SiteAdmin, SystemEntropy};

fn site(url: &str, added: i64) -> Site {
    let mut bytes = [0; 16];
    SystemEntropy::default().fill(&mut bytes);
    Site { key_id: SiteKeyId::from_random(&bytes), url: SiteUrl::parse(url).unwrap(), added }
}

fn address() -> String {
    format!("https://{}.example", unique("moodle"))
}

/// Every field comes back as it was added.
pub async fn an_added_site_is_found_as_it_was<S: SiteAdmin>(store: Arc<S>) {
    let site = site(&format!("{}/Größe", address()), NOW.0);
    assert!(store.add_site(&site).await.unwrap());
    assert_eq!(store.site(&site.key_id).await.unwrap(), Some(site.clone()));
    assert!(store.sites().await.unwrap().contains(&site));
}

/// What was never added is absent, not an error.
pub async fn an_unknown_key_is_absent<S: SiteAdmin>(store: Arc<S>) {
    let unknown = site(&address(), NOW.0);
    assert_eq!(store.site(&unknown.key_id).await.unwrap(), None);
    assert!(!store.remove_site(&unknown.key_id).await.unwrap());
}

/// A key's id belongs to the first that had it.
pub async fn a_key_id_is_added_once<S: SiteAdmin>(store: Arc<S>) {
    let first = site(&address(), NOW.0);
    let second = Site { key_id: first.key_id.clone(), ..site(&address(), NOW.0 + 1) };
    assert!(store.add_site(&first).await.unwrap());
    assert!(!store.add_site(&second).await.unwrap());
    assert!(!store.add_site(&first).await.unwrap());
    assert_eq!(store.site(&first.key_id).await.unwrap(), Some(first));
}

/// Of many that add one key id at once exactly one does.
pub async fn of_twenty_that_add_a_key_id_at_once_one_does<S: SiteAdmin>(store: Arc<S>) {
    let first = site(&address(), NOW.0);
    let offers = (0..20).map(|i| {
        let (store, key_id) = (&store, first.key_id.clone());
        async move { store.add_site(&Site { key_id, ..site(&address(), i) }).await.unwrap() }
    });
    assert_eq!(join_all(offers).await.into_iter().filter(|added| *added).count(), 1);
}

/// A site has as many keys as it needs, and one goes without the others.
pub async fn a_site_may_have_several_keys_and_one_goes_without_the_others<S: SiteAdmin>(store: Arc<S>) {
    let url = address();
    let (old, new) = (site(&url, NOW.0), site(&url, NOW.0 + 1));
    for site in [&old, &new] {
        assert!(store.add_site(site).await.unwrap());
    }
    assert!(store.remove_site(&old.key_id).await.unwrap());
    assert!(!store.remove_site(&old.key_id).await.unwrap());
    assert_eq!(store.site(&old.key_id).await.unwrap(), None);
    assert_eq!(store.site(&new.key_id).await.unwrap(), Some(new));
}

/// A key that was removed can be added again.
pub async fn a_removed_key_leaves_nothing_behind<S: SiteAdmin>(store: Arc<S>) {
    let first = site(&address(), NOW.0);
    let again = Site { key_id: first.key_id.clone(), ..site(&address(), NOW.0 + 1) };
    assert!(store.add_site(&first).await.unwrap());
    assert!(store.remove_site(&first.key_id).await.unwrap());
    assert!(store.add_site(&again).await.unwrap());
    assert_eq!(store.site(&again.key_id).await.unwrap(), Some(again));
}

/// The list stands in the order of address and time.
pub async fn sites_are_listed_by_address_and_then_by_time<S: SiteAdmin>(store: Arc<S>) {
    let (a, b) = (address(), address());
    let sites = [site(&a, 5), site(&a, 10), site(&b, 1), site(&b, 100)];
    for index in [3, 1, 0, 2] {
        assert!(store.add_site(&sites[index]).await.unwrap());
    }
    let listed = store.sites().await.unwrap();
    let ours: Vec<_> = listed.into_iter().filter(|site| sites.contains(site)).collect();
    assert_eq!(ours, sites);
}

/// Runs the suite for [`crate::SiteAdmin`].
#[macro_export]
macro_rules! sites_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            sites,
            $fresh,
            [
                an_added_site_is_found_as_it_was,
                an_unknown_key_is_absent,
                a_key_id_is_added_once,
                of_twenty_that_add_a_key_id_at_once_one_does,
                a_site_may_have_several_keys_and_one_goes_without_the_others,
                a_removed_key_leaves_nothing_behind,
                sites_are_listed_by_address_and_then_by_time,
            ]
        );
    };
}
