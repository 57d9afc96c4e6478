//! What the address, the configuration and the answer of a platform that registers itself may be.

use serde_json::{Value, json};

use crate::harness::{Answer, RegisteringPlatform, Tool};
use crate::register::{fields, invite, press};

/// Refused with this code, and the same invite registers the platform once that is mended.
async fn refused(tool: &Tool, url: &str, status: u16, code: &str) -> Answer {
    let (invite, token) = invite(tool, |invite| invite).await;
    let before = tool.admin.all().await.unwrap();
    let answer = press(tool, &fields(url, &token)).await;
    answer.assert_refused(status, code);
    assert_eq!(tool.admin.all().await.unwrap(), before, "nothing is registered");
    let records = tool.invites.invites().await.unwrap();
    assert!(
        records.iter().any(|record| record.invite == invite && record.used.is_none()),
        "the invite stays good"
    );
    assert_eq!(tool.written().last(), Some(&"invite released"));
    answer
}

/// Attack 28: the configuration lies in the tool's own network, in each range and each way of writing it, or is not https, or
/// redirects. What a name resolves to, from one time to the next, is tested with the client.
#[tokio::test]
async fn a_registration_makes_the_tool_ask_nobody_inside_its_own_network() {
    let tool = Tool::start().await;
    let inside = RegisteringPlatform::start().await;
    let port = inside.origin.rsplit(':').next().unwrap();
    for host in [
        "127.0.0.1",
        "127.255.255.254",
        "localhost",
        "0.0.0.0",
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "192.168.255.255",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[fd00::1]",
        "[fdff::1]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[ff02::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
    ] {
        for at in [host.to_owned(), format!("{host}:{port}")] {
            let answer = refused(&tool, &format!("https://{at}/c"), 403, "platform_not_public").await;
            assert!(answer.body.contains("--allow-private-platforms"), "{}", answer.body);
        }
    }
    for url in [inside.url(), "http://platform.example/c".into(), "http://1.1.1.1/c".into()] {
        refused(&tool, &url, 403, "platform_not_https").await;
    }
    for url in [
        "file:///etc/passwd",
        "ftp://platform.example/c",
        "data:application/json,{}",
        "https://u@127.0.0.1/c",
    ] {
        refused(&tool, url, 400, "configuration_url_invalid").await;
    }
    assert!(inside.asked().is_empty());

    let tool = Tool::start_for_private_platforms().await;
    let (outside, elsewhere) = (RegisteringPlatform::start().await, RegisteringPlatform::start().await);
    outside.redirect(elsewhere.url());
    refused(&tool, &outside.url(), 502, "platform_redirects").await;
    assert!(elsewhere.asked().is_empty());
}

/// Attack 29: the configuration speaks for an issuer of another host, or names endpoints elsewhere.
#[tokio::test]
async fn a_configuration_speaks_for_its_own_host_only() {
    let tool = Tool::start_for_private_platforms().await;
    for issuer in ["https://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", &tool.a.issuer] {
        let platform = RegisteringPlatform::start().await;
        platform.configure("issuer", json!(issuer));
        let answer = refused(&tool, &platform.url(), 502, "foreign_issuer").await;
        assert!(answer.body.contains("wwwroot"), "{}", answer.body);
        assert_eq!(platform.asked().len(), 1);
    }
    let elsewhere = RegisteringPlatform::start().await;
    for member in ["authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"] {
        for url in [elsewhere.url(), "https://evil.example/x".into(), "http://127.0.0.1/x".into()] {
            let platform = RegisteringPlatform::start().await;
            platform.configure(member, json!(url));
            let answer = refused(&tool, &platform.url(), 502, "foreign_endpoint").await;
            assert!(answer.body.contains(member), "{}", answer.body);
            assert_eq!(platform.asked().len(), 1, "it is not asked to register");
        }
    }
    assert!(elsewhere.asked().is_empty());
}

#[tokio::test]
async fn a_configuration_that_is_none_is_refused_and_not_shown() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    refused(&tool, &format!("{}/nothing", platform.origin), 502, "configuration_refused").await;
    for member in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"]
    {
        let platform = RegisteringPlatform::start().await;
        platform.configure(member, Value::Null);
        let answer = refused(&tool, &platform.url(), 502, "configuration_unusable").await;
        assert!(answer.body.contains(member), "{}", answer.body);
    }
    let platform = RegisteringPlatform::start().await;
    platform.configure("padding", json!("x".repeat(300_000)));
    refused(&tool, &platform.url(), 502, "platform_answer_too_large").await;
    let dead = RegisteringPlatform::start().await.origin.replace("127.0.0.1", "127.0.0.9");
    refused(&tool, &format!("{dead}/c"), 502, "platform_unreachable").await;
}

#[tokio::test]
async fn what_moodle_refuses_with_is_shown_and_the_invite_stays_good() {
    let recorded =
        include_str!("../../../../crates/lti/tests/fixtures/moodle-5.1/registration-refusals.json");
    let recorded: Value = serde_json::from_str(recorded).unwrap();
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    for refusal in recorded["refusals"].as_array().unwrap() {
        let (status, body) = (refusal["status"].as_u64().unwrap(), refusal["body"].as_str().unwrap());
        platform.answer(u16::try_from(status).unwrap(), body);
        let answer = refused(&tool, &platform.url(), 502, "platform_refused").await;
        assert!(answer.body.contains(&format!("status {status}")), "{}", answer.body);
        let words = format!("and said: {body}.");
        assert_eq!(answer.body.contains(&words), !body.starts_with('<'), "{body}: {}", answer.body);
    }
}

#[tokio::test]
async fn an_answer_that_names_no_client_is_refused() {
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    for body in ["", "OK", "[]", "{}", r#"{"client_id":""}"#, r#"{"client_id":"a\u0000b"}"#] {
        platform.answer(200, body);
        refused(&tool, &platform.url(), 502, "registration_unusable").await;
    }
}

#[tokio::test]
async fn markup_of_a_platform_is_shown_as_text() {
    const EVIL: &str = "x</p><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}";
    let tool = Tool::start_for_private_platforms().await;
    let platform = RegisteringPlatform::start().await;
    platform.answer(400, EVIL);
    let refused_words = refused(&tool, &platform.url(), 502, "platform_refused").await;
    let other = RegisteringPlatform::start().await;
    other.configure("issuer", json!(format!("{}/{EVIL}", tool.a.issuer)));
    let issuer = refused(&tool, &other.url(), 502, "foreign_issuer").await;
    for answer in [refused_words, issuer] {
        assert!(answer.body.contains("script&#62;alert(1)"), "{}", answer.body);
        assert!(!answer.body.contains("<script") && !answer.body.contains("<img"), "{}", answer.body);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(!policy.contains("script-src"), "{policy}");
    }
    let (_, token) = invite(&tool, |invite| invite).await;
    let odd = format!("https://lms.example/{EVIL}");
    let page =
        tool.browser().get(&format!("/lti/register?{}", crate::harness::form(&fields(&odd, &token)))).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.body.matches("<script").count(), 1, "our own");
    assert!(
        page.body.contains("/lti/once.js")
            && !page.body.contains("alert(1)</script>")
            && !page.body.contains("<img"),
        "{}",
        page.body
    );
}
