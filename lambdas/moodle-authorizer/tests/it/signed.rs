//! Tokens that the plugin signs.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use local::SqliteStore;
use moodle::SiteSecret;
use serde_json::json;

use crate::harness::{Broken, Plugin, Service, Setup};

const SITE: &str = "https://campus.example/moodle";

#[tokio::test]
async fn a_site_with_a_connection_code_calls_without_moodle_being_asked() {
    let service = Setup { moodle_url: None, ..Setup::default() }.start();
    let (one, other) = (service.connect(SITE).await, service.connect("https://school.example").await);
    assert_eq!(service.with(&one.sign("4", service.now())).await.caller(), (SITE, "4"));
    let answer = service.with(&other.sign("17", service.now())).await;
    assert_eq!(answer.caller(), ("https://school.example", "17"));
    assert_eq!(service.moodle.calls(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_calls_at_once_with_one_token_exactly_one_passes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
    let service = Setup { store, ..Setup::default() }.start();
    let plugin = service.connect(SITE).await;
    let token = plugin.sign("4", service.now());
    let answers = join_all((0..50).map(|_| service.with(&token))).await;
    let (passed, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(passed.len(), 1);
    for answer in refused {
        answer.denied("token_replayed");
    }
}

#[tokio::test]
async fn a_token_is_refused_a_second_time_as_long_as_it_lives_and_afterwards() {
    let service = Service::start();
    let plugin = service.connect(SITE).await;
    let token = plugin.sign("4", service.now());
    service.with(&token).await.caller();
    service.with(&token).await.denied("token_replayed");
    service.clock.pass(Duration::from_secs(89));
    service.with(&token).await.denied("token_replayed");
    service.clock.pass(Duration::from_secs(1));
    service.with(&token).await.denied("token_expired");
}

#[tokio::test]
async fn one_token_id_may_be_used_by_two_sites() {
    let service = Service::start();
    let (one, other) = (service.connect(SITE).await, service.connect("https://school.example").await);
    for plugin in [one, other] {
        let token = plugin.sign_with(service.now(), json!({"jti": "the-same-token-id"}));
        service.with(&token).await.caller();
    }
}

#[tokio::test]
async fn a_moodle_whose_clock_is_two_minutes_off_is_told_so() {
    let service = Service::start();
    let plugin = service.connect(SITE).await;
    let ahead = service.with(&plugin.sign("4", service.now() + 120)).await;
    assert!(ahead.denied("clock_skew").contains("Moodle's clock is 120 s ahead"), "{ahead:?}");
    let behind = service.with(&plugin.sign("4", service.now() - 120)).await;
    assert!(behind.denied("token_expired").contains("Moodle's clock is 120 s behind"), "{behind:?}");
    service.with(&plugin.sign("4", service.now() + 30)).await.caller();
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once_and_another_of_the_site_is_not() {
    let service = Service::start();
    let (old, new) = (service.connect(SITE).await, service.connect(SITE).await);
    service.with(&old.sign("4", service.now())).await.caller();
    assert!(service.store.remove_site(&old.code.key_id).await.unwrap());
    let answer = service.with(&old.sign("4", service.now())).await;
    assert!(answer.denied("unknown_site_key").contains("moodle-aws site add"));
    service.with(&new.sign("4", service.now())).await.caller();
}

#[tokio::test]
async fn a_key_opens_nothing_in_the_name_of_another_site() {
    let service = Service::start();
    let (one, other) = (service.connect(SITE).await, service.connect("https://school.example").await);
    let lying = one.sign_with(service.now(), json!({"iss": "https://school.example"}));
    service.with(&lying).await.denied("other_issuer");
    let mut code = one.code.clone();
    code.key_id = other.code.key_id.clone();
    let swapped = Plugin { code };
    service.with(&swapped.sign("4", service.now())).await.denied("bad_signature");
}

#[tokio::test]
async fn what_is_not_signed_with_the_sites_secret_for_this_service_is_refused() {
    let service = Service::start();
    let plugin = service.connect(SITE).await;
    let mut stranger = plugin.code.clone();
    stranger.secret = SiteSecret::new([0; 32]);
    let stranger = Plugin { code: stranger };
    service.with(&stranger.sign("4", service.now())).await.denied("bad_signature");
    let elsewhere = plugin.sign_with(service.now(), json!({"aud": "https://other.example"}));
    assert!(service.with(&elsewhere).await.denied("other_audience").contains("https://tool.example"));
    let long = plugin.sign_with(service.now(), json!({"exp": service.now() + 3600}));
    service.with(&long).await.denied("token_lives_too_long");
    service.with("e30.e30.e30").await.denied("token_malformed");
    service.with("eyJhbGciOiJub25lIn0.e30.").await.denied("token_algorithm");
    service
        .with(&plugin.sign_with(service.now(), json!({"sub": "admin"})))
        .await
        .denied("token_claim_unusable");
}

#[tokio::test]
async fn a_refused_token_does_not_use_up_its_id() {
    let service = Service::start();
    let plugin = service.connect(SITE).await;
    let id = json!({"jti": "an-id-that-is-kept", "aud": "https://other.example"});
    service.with(&plugin.sign_with(service.now(), id)).await.denied("other_audience");
    service.with(&plugin.sign_with(service.now(), json!({"jti": "an-id-that-is-kept"}))).await.caller();
}

#[tokio::test]
async fn a_store_that_fails_lets_no_site_in() {
    let store = Arc::new(Broken::default());
    let service = Setup { store: store.clone(), ..Setup::default() }.start();
    let plugin = service.connect(SITE).await;
    service.with(&plugin.sign("4", service.now())).await.caller();
    store.break_it();
    service.with(&plugin.sign("4", service.now())).await.denied("store_unavailable");
}
