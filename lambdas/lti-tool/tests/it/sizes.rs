//! Too much, too deep, too many parts: refused quickly, before anything is done with it.

use std::time::{Duration, Instant};

use serde_json::json;
use test_platform::claims::name;
use test_platform::token;

use crate::harness::{Answer, Tool, form};

const MEGABYTE: usize = 1 << 20;
/// Nothing here may take longer, in a debug build on a busy machine.
const QUICK: Duration = Duration::from_secs(5);

async fn quickly(call: impl IntoFuture<Output = Answer>) -> Answer {
    let begun = Instant::now();
    let answer = call.await;
    assert!(begun.elapsed() < QUICK, "{:?}", begun.elapsed());
    answer
}

/// `depth` lists inside each other.
fn nested(depth: usize) -> String {
    format!("{}1{}", "[".repeat(depth), "]".repeat(depth))
}

/// Each parameter that is read costs memory, so a form has not room for all that fit into its bytes.
#[tokio::test]
async fn a_form_of_sixty_thousand_parameters_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let many = "a&".repeat(60_000);
    for path in ["/lti/login", "/lti/launch"] {
        browser.post(path).raw_form(many.clone()).await.assert_refused(400, "too_many_parameters");
    }
    browser
        .get(&format!("/lti/login/continue?{}", "a&".repeat(2000)))
        .await
        .assert_refused(400, "too_many_parameters");
}

/// Attack 36: what is posted is huge, deep, ambiguous, or no signed token at all.
#[tokio::test]
async fn a_token_that_is_huge_deep_ambiguous_or_misshapen_is_refused_quickly() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let (key, claims) = (&tool.a.key, tool.a.claims(&login));
    let (header, payload) = (key.header().to_string(), claims.build().to_string());
    let member = |name: &str, json: &str| payload.replacen('{', &format!("{{\"{name}\":{json},"), 1);
    let padded = |length: usize| claims.clone().custom("x", "x".repeat(length)).sign(key);
    let genuine = claims.sign(key);
    let parts: Vec<&str> = genuine.split('.').collect();
    let with_header = |header: &str| key.sign_text(header, &payload);

    for (status, code, token) in [
        (413, "form_too_large", padded(MEGABYTE)),
        (413, "form_too_large", "a".repeat(MEGABYTE)),
        (413, "form_too_large", ".".repeat(MEGABYTE)),
        (413, "token_too_long", padded(75_000)),
        (413, "token_too_long", ".".repeat(100_000)),
        (
            400,
            "claims_unreadable",
            key.sign_text(&header, &member(name::CUSTOM, &format!("{{\"x\":{}}}", nested(10_000)))),
        ),
        (400, "claims_unreadable", key.sign_text(&header, &member("nonce", "\"other\""))),
        (400, "claims_unreadable", key.sign_text(&header, &member("aud", "\"other\""))),
        (400, "claims_unreadable", key.sign_text(&header, &member("iss", "\"other\""))),
        (400, "claims_unreadable", key.sign_text(&header, &member(name::ROLES, "[\"Instructor\"]"))),
        (400, "claims_unreadable", key.sign_text(&header, &member(name::DEPLOYMENT_ID, "\"other\""))),
        (400, "claims_unreadable", key.sign_text(&header, "[]")),
        (400, "claims_unreadable", key.sign_text(&header, "null")),
        (400, "claims_unreadable", key.sign_text(&header, "not JSON")),
        (400, "claims_unreadable", key.sign_text(&header, "")),
        (400, "claims_unreadable", key.sign_text(&header, &format!("{payload} {payload}"))),
        (400, "token_malformed", with_header(&header.replacen('{', "{\"alg\":\"none\",", 1))),
        (400, "token_malformed", with_header(&header.replacen('{', "{\"kid\":\"other\",", 1))),
        (400, "token_malformed", with_header(&format!("{{\"alg\":{}}}", nested(10_000)))),
        (400, "token_malformed", with_header("[]")),
        (400, "token_malformed", token::two_segments(&genuine)),
        (400, "token_malformed", format!("{genuine}.{}", parts[2])),
        (400, "token_malformed", parts[1].to_owned()),
        (400, "token_malformed", format!("{}=.{}.{}", parts[0], parts[1], parts[2])),
        (400, "token_malformed", format!("!.{}.{}", parts[1], parts[2])),
        (400, "token_encrypted", token::five_segments()),
        (400, "token_encrypted", format!("{genuine}.{}.{}", parts[1], parts[2])),
        (401, "bad_signature", format!("{genuine}=")),
        (401, "bad_signature", format!("{genuine} ")),
        (401, "bad_signature", format!("{}.{}=.{}", parts[0], parts[1], parts[2])),
    ] {
        quickly(browser.launch(&login.state, &token)).await.assert_refused(status, code);
    }
    for missing in [&[("state", login.state.as_str())][..], &[("state", &login.state), ("id_token", "")]] {
        let answer = browser.post("/lti/launch").form(missing).await;
        answer.assert_refused(400, "launch_malformed");
    }
    assert_eq!(tool.written(), [""; 0]);
    browser.launch(&login.state, &genuine).await.accepted();
}

/// Depth in a claim that the tool does not read harms nobody.
#[tokio::test]
async fn a_deep_claim_that_nobody_reads_is_skipped() {
    let tool = Tool::start().await;
    let deep = |login: &_| {
        let claims = tool.a.claims(login).build().to_string();
        let claims = claims.replacen('{', &format!("{{\"unread\":{},", nested(10_000)), 1);
        tool.a.key.sign_text(&tool.a.key.header().to_string(), &claims)
    };
    tool.accepts_token(deep).await;
}

#[tokio::test]
async fn a_token_that_demands_unknown_extensions_is_refused() {
    let tool = Tool::start().await;
    for crit in [json!(["b64"]), json!([]), json!("exp")] {
        let mut header = tool.a.key.header();
        header["crit"] = crit;
        header["b64"] = json!(false);
        let extended = |login: &_| tool.a.key.sign(header, tool.a.claims(login).build());
        tool.refuses_token(400, "token_critical_extension", extended).await;
    }
}

#[tokio::test]
async fn a_form_of_a_megabyte_is_refused_quickly_wherever_it_is_posted() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let body = format!("{}&x={}", form(&tool.a.login_fields()), "x".repeat(MEGABYTE));
    for path in ["/lti/login", "/lti/launch"] {
        quickly(browser.post(path).raw_form(body.clone())).await.assert_refused(413, "form_too_large");
        let pairs = "a&".repeat(MEGABYTE / 2);
        quickly(browser.post(path).raw_form(pairs)).await.assert_refused(413, "form_too_large");
    }
    let code = json!({ "code": "x".repeat(MEGABYTE) }).to_string();
    quickly(browser.post("/api/session").json(&code)).await.assert_refused(413, "request_malformed");
    // As many fields as the limit allows.
    let answer = quickly(browser.post("/lti/launch").raw_form("a&".repeat(60_000))).await;
    answer.assert_refused(400, "too_many_parameters");
}

#[tokio::test]
async fn a_launch_that_is_no_form_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let token = tool.a.token(&login);
    let body = form(&[("state", &login.state), ("id_token", &token)]);
    for kind in
        ["text/plain", "application/json", "multipart/form-data; boundary=x", "application/x-www-form"]
    {
        browser.post("/lti/launch").body(kind, body.clone()).await.assert_refused(415, "not_a_form");
        browser.post("/lti/login").body(kind, body.clone()).await.assert_refused(415, "not_a_form");
    }
    browser.get("/lti/launch").await.assert_refused(405, "method_not_allowed");
    browser.get(&format!("/lti/launch?{body}")).await.assert_refused(405, "method_not_allowed");
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        let call = browser.call(method, "/lti/launch").raw_form(body.clone());
        call.await.assert_refused(405, "method_not_allowed");
    }
    assert_eq!(tool.written(), [""; 0]);
    let kind = "APPLICATION/X-WWW-FORM-URLENCODED; charset=UTF-8";
    browser.post("/lti/launch").body(kind, body).await.accepted();
}
