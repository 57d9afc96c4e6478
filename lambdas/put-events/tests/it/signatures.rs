//! Who may send. What a signature covers is in the tests of the module itself.

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use ports::SiteAdmin as _;
use ports::conformance::event_sink::detail;

use crate::harness::{SITE, Service, entry_of};

#[tokio::test]
async fn a_call_that_nobody_signed_is_refused_and_told_how() {
    let service = Service::start();
    let request = Request::post("/v1/events").body(Body::from("{}")).unwrap();
    let answer = service.answer(request).await;
    assert!(answer.refused(403, "MissingAuthenticationTokenException").contains("connection code"));
    let mut bearer = Request::post("/v1/events").body(Body::empty()).unwrap();
    bearer.headers_mut().insert("authorization", HeaderValue::from_static("Bearer abc"));
    service.answer(bearer).await.refused(403, "IncompleteSignatureException");
}

#[tokio::test]
async fn a_revoked_key_is_refused_at_once_and_another_of_the_site_is_not() {
    let service = Service::start();
    let (old, new) = (service.connect(SITE).await, service.connect(SITE).await);
    let entry = entry_of(&detail(SITE));
    service.answer(old.call(std::slice::from_ref(&entry))).await.ids();
    assert!(service.store.remove_site(&old.key_id).await.unwrap());
    let answer = service.answer(old.call(std::slice::from_ref(&entry))).await;
    assert!(answer.refused(403, "UnrecognizedClientException").contains("moodle-aws site add"));
    service.answer(new.call(&[entry])).await.ids();
}

#[tokio::test]
async fn the_secret_of_one_key_opens_nothing_under_the_name_of_another() {
    let service = Service::start();
    let (mut one, other) = (service.connect(SITE).await, service.connect(SITE).await);
    one.secret = other.secret;
    let answer = service.answer(one.call(&[entry_of(&detail(SITE))])).await;
    assert!(answer.refused(403, "InvalidSignatureException").contains("does not match"));
}

#[tokio::test]
async fn a_call_with_another_body_than_the_signed_one_is_refused_and_nothing_is_kept() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    let (parts, _) = client.call(&[entry_of(&detail(SITE))]).into_parts();
    let (_, other) = client.call(&[entry_of(&detail(SITE))]).into_parts();
    let answer = service.answer(Request::from_parts(parts, other)).await;
    answer.refused(403, "InvalidSignatureException");
    assert!(service.store.taken_events().is_empty());
}

#[tokio::test]
async fn a_call_whose_clock_is_wrong_is_told_both_clocks() {
    let service = Service::start();
    let mut client = service.connect(SITE).await;
    for off in [-301, 301] {
        client.now += off;
        let answer = service.answer(client.call(&[entry_of(&detail(SITE))])).await;
        let told = answer.refused(403, "InvalidSignatureException");
        assert!(told.matches('Z').count() >= 2 && told.contains("5 minutes"), "{told}");
        client.now -= off;
    }
    service.answer(client.call(&[entry_of(&detail(SITE))])).await.ids();
}
