use super::super::*;
use super::platform::*;
use crate::launch::tests::recorded;

fn all() -> MemberQuery {
    MemberQuery::default()
}

#[tokio::test]
async fn a_refused_token_is_dropped_and_replaced_once() {
    let world = World::new([Answer::Recorded("nrps-401-bad-token"), Answer::Recorded("nrps-all")]);
    world.client().members(&world.memberships, &all()).await.unwrap();
    assert_eq!(world.token_requests().len(), 2);
    world.client().members(&world.memberships, &all()).await.unwrap();
    assert_eq!(world.token_requests().len(), 2, "the new one is kept");
}

#[tokio::test]
async fn a_platform_that_refuses_every_token_is_asked_twice_and_no_more() {
    let world = World::new([Answer::Recorded("nrps-401-token-without-scope")]);
    let error = world.client().members(&world.memberships, &all()).await.unwrap_err();
    assert!(matches!(&error, ServiceError::Unauthorized { reason } if reason == "Unauthorized"), "{error}");
    assert!(!error.is_retryable());
    assert_eq!((world.token_requests().len(), world.calls().len()), (2, 2));
}

#[tokio::test]
async fn callers_whose_token_is_refused_together_share_its_replacement() {
    let world = World::new([Answer::For("second", r#"{"members":[]}"#)]);
    let (client, query) = (world.client(), all());
    let calls = (0..5).map(|_| client.members(&world.memberships, &query));
    for called in futures_util::future::join_all(calls).await {
        called.unwrap();
    }
    assert_eq!((world.token_requests().len(), world.calls().len()), (2, 10));
}

#[tokio::test]
async fn every_status_is_an_error_of_its_own_that_says_whether_to_try_again() {
    let wait = vec![("retry-after", "7".to_owned())];
    for (answer, expected, retryable, after) in [
        (status(400), "does not accept this request (400)", false, None),
        (status(403), "does not allow this (403)", false, None),
        (status(404), "knows no such thing (404)", false, None),
        (status(409), "has something newer (409)", false, None),
        (Answer::Made(429, wait.clone(), String::new()), "asks to wait (429)", true, Some(7)),
        (status(429), "asks to wait (429)", true, None),
        (Answer::Made(503, wait, String::new()), "is not available (503", true, Some(7)),
        (status(500), "is not available (500", true, None),
        (status(302), "is not available (302", true, None),
        (status(408), "is not available (408", true, None),
        (status(410), "answered with status 410", false, None),
        (Answer::Slow, "did not answer", true, None),
        (Answer::Huge, "did not answer", false, None),
        (Answer::Made(404, vec![], "\n<!DOCTYPE html>".into()), "is not available (404", true, None),
        (json("<html>Maintenance</html>"), "is not available (200", true, None),
        (json("x"), "cannot be read", false, None),
        (json("{}"), "cannot be read", false, None),
    ] {
        let world = World::new([answer]);
        let error = world.client().members(&world.memberships, &all()).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{expected}: {error}");
        assert_eq!(error.is_retryable(), retryable, "{error}");
        assert_eq!(error.retry_after(), after.map(Duration::from_secs), "{error}");
    }
}

#[tokio::test]
async fn a_suspended_platform_is_not_called() {
    let mut world = World::new([Answer::Recorded("nrps-all")]);
    world.registration.status = Status::Suspended;
    let refused = world.client().members(&world.memberships, &all()).await;
    assert!(matches!(refused, Err(ServiceError::Suspended)));
    assert!(world.sent().is_empty());
}

#[tokio::test]
async fn a_launch_opens_the_services_that_it_names() {
    let world = World::new([Answer::Recorded("nrps-all"), Answer::Recorded("ags-lineitem-get")]);
    let launch = recorded("student").accept();
    assert_eq!(world.client().members_of(&launch, &all()).await.unwrap().len(), 62);
    let client = world.client();
    let items = client.line_items_of(&launch).unwrap();
    assert_eq!(items.own(), Some(OWN_ITEM));
    assert_eq!(items.get(OWN_ITEM).await.unwrap().details.label, "Chat with the tutor");
}

#[tokio::test]
async fn a_launch_of_another_platform_opens_nothing() {
    let world = World::new([]);
    let other = registration("another");
    let launch = recorded("student").accept();
    let client = world.client_of(&other);
    assert!(matches!(client.members_of(&launch, &all()).await, Err(ServiceError::OtherRegistration)));
    assert!(matches!(client.line_items_of(&launch), Err(ServiceError::OtherRegistration)));
    assert!(world.sent().is_empty());
}

#[tokio::test]
async fn a_launch_without_services_says_which_is_not_offered() {
    let world = World::new([]);
    let mut launch = recorded("student").accept();
    (launch.memberships, launch.line_items) = (None, None);
    let error = world.client().members_of(&launch, &all()).await.unwrap_err();
    assert!(error.to_string().contains("the service names and roles"), "{error}");
    let error = world.client().line_items_of(&launch).unwrap_err();
    assert!(error.to_string().contains("the service assignments and grades"), "{error}");
}

#[tokio::test]
async fn only_web_addresses_are_called() {
    for url in ["file:///etc/passwd", "data:,x", "lineitems", ""] {
        let mut world = World::new([]);
        url.clone_into(&mut world.memberships.context_memberships_url);
        let refused = world.client().members(&world.memberships, &all()).await;
        assert!(matches!(refused, Err(ServiceError::BadUrl(_))), "{url}");
        assert!(world.sent().is_empty());
    }
}
