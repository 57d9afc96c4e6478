//! What every answer carries.

use crate::harness::{Answer, TOOL, Tool, form};
use crate::storage::{ask_page, stored_login};

/// One answer of every kind: pages, redirects, JSON, refusals.
async fn answers(tool: &Tool) -> Vec<Answer> {
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let launched = browser.launch(&login.state, &tool.a.token(&login)).await;
    let exchanged = browser.exchange(&launched.accepted()).await;
    let bearer = exchanged.json()["token"].as_str().unwrap().to_owned();
    let framed = browser.post("/lti/login").form(&tool.a.login_fields()).in_frame().await;
    let continued = browser.get(framed.location()).in_frame().await;
    browser.drop_cookies();
    let own_tab = browser.get(framed.location()).in_frame().await;
    let stored = stored_login(&tool.a, &browser).await;
    vec![
        browser.get(&format!("/lti/login?{}", form(&tool.a.login_fields()))).top_level().await,
        launched,
        exchanged,
        continued,
        own_tab,
        ask_page(&tool.a, &browser, "_parent").await,
        browser.launch(&stored.login.state, "token").await,
        framed,
        browser.get("/app").await,
        browser.get("/healthz").await,
        browser.api("/api/me", &bearer).await,
        browser.api("/api/me", "none").await,
        browser.get("/api/nothing").await,
        browser.get("/nothing").await,
        browser.get("/lti/launch").await,
        browser.post("/lti/launch").form(&[]).await,
        browser.call("DELETE", "/app").await,
        browser.post("/lti/launch").raw_form("x".repeat(200_000)).await,
    ]
}

#[tokio::test]
async fn every_answer_protects_itself() {
    let tool = Tool::start().await;
    for answer in answers(&tool).await {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cache-control", "no-store"),
            ("strict-transport-security", "max-age=31536000"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{name} of {answer:?}");
        }
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors"), "{policy}");
        for told in ["server", "x-powered-by"] {
            assert_eq!(answer.header(told), None);
        }
    }
}

#[tokio::test]
async fn what_may_be_cached_says_so() {
    let tool = Tool::start().await;
    for path in [
        "/lti/jwks",
        "/.well-known/jwks.json",
        "/lti/page.css",
        "/lti/storage.js",
        "/lti/close.js",
        "/lti/once.js",
        "/lti/logo.svg",
    ] {
        let answer = tool.browser().get(path).await;
        assert_eq!(answer.header("cache-control"), Some("public, max-age=3600"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    }
}

#[tokio::test]
async fn strict_transport_security_is_promised_only_where_the_public_url_is_https() {
    let tool = Tool::start_at("http://localhost:8787").await;
    for path in ["/healthz", "/app", "/lti/launch"] {
        assert_eq!(tool.browser().get(path).await.header("strict-transport-security"), None);
    }
}

#[tokio::test]
async fn the_request_id_is_the_same_in_header_page_and_json_and_new_every_time() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..3 {
        let page = browser.get("/lti/launch").header("x-request-id", "chosen").await;
        let id = page.header("x-request-id").unwrap().to_owned();
        assert_eq!(page.element("request-id").as_ref(), Some(&id));
        let refused = browser.get("/api/me").header("x-request-id", "chosen").await;
        let other = refused.header("x-request-id").unwrap().to_owned();
        assert_eq!(refused.json()["error"]["request_id"], other);
        for id in [id, other] {
            assert_eq!(id.len(), 20, "{id}");
            assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
            assert!(seen.insert(id), "an id names one request");
        }
    }
    for answer in answers(&tool).await {
        assert!(seen.insert(answer.header("x-request-id").unwrap().to_owned()));
    }
}

#[tokio::test]
async fn the_published_key_set_holds_public_keys_only() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let set = browser.get("/lti/jwks").await.json();
    assert_eq!(browser.get("/.well-known/jwks.json").await.json(), set);
    for key in set["keys"].as_array().unwrap() {
        let members: Vec<_> = key.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"]);
        assert_eq!((key["alg"].as_str(), key["kty"].as_str()), (Some("RS256"), Some("RSA")));
    }
}

#[tokio::test]
async fn a_refusal_speaks_the_browsers_language_and_keeps_its_code() {
    let tool = Tool::start_at(TOOL).await;
    let browser = tool.browser();
    for (language, lang) in
        [("de-CH,de;q=0.9", "de"), ("fr", "fr"), ("es-MX", "es"), ("ja", "en"), ("\"><script>", "en")]
    {
        let answer = browser.get("/lti/launch").header("accept-language", language).await;
        answer.assert_refused(405, "method_not_allowed");
        assert!(answer.body.contains(&format!("<html lang=\"{lang}\">")), "{}", answer.body);
    }
}
