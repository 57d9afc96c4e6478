//! What comes back from the tool, and where it is placed.

use axum::http::StatusCode;
use serde_json::{Value, json};
use test_platform::claims::name;
use test_platform::{SigningKey, token};

use crate::support::{NOW, Page, unescape};
use crate::tool::{LINE_ITEM, Tool, launched};

/// Starts choosing content and gives a good answer's claims.
async fn chosen(tool: &Tool, nonce: &str, items: Value) -> Value {
    let request = launched(&tool.demo, "person=teacher&message=deep-linking").await;
    json!({
        "iss": tool.demo.config().client_id,
        "aud": tool.demo.config().issuer,
        "iat": NOW,
        "exp": NOW + 60,
        "nonce": nonce,
        name::DEPLOYMENT_ID: "3",
        name::MESSAGE_TYPE: "LtiDeepLinkingResponse",
        name::VERSION: "1.3.0",
        name::CONTENT_ITEMS: items,
        name::DEEP_LINKING_DATA: request[name::DEEP_LINKING_SETTINGS]["data"],
    })
}

async fn sent(tool: &Tool, jwt: &str) -> Page {
    tool.demo.post_form("/deep-link/return?course=3&id=3", &[("JWT", jwt)]).await
}

/// Moodle's two items, as recorded.
fn two_items() -> Value {
    json!([
        {
            "type": "ltiResourceLink", "title": "Picked", "text": "intro", "url": "http://localhost:8787/app?x=1",
            "custom": { "a": "b", "who": "$User.id", "new": "$Not.known" },
            "lineItem": { "scoreMaximum": 5, "tag": "q", "resourceId": "res" },
        },
        { "type": "ltiResourceLink", "title": "<b>Second</b>" },
    ])
}

#[tokio::test]
async fn chosen_content_is_placed_in_the_course_and_opens() {
    let tool = Tool::start().await;
    let page = sent(&tool, &tool.sign(chosen(&tool, "n", two_items()).await)).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(unescape(&page.body).contains("<b>Second</b>") && !page.body.contains("<b>Second"));

    let course = tool.demo.get("/course?person=student").await;
    assert!(course.body.contains("Picked") && course.body.contains("intro"));
    let (_, rest) = course.body.split_once("activity=").unwrap();
    let id = rest.split_once('"').unwrap().0.to_owned();
    let opened = launched(&tool.demo, &format!("activity={id}")).await;
    assert_eq!(opened[name::RESOURCE_LINK]["title"], "Picked");
    assert_eq!(opened[name::RESOURCE_LINK]["id"], id.as_str());
    assert_eq!(opened[name::TARGET_LINK_URI], "http://localhost:8787/app?x=1");
    assert_eq!(opened[name::CUSTOM]["a"], "b");
    assert_eq!(opened[name::CUSTOM]["who"], "4");
    assert_eq!(opened[name::CUSTOM]["new"], "$Not.known");

    let endpoint = &opened[name::AGS_ENDPOINT]["lineitem"];
    let path = endpoint.as_str().unwrap().strip_prefix(&tool.demo.config().issuer).unwrap();
    let item = tool.get(path, &tool.token(LINE_ITEM).await, "*/*").await.json();
    assert_eq!(
        (&item["label"], &item["scoreMaximum"], &item["resourceId"]),
        (&json!("Picked"), &json!(5), &json!("res"))
    );
    assert_eq!(item["resourceLinkId"], id.as_str());

    // The second one has no line item, and ends where all launches do.
    let (_, rest) = course.body.rsplit_once("activity=").unwrap();
    let second = launched(&tool.demo, &format!("activity={}", rest.split_once('"').unwrap().0)).await;
    assert_eq!(second[name::AGS_ENDPOINT].get("lineitem"), None);
    assert_eq!(second[name::TARGET_LINK_URI], "http://localhost:8787/app");
    // Nothing of it is in another course.
    assert!(!tool.demo.get("/course?course=nihongo").await.body.contains("Picked"));
    assert_eq!(tool.demo.get(&format!("/launch?course=nihongo&activity={id}")).await.status, 400);
}

#[tokio::test]
async fn an_answer_without_items_places_nothing_and_shows_its_messages() {
    let tool = Tool::start().await;
    let mut claims = chosen(&tool, "n", json!([])).await;
    claims[name::DEEP_LINKING_ERROR] = json!("tool says no");
    claims[name::DEEP_LINKING_MESSAGE] = json!("bye");
    let page = sent(&tool, &tool.sign(claims)).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["Nothing was chosen", "tool says no", "bye"] {
        assert!(page.body.contains(text), "{text}");
    }
}

#[tokio::test]
async fn an_answer_that_is_wrong_in_one_thing_is_refused_with_the_cause() {
    let tool = Tool::start().await;
    for (claim, value, cause) in [
        ("iss", json!("nobody"), "iss"),
        ("aud", json!("https://elsewhere.example"), "aud"),
        ("aud", json!(["http://127.0.0.1:8788", "https://elsewhere.example"]), "aud"),
        ("exp", json!(NOW), "expired"),
        ("exp", Value::Null, "expired"),
        ("iat", json!(NOW + 1), "iat"),
        ("nonce", json!(""), "nonce"),
        (name::DEPLOYMENT_ID, json!("4"), "deployment"),
        (name::MESSAGE_TYPE, json!("LtiDeepLinkingRequest"), "message type"),
        (name::VERSION, json!("1.1"), "version"),
        (name::DEEP_LINKING_DATA, json!("other"), "data"),
        (name::DEEP_LINKING_DATA, Value::Null, "data"),
        (name::CONTENT_ITEMS, json!("none"), "content items"),
        (name::CONTENT_ITEMS, json!([{ "type": "link", "url": "https://x" }]), "ltiResourceLink"),
        (name::CONTENT_ITEMS, json!([{ "type": "ltiResourceLink", "url": "javascript:alert(1)" }]), "url"),
    ] {
        let mut claims = chosen(&tool, &format!("{claim} {value}"), two_items()).await;
        claims[claim] = value;
        let page = sent(&tool, &tool.sign(claims)).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{claim}");
        assert!(
            page.body.contains("Nothing was placed") && page.body.contains(cause),
            "{claim}: {}",
            page.body
        );
    }
    assert!(!tool.demo.get("/course").await.body.contains("Picked"));
}

#[tokio::test]
async fn only_the_tools_own_key_places_content() {
    let tool = Tool::start().await;
    let claims = chosen(&tool, "n", two_items()).await;
    let stranger = SigningKey::rsa();
    for jwt in [
        stranger.sign(tool.key.header(), claims.clone()),
        stranger.sign(stranger.header(), claims.clone()),
        token::unsigned(json!({ "alg": "none" }), claims.clone()),
        token::hs256(
            tool.key.public_pem().as_bytes(),
            json!({ "alg": "HS256", "kid": tool.key.kid() }),
            claims.clone(),
        ),
        "abc".to_owned(),
    ] {
        assert_eq!(sent(&tool, &jwt).await.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(sent(&tool, &tool.sign(claims)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_is_placed_twice() {
    let tool = Tool::start().await;
    let jwt = tool.sign(chosen(&tool, "n", two_items()).await);
    assert_eq!(sent(&tool, &jwt).await.status, StatusCode::OK);
    assert!(sent(&tool, &jwt).await.body.contains("used before"));

    // Nor with another nonce: the request is over.
    let mut claims = token::claims(&jwt).unwrap();
    claims["nonce"] = json!("other");
    assert!(sent(&tool, &tool.sign(claims)).await.body.contains("data"));
}
