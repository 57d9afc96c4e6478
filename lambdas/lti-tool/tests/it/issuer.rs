//! Which platform launches: issuer, client id and key belong together.

use lti::registration::Status;

use crate::harness::{Tool, form};

/// Attack 23: issuer, client id and key come from different registrations, or nearly match one.
#[tokio::test]
async fn a_platform_cannot_launch_as_another_one() {
    let tool = Tool::start().await;
    let (a, b) = (&tool.a, &tool.b);
    let browser = tool.browser();
    let near = [format!("{}/", a.issuer), a.issuer.to_uppercase(), a.issuer.replace("https", "http")];
    for issuer in near.iter().map(String::as_str).chain(["https://unknown.example", "a.example"]) {
        let answer = browser.post("/lti/login").form(&a.login_fields_with("iss", issuer)).await;
        answer.assert_refused(403, "unknown_issuer");
    }
    for client in [b.client_id.as_str(), "unknown", &a.client_id.to_uppercase()] {
        let answer = browser.post("/lti/login").form(&a.login_fields_with("client_id", client)).await;
        answer.assert_refused(403, "unknown_client");
    }
    for issuer in near.iter().chain([&b.issuer]) {
        tool.refuses(401, "issuer_mismatch", |launch| launch.claim("iss", issuer.as_str())).await;
    }
    tool.refuses(401, "issuer_mismatch", |launch| launch.without("iss")).await;

    // B's key signs for A, under its own name and under that of A's key.
    tool.refuses_token(401, "unknown_key", |login| a.claims(login).sign(&b.key)).await;
    let disguised = b.key.clone().with_kid(a.key.kid());
    tool.refuses_token(401, "bad_signature", |login| a.claims(login).sign(&disguised)).await;
    // B's own launch with A's login.
    tool.refuses_token(401, "unknown_key", |login| b.token(login)).await;
    // The same when both platforms share a key, as tenants of one host may.
    tool.pass(61);
    a.key_set.set_keys(&[&a.key, &b.key]);
    tool.refuses_token(401, "issuer_mismatch", |login| b.token(login)).await;
}

#[tokio::test]
async fn institutions_behind_one_issuer_are_told_apart_by_their_client_ids() {
    let mut tool = Tool::start().await;
    tool.b.issuer = tool.a.issuer.clone();
    tool.admin.save(&tool.b.registration()).await.unwrap();
    let browser = tool.browser();
    for platform in [&tool.a, &tool.b] {
        let login = platform.login(&browser).await;
        browser.launch(&login.state, &platform.token(&login)).await.accepted();
    }
    tool.pass(61);
    tool.a.key_set.set_keys(&[&tool.a.key, &tool.b.key]);
    tool.refuses_token(401, "audience_mismatch", |login| tool.b.token(login)).await;

    // Without a client id nobody knows which one is meant.
    let fields = tool.a.login_fields_without("client_id");
    let answer = browser.post("/lti/login").form(&fields).await;
    answer.assert_refused(400, "client_id_needed");
}

#[tokio::test]
async fn without_a_client_id_the_only_registration_of_the_issuer_is_meant() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.b.login_as(&browser, &tool.b.login_fields_without("client_id")).await;
    assert_eq!(login.param("client_id"), tool.b.client_id.as_bytes());
    browser.launch(&login.state, &tool.b.token(&login)).await.accepted();
}

#[tokio::test]
async fn a_suspended_or_removed_registration_launches_no_more_not_even_a_begun_login() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let path = format!("/lti/login?{}", form(&tool.a.login_fields()));
    let begun = tool.a.login(&browser).await;

    tool.admin.set_status(&tool.a.id(), Status::Suspended).await.unwrap();
    browser.get(&path).await.assert_refused(403, "registration_suspended");
    let answer = browser.launch(&begun.state, &tool.a.token(&begun)).await;
    answer.assert_refused(403, "registration_suspended");

    tool.admin.remove(&tool.a.id()).await.unwrap();
    browser.get(&path).await.assert_refused(403, "unknown_issuer");
    let answer = browser.launch(&begun.state, &tool.a.token(&begun)).await;
    answer.assert_refused(403, "unknown_client");
    assert_eq!(tool.written(), [""; 0]);
}
