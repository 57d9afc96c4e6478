use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::super::*;
use super::platform::*;
use crate::jwk::KeySet;
use crate::jws::UnverifiedToken;
use crate::tool_key::key_set;

async fn ask(world: &World, scope: Scope) -> Result<AccessToken, AccessTokenError> {
    world.client().access_token(&BTreeSet::from([scope])).await
}

fn form(body: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(body).into_owned().collect()
}

/// The assertion of the only token request, verified with the tool's own key set.
fn assertion(world: &World) -> Value {
    let sent = &world.token_requests()[0];
    let text = form(sent.request.body())["client_assertion"].clone();
    let key = world.client().key;
    let keys = KeySet::parse(key_set([key]).to_string().as_bytes()).unwrap();
    let header = URL_SAFE_NO_PAD.decode(text.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header, serde_json::json!({"alg": "RS256", "typ": "JWT", "kid": key.kid()}));
    serde_json::from_slice(&UnverifiedToken::parse(&text).unwrap().payload(&keys).unwrap()).unwrap()
}

#[tokio::test]
async fn a_token_is_asked_for_as_the_recorded_one_was() {
    let world = World::with_tokens([Answer::Recorded("token-200")], []);
    ask(&world, Scope::Score).await.unwrap();
    let sent = world.token_requests().remove(0);
    assert_eq!(sent.header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(sent.limits, TOKEN_LIMITS);
    let recorded = exchange("token-200");
    let fields = form(sent.request.body());
    let recorded = recorded["request"]["body"].as_object().unwrap();
    assert!(fields.keys().eq(recorded.keys().collect::<BTreeSet<_>>()), "{fields:?}");
    for name in ["grant_type", "client_assertion_type"] {
        assert_eq!(fields[name], recorded[name], "{name}");
    }
    assert_eq!(fields["scope"], Scope::Score.uri());
}

#[tokio::test]
async fn an_assertion_names_the_tool_the_token_endpoint_and_a_short_time() {
    let world = World::new([]);
    ask(&world, Scope::Score).await.unwrap();
    let claims = assertion(&world);
    assert_eq!(claims["iss"], "J5kZMoF6Ky1gcno");
    assert_eq!(claims["sub"], "J5kZMoF6Ky1gcno");
    assert_eq!(claims["aud"], TOKEN_URL, "one text, not a list");
    assert_eq!(claims["iat"], NOW.0 - 5, "Moodle takes none from the future");
    assert!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap() <= 300);
    assert!(claims["exp"].as_i64().unwrap() > NOW.0 + 60);
    assert_eq!(claims["jti"].as_str().unwrap().len(), 43);
}

#[tokio::test]
async fn the_registrations_own_audience_stands_in_the_assertion() {
    let mut world = World::new([]);
    world.registration.token_audience = Some("https://lms.example/audience".into());
    ask(&world, Scope::Score).await.unwrap();
    assert_eq!(assertion(&world)["aud"], "https://lms.example/audience");
}

#[tokio::test]
async fn one_token_serves_every_call_with_the_same_scopes_in_any_order() {
    let world = World::new([]);
    for scopes in [[Scope::Score, Scope::LineItem], [Scope::LineItem, Scope::Score]] {
        world.client().access_token(&BTreeSet::from(scopes)).await.unwrap();
    }
    assert_eq!(world.token_requests().len(), 1);
    ask(&world, Scope::Score).await.unwrap();
    assert_eq!(world.token_requests().len(), 2, "fewer scopes are another token");
}

#[tokio::test]
async fn attack_38_tokens_are_kept_by_issuer_client_and_scopes() {
    let world = World::with_tokens([granted("t", 3600)], []);
    let scopes = BTreeSet::from([Scope::Score]);
    let mut other_issuer = registration("J5kZMoF6Ky1gcno");
    other_issuer.id.issuer = crate::names::Issuer::new("https://moodle.localtest:8443/").unwrap();
    for registration in [registration("J5kZMoF6Ky1gcno"), registration("another"), other_issuer] {
        for _ in 0..3 {
            world.client_of(&registration).access_token(&scopes).await.unwrap();
        }
    }
    assert_eq!(world.token_requests().len(), 3);
}

#[tokio::test]
async fn twenty_callers_at_once_make_one_token_request() {
    let world = World::new([Answer::Recorded("ags-score-200")]);
    let score = Score::graded("4", Points { given: 7.0, maximum: 10.0 }, NOW);
    let all = (0..20).map(|_| async { world.items().post_score(OWN_ITEM, &score).await });
    for posted in futures_util::future::join_all(all).await {
        posted.unwrap();
    }
    assert_eq!(world.token_requests().len(), 1);
    assert_eq!(world.calls().len(), 20);
}

#[tokio::test]
async fn a_caller_who_hangs_up_leaves_the_others_free() {
    let world = World::with_tokens([Answer::Hanging, granted("t", 3600)], []);
    let mut gone = Box::pin(ask(&world, Scope::Score));
    assert!(futures_util::poll!(&mut gone).is_pending());
    assert!(futures_util::poll!(&mut gone).is_pending());
    assert_eq!(world.token_requests().len(), 1, "it has asked");
    drop(gone);
    ask(&world, Scope::Score).await.unwrap();
}

#[tokio::test]
async fn a_token_is_replaced_a_minute_before_its_end() {
    let world = World::new([]);
    for (seconds, requests) in [(0, 1), (3539, 1), (1, 2)] {
        world.wait(seconds);
        ask(&world, Scope::Score).await.unwrap();
        assert_eq!(world.token_requests().len(), requests);
    }
}

#[tokio::test]
async fn a_token_that_lives_for_seconds_is_used_for_half_of_them() {
    let world = World::with_tokens([granted("t", 10)], []);
    for (seconds, requests) in [(0, 1), (4, 1), (1, 2)] {
        world.wait(seconds);
        ask(&world, Scope::Score).await.unwrap();
        assert_eq!(world.token_requests().len(), requests);
    }
}

#[tokio::test]
async fn a_token_is_used_to_its_end_while_it_cannot_be_replaced() {
    let world = World::with_tokens([granted("t", 3600), status(500)], []);
    ask(&world, Scope::Score).await.unwrap();
    world.wait(3550);
    ask(&world, Scope::Score).await.unwrap();
    assert_eq!(world.token_requests().len(), 2);
    world.wait(50);
    assert!(matches!(ask(&world, Scope::Score).await, Err(AccessTokenError::Unavailable { .. })));
}

#[tokio::test]
async fn a_clock_that_ran_ahead_and_was_set_back_leaves_no_token_for_ever() {
    let world = World::with_tokens([granted("t", 3600)], []);
    world.wait(400 * 86_400);
    ask(&world, Scope::Score).await.unwrap();
    world.wait(-400 * 86_400);
    ask(&world, Scope::Score).await.unwrap();
    assert_eq!(world.token_requests().len(), 2);
}

#[tokio::test]
async fn a_failure_is_told_to_everybody_for_seconds_and_then_tried_again() {
    let world = World::with_tokens([status(500), granted("t", 3600)], []);
    for _ in 0..5 {
        assert!(ask(&world, Scope::Score).await.is_err());
    }
    assert_eq!(world.token_requests().len(), 1);
    world.wait(5);
    ask(&world, Scope::Score).await.unwrap();
}

#[tokio::test]
async fn what_moodle_refuses_a_token_for_is_named() {
    let key_set = "https://tool.localtest:9443/lti/jwks.json";
    for (recorded, expected, retryable) in [
        ("token-400-bad-signature", "does not verify what key", false),
        ("token-400-expired", "clocks of the platform and of this tool differ (Expired token)", false),
        (
            "token-400-iat-in-future",
            "differ (Cannot handle token with iat prior to 2026-11-21T22:05:53",
            false,
        ),
        (
            "token-400-invalid-scope",
            "does not grant https://purl.imsglobal.org/spec/lti-ags/scope/score",
            false,
        ),
        ("token-400-unknown-client", "does not accept client J5kZMoF6Ky1gcno", false),
        ("token-400-unknown-kid", "the platform finds no key", false),
        ("token-400-no-sub", "refused with status 400 Bad Request (invalid_request)", false),
        ("token-400-not-a-jwt", "(invalid_request)", false),
        ("token-400-unsupported-grant-type", "(unsupported_grant_type)", false),
        ("token-404-jwks-endpoint-answers-500", key_set, true),
        ("token-jwks-endpoint-unreachable", "could not read this tool's key set at https://tool.", true),
        ("maintenance-cli-token", "not available (503 Service Unavailable)", true),
    ] {
        let world = World::with_tokens([Answer::Recorded(recorded)], []);
        let error = ask(&world, Scope::Score).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{recorded}: {error}");
        assert_eq!(error.is_retryable(), retryable, "{recorded}");
        assert!(!error.to_string().contains('<'), "no HTML: {error}");
    }
}

#[tokio::test]
async fn a_platform_under_maintenance_says_how_long_to_wait() {
    let world = World::with_tokens([Answer::Recorded("maintenance-cli-token")], []);
    let error = world.items().list(&LineItemFilter::default()).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_mins(5)));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_token_without_the_scope_that_is_needed_is_refused_by_the_name_of_the_scope() {
    let world = World::with_tokens([Answer::Recorded("token-200-one-scope-of-two")], []);
    ask(&world, Scope::Score).await.unwrap();
    let error = ask(&world, Scope::LineItem).await.unwrap_err();
    assert!(
        matches!(&error, AccessTokenError::ScopeNotGranted { scopes } if scopes == Scope::LineItem.uri()),
        "{error}"
    );
}

#[tokio::test]
async fn a_token_endpoint_that_fails_is_told_from_one_that_gives_no_token() {
    let html = || "<!DOCTYPE html><html><body>Log in</body></html>".to_owned();
    for (answer, expected, retryable) in [
        (status(500), "is not available (500 Internal Server Error)", true),
        (status(429), "asks to wait", true),
        (Answer::Slow, "did not answer", true),
        (Answer::Huge, "did not answer", false),
        (json(r#"{"access_token": "#), "is not an access token", false),
        (json(html()), "is not an access token", false),
        (json(r#"{"access_token":"","token_type":"Bearer"}"#), "is not an access token", false),
        (json(r#"{"access_token":"a\r\nb: c","token_type":"Bearer"}"#), "is not an access token", false),
        (json(r#"{"access_token":"t","token_type":"mac"}"#), "is not an access token", false),
        (Answer::Made(404, vec![], html()), "refused with status 404 Not Found", false),
        (status(302), "refused with status 302 Found", false),
        (Answer::Made(401, vec![], r#"{"error":"invalid_client"}"#.into()), "does not accept client", false),
    ] {
        let world = World::with_tokens([answer], []);
        let error = ask(&world, Scope::Score).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{expected}: {error}");
        assert_eq!(error.is_retryable(), retryable, "{error}");
    }
}

#[tokio::test]
async fn a_token_that_says_nothing_about_its_life_is_kept_for_minutes() {
    for body in [
        r#"{"access_token":"t"}"#,
        r#"{"access_token":"t","expires_in":"300"}"#,
        r#"{"access_token":"t","expires_in":[]}"#,
    ] {
        let world = World::with_tokens([json(body)], []);
        for (seconds, requests) in [(0, 1), (239, 1), (1, 2)] {
            world.wait(seconds);
            ask(&world, Scope::Score).await.unwrap();
            assert_eq!(world.token_requests().len(), requests, "{body}");
        }
    }
}

#[tokio::test]
async fn no_more_than_a_thousand_tokens_are_kept_and_the_longest_unused_goes_first() {
    let world = World::with_tokens([granted("t", 3600)], []);
    let scopes = BTreeSet::from([Scope::Score]);
    let first = registration("0");
    for client in 0..1000 {
        world.client_of(&registration(&client.to_string())).access_token(&scopes).await.unwrap();
    }
    world.wait(1);
    world.client_of(&first).access_token(&scopes).await.unwrap();
    world.client_of(&registration("one more")).access_token(&scopes).await.unwrap();
    assert_eq!(world.token_requests().len(), 1001);
    assert_eq!(world.tokens.len(), 1000);
    world.client_of(&first).access_token(&scopes).await.unwrap();
    assert_eq!(world.token_requests().len(), 1001, "what was used last is still there");
}

#[tokio::test]
async fn a_token_is_redacted_wherever_it_could_be_printed() {
    let world = World::with_tokens([Answer::Recorded("token-200")], [Answer::Recorded("ags-score-200")]);
    let token = ask(&world, Scope::Score).await.unwrap();
    let score = Score::graded("4", Points { given: 7.0, maximum: 10.0 }, NOW);
    world.items().post_score(OWN_ITEM, &score).await.unwrap();
    for printed in [
        format!("{token:?}"),
        format!("{:?}", world.tokens),
        format!("{:?}", world.client()),
        format!("{:?}", world.calls()[0].request.headers()),
    ] {
        assert!(!printed.contains("face0000"), "{printed}");
    }
}
