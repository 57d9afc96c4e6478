//! What every [`SiteTokenAdmin`] does.

use std::sync::Arc;
use std::time::Duration;

use moodle::{SiteUrl, WebServiceToken};

use super::manifest::course;
use super::samples::NOW;
use crate::SiteTokenAdmin;

fn token(letter: &str) -> WebServiceToken {
    WebServiceToken::parse(&letter.repeat(32)).unwrap()
}

async fn listed<S: SiteTokenAdmin>(store: &S, sites: &[SiteUrl]) -> Vec<(SiteUrl, i64)> {
    let all = store.sites_with_tokens().await.unwrap();
    all.into_iter().filter(|(site, _)| sites.contains(site)).map(|(site, stored)| (site, stored.0)).collect()
}

/// A site has the token that was stored last.
pub async fn a_token_is_kept_replaced_and_removed<S: SiteTokenAdmin>(store: Arc<S>) {
    let site = course().site;
    assert_eq!(store.site_token(&site).await.unwrap(), None);
    assert!(!store.remove_site_token(&site).await.unwrap());
    store.put_site_token(&site, &token("a"), NOW).await.unwrap();
    assert_eq!(store.site_token(&site).await.unwrap(), Some(token("a")));
    store.put_site_token(&site, &token("b"), NOW + Duration::from_secs(5)).await.unwrap();
    assert_eq!(store.site_token(&site).await.unwrap(), Some(token("b")));
    assert_eq!(listed(&*store, std::slice::from_ref(&site)).await, [(site.clone(), NOW.0 + 5)]);
    assert!(store.remove_site_token(&site).await.unwrap());
    assert_eq!(store.site_token(&site).await.unwrap(), None);
    assert_eq!(listed(&*store, &[site]).await, []);
}

/// A site's token is no other's.
pub async fn sites_are_kept_apart_and_listed_in_order<S: SiteTokenAdmin>(store: Arc<S>) {
    let mut sites = [course().site, course().site, course().site];
    for (site, letter) in sites.iter().zip(["a", "b", "c"]) {
        store.put_site_token(site, &token(letter), NOW).await.unwrap();
    }
    store.remove_site_token(&sites[1]).await.unwrap();
    assert_eq!(store.site_token(&sites[0]).await.unwrap(), Some(token("a")));
    assert_eq!(store.site_token(&sites[2]).await.unwrap(), Some(token("c")));
    let mut expected = vec![(sites[0].clone(), NOW.0), (sites[2].clone(), NOW.0)];
    expected.sort();
    sites.sort();
    assert_eq!(listed(&*store, &sites).await, expected);
}

/// Two operators at once: no token is lost.
pub async fn tokens_that_are_stored_at_once_are_all_kept<S: SiteTokenAdmin + 'static>(store: Arc<S>) {
    let sites: Vec<_> = (0..8).map(|_| course().site).collect();
    let mut at_once = Vec::new();
    for site in sites.clone() {
        let store = store.clone();
        at_once.push(tokio::spawn(async move { store.put_site_token(&site, &token("a"), NOW).await }));
    }
    for stored in at_once {
        stored.await.unwrap().unwrap();
    }
    for site in &sites {
        assert_eq!(store.site_token(site).await.unwrap(), Some(token("a")));
    }
}

/// Runs the suite for [`crate::SiteTokenAdmin`].
#[macro_export]
macro_rules! site_tokens_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            site_tokens,
            $fresh,
            [
                a_token_is_kept_replaced_and_removed,
                sites_are_kept_apart_and_listed_in_order,
                tokens_that_are_stored_at_once_are_all_kept,
            ]
        );
    };
}
