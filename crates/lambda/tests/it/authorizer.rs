//! Verdicts as API Gateway's policies.

use serde_json::{Value, json};

use crate::harness::{Running, fixture, lines};

const METHOD: &str = "arn:aws:execute-api:us-east-1:123456789012:s4x3opwd6i/test/GET/request";

async fn authorizer() -> Running {
    Running::start(&[("AUTHORIZER", "true")]).await
}

fn event(authorization: &[&str]) -> String {
    let mut event: Value = serde_json::from_str(&fixture("authorizer-request.json")).unwrap();
    if let Some(last) = authorization.last() {
        event["headers"]["authorization"] = json!(last);
        event["multiValueHeaders"]["Authorization"] = json!(authorization);
    }
    event.to_string()
}

#[tokio::test]
async fn who_is_allowed_gets_a_policy_for_the_one_method() {
    let answer = authorizer().await.answer(event(&["allow 3"])).await.json().unwrap();
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Action": "execute-api:Invoke", "Effect": "Allow", "Resource": METHOD }],
    });
    let context = json!({ "userid": "7", "site": "xxx" });
    assert_eq!(answer, json!({ "principalId": "7", "policyDocument": policy, "context": context }));
}

#[tokio::test]
async fn who_is_denied_is_told_why() {
    let answer = authorizer().await.answer(event(&["deny No such token."])).await.json().unwrap();
    let statement = &answer["policyDocument"]["Statement"][0];
    assert_eq!((&statement["Effect"], &statement["Resource"]), (&json!("Deny"), &json!(METHOD)));
    assert_eq!(answer["context"], json!({ "code": "token_unknown", "message": "No such token." }));
}

/// A gateway response puts the message between the quotes of its JSON as it is.
#[tokio::test]
async fn what_a_denial_says_breaks_no_json_that_it_is_put_into() {
    let said = r#"deny Set "Keys" in C:\moodle."#;
    let answer = authorizer().await.answer(event(&[said])).await.json().unwrap();
    assert_eq!(answer["context"]["message"], "Set 'Keys' in C:/moodle.");
}

#[tokio::test]
async fn no_authorization_is_the_error_that_api_gateway_answers_with_401() {
    let running = authorizer().await;
    for authorization in [&[][..], &["nonsense"], &["allow 3", "allow 4"]] {
        let outcome = running.answer(event(authorization)).await;
        assert!(outcome.error);
        assert_eq!(outcome.json().unwrap()["errorMessage"], "Unauthorized");
    }
    assert!(running.log().iter().all(|line| line["level"] != "ERROR"), "a 401 is no error of ours");
}

#[tokio::test]
async fn a_header_in_only_one_of_the_two_places_counts() {
    let running = authorizer().await;
    for place in ["headers", "multiValueHeaders"] {
        let mut event: Value = serde_json::from_str(&event(&["allow 3"])).unwrap();
        event.as_object_mut().unwrap().remove(place);
        assert_eq!(running.answer(event.to_string()).await.json().unwrap()["principalId"], "7");
    }
}

#[tokio::test]
async fn a_caller_of_more_than_8_kb_is_denied_and_never_cut() {
    let running = authorizer().await;
    let answer = running.answer(event(&["allow 7000"])).await.json().unwrap();
    assert_eq!(answer["context"]["site"].as_str().unwrap().len(), 7000);
    let answer = running.answer(event(&["allow 8192"])).await.json().unwrap();
    assert_eq!(answer["policyDocument"]["Statement"][0]["Effect"], "Deny");
    assert_eq!(answer["context"]["code"], "caller_too_large");
    let answer = running.answer(event(&[&format!("deny {}", "x".repeat(9000))])).await.json().unwrap();
    assert_eq!(answer["policyDocument"]["Statement"][0]["Effect"], "Deny");
    assert_eq!(answer["context"]["code"], "denied");
    assert_eq!(running.log().iter().filter(|line| line["level"] == "ERROR").count(), 2);
}

#[tokio::test]
async fn an_event_that_is_no_authorizer_s_is_denied_with_a_warning() {
    let running = authorizer().await;
    for event in [&fixture("no-request/console.json"), &fixture("form-base64.json"), "null", "{}"] {
        let answer = running.answer(event).await.json().unwrap();
        assert_eq!(answer["policyDocument"]["Statement"][0]["Effect"], "Deny", "{event}");
    }
    let log = running.log();
    let warnings = lines(&log, "an event that is no authorizer's");
    assert_eq!(warnings.len(), 4);
    assert_eq!(warnings[0]["keys"], "key1, key2, key3");
}
