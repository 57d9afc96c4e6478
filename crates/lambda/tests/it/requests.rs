//! What the router gets of an event: what `serve` would give it.

use serde_json::{Value, json};

use crate::harness::{Running, fixture, header};

#[tokio::test]
async fn a_form_in_base64_arrives_as_the_browser_sent_it() {
    let seen = Running::buffering().await.seen(fixture("form-base64.json")).await;
    assert_eq!(seen["method"], "POST");
    assert_eq!(seen["uri"], "/lti/launch");
    assert_eq!(seen["body"], json!(b"state=a%2Bb&id_token=x.y.z&name=caf%C3%A9".to_vec()));
    assert_eq!(header(&seen, "content-type"), ["application/x-www-form-urlencoded"]);
    assert_eq!(header(&seen, "cookie"), ["__Host-lti-1=first; __Host-lti-2=second"]);
}

#[tokio::test]
async fn every_value_of_a_header_and_of_a_parameter_arrives() {
    let seen = Running::buffering().await.seen(fixture("multi-value.json")).await;
    assert_eq!(header(&seen, "headername"), ["headerValue", "headerValue2"]);
    assert_eq!(header(&seen, "content-type"), ["application/json"]);
    assert_eq!(seen["uri"], "/hello/world?name=me&name=me2");
}

#[tokio::test]
async fn several_cookie_headers_arrive() {
    let seen = Running::buffering().await.seen(fixture("cookies.json")).await;
    assert_eq!(header(&seen, "cookie"), ["a=1", "b=2; c=3"]);
}

#[tokio::test]
async fn the_stage_is_no_part_of_the_path_and_a_query_arrives_encoded() {
    let seen = Running::buffering().await.seen(fixture("stage-prefix.json")).await;
    let uri = seen["uri"].as_str().unwrap();
    let (path, query) = uri.split_once('?').unwrap();
    assert_eq!(path, "/lti/login");
    let mut parameters: Vec<_> = query.split('&').collect();
    parameters.sort_unstable();
    assert_eq!(
        parameters,
        [
            "iss=https%3A%2F%2Fmoodle.example",
            "login_hint=a+b%26c%3Dd",
            "target_link_uri=https%3A%2F%2Ftool.example%2Fapp%3Fx%3D1",
        ]
    );
}

#[tokio::test]
async fn the_host_that_browsers_see_arrives_in_its_header_only() {
    let seen = Running::buffering().await.seen(fixture("stage-prefix.json")).await;
    assert_eq!(header(&seen, "x-forwarded-host"), ["d111111abcdef8.cloudfront.net"]);
    assert_eq!(header(&seen, "host"), ["gy415nuibc.execute-api.us-east-1.amazonaws.com"]);
}

#[tokio::test]
async fn the_authorizer_names_the_caller_and_no_header_does() {
    let running = Running::buffering().await;
    let seen = running.seen(fixture("authorizer-context.json")).await;
    assert_eq!(seen["caller"], json!(["https://moodle.example", "7"]));
    let seen = running.seen(fixture("forged-caller.json")).await;
    assert_eq!(header(&seen, "userid"), ["1"]);
    assert_eq!(seen["caller"], Value::Null);
}

#[tokio::test]
async fn half_a_caller_is_none() {
    let running = Running::buffering().await;
    for (name, value) in
        [("site", json!("")), ("userid", Value::Null), ("site", json!(["https://moodle.example"]))]
    {
        let mut event: Value = serde_json::from_str(&fixture("authorizer-context.json")).unwrap();
        event["requestContext"]["authorizer"][name] = value;
        assert_eq!(running.seen(event.to_string()).await["caller"], Value::Null);
    }
}

#[tokio::test]
async fn an_event_of_the_console_s_test_button_is_a_request_too() {
    let seen = Running::buffering().await.seen(fixture("console-test.json")).await;
    assert_eq!(seen["uri"], "/myPath");
    assert_eq!(seen["body"], json!(b"{\r\n\t\"a\": 1\r\n}".to_vec()));
}
