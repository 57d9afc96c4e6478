//! Platform Storage: a frame that keeps no cookie, and a page of the platform that keeps the login's key instead.

use std::collections::BTreeSet;

use test_platform::token;

use crate::harness::{Answer, Browser, Login, Platform, TOOL, Tool, form, unescape_html};

const TARGET: &str = "lti_storage_target";

/// A login whose key the platform's page keeps, as the browser that made it knows it.
pub struct Stored {
    pub login: Login,
    pub name: String,
    pub key: String,
}

/// Begins a login in a frame that keeps no cookie; the page that asks the platform.
pub async fn ask_page(platform: &Platform, browser: &Browser, target: &str) -> Answer {
    let fields = platform.login_fields_with(TARGET, target);
    let first = browser.post("/lti/login").form(&fields).in_frame().await;
    browser.drop_cookies();
    browser.get(first.location()).in_frame().await
}

pub async fn stored_login(platform: &Platform, browser: &Browser) -> Stored {
    let page = ask_page(platform, browser, "_parent").await;
    let data = |name: &str| data(&page, name).unwrap();
    Stored { login: Login::at(&data("next")), name: data("name"), key: data("key") }
}

/// What a page tells its script.
fn data(page: &Answer, name: &str) -> Option<String> {
    attribute(page, &format!(" data-{name}=\""))
}

/// A hidden field of the page's form.
fn field(page: &Answer, name: &str) -> Option<String> {
    attribute(page, &format!(" name=\"{name}\" value=\""))
}

fn attribute(page: &Answer, begin: &str) -> Option<String> {
    let (_, rest) = page.body.split_once(begin)?;
    Some(unescape_html(rest.split('"').next()?))
}

/// Sends a launch on with a key, as the tool's page does.
pub async fn prove(browser: &Browser, login: &Login, id_token: &str, key: &str) -> Answer {
    prove_from(browser, &[("origin", TOOL), ("sec-fetch-site", "same-origin")], login, id_token, key).await
}

async fn prove_from(
    browser: &Browser,
    headers: &[(&str, &str)],
    login: &Login,
    id_token: &str,
    key: &str,
) -> Answer {
    let call = headers
        .iter()
        .fold(browser.post("/lti/launch/storage"), |call, (name, value)| call.header(name, value));
    call.form(&[("state", &login.state), ("id_token", id_token), ("storage_key", key)]).await
}

/// Exchanges a code with a key, as the front end does.
pub async fn exchange(browser: &Browser, code: &str, key: &str) -> Answer {
    let body = serde_json::json!({ "code": code, "storage_key": key }).to_string();
    browser.post("/api/session").header("origin", TOOL).json(&body).await
}

#[tokio::test]
async fn a_launch_whose_key_the_platform_keeps_ends_in_a_session_without_any_cookie() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let stored = stored_login(&tool.a, &browser).await;
    let token = tool.a.token(&stored.login);

    let page = browser.launch(&stored.login.state, &token).in_frame().await;
    assert_eq!((page.status, page.header("location")), (200, None));
    assert_eq!(data(&page, "name"), Some(stored.name.clone()));
    assert_eq!(data(&page, "frame").as_deref(), Some("_parent"));
    assert_eq!(data(&page, "origin").as_deref(), Some("https://a.example"));
    assert_eq!(field(&page, "state"), Some(stored.login.state.clone()));
    assert_eq!(field(&page, "id_token"), Some(token.clone()));
    assert_eq!(tool.written(), [""; 0], "nothing is claimed before the proof is there");

    let code = prove(&browser, &stored.login, &token, &stored.key).await.accepted();
    let question = browser.exchange(&code).await;
    assert_eq!(question.status, 202, "{}", question.body);
    let expected = serde_json::json!({
        "frame": "_parent", "origin": "https://a.example", "name": stored.name,
    });
    assert_eq!(question.json(), expected);
    let session = exchange(&browser, &code, &stored.key).await;
    assert_eq!(session.status, 200, "{}", session.body);
    let bearer = session.json()["token"].as_str().unwrap().to_owned();
    assert_eq!(browser.api("/api/me", &bearer).await.status, 200);
    assert_eq!(tool.written(), ["claim", "pending session", "claim", "session"]);
    assert!(browser.cookies().is_empty(), "no cookie was needed");
}

#[tokio::test]
async fn storage_is_asked_only_where_no_cookie_stuck_and_the_platform_offers_it() {
    let tool = Tool::start().await;
    let offered = tool.a.login_fields_with(TARGET, "_parent");
    // The cookie stuck.
    let browser = tool.browser();
    let first = browser.post("/lti/login").form(&offered).in_frame().await;
    let second = browser.get(first.location()).in_frame().await;
    let login = Login::read(&second);
    browser.launch(&login.state, &tool.a.token(&login)).await.accepted();
    // It is a tab.
    let login = tool.a.login_as(&browser, &offered).await;
    browser.launch(&login.state, &tool.a.token(&login)).await.accepted();
    // The platform offers nothing, or nothing that a page could ask.
    for target in [None, Some("_top"), Some("a b"), Some("\"><script>"), Some("")] {
        let fields = target.map(|target| tool.a.login_fields_with(TARGET, target));
        let fields = fields.unwrap_or_else(|| tool.a.login_fields().to_vec());
        let first = browser.post("/lti/login").form(&fields).in_frame().await;
        browser.drop_cookies();
        let page = browser.get(first.location()).in_frame().await;
        assert!(page.is_page() && page.body.contains("target=\"_blank\""), "{target:?}: {}", page.body);
        assert!(!page.body.contains("<script") && data(&page, "key").is_none(), "{target:?}");
    }
    // The login names the frame twice.
    let twice = format!("{}&{TARGET}=_parent&{TARGET}=other", form(&tool.a.login_fields()));
    let answer = browser.post("/lti/login").raw_form(twice).in_frame().await;
    answer.assert_refused(400, "login_malformed");
}

/// The page that asks is the page that offers a tab, and the offer works whatever the platform answers.
#[tokio::test]
async fn the_page_that_asks_the_platform_can_still_open_a_tab() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let page = ask_page(&tool.a, &browser, "storage_frame").await;
    assert_eq!(data(&page, "frame").as_deref(), Some("storage_frame"));
    assert!(page.body.contains("target=\"_blank\""), "{}", page.body);
    let login = Login::read(&browser.post(&page.form_action()).raw_form("").top_level().await);
    browser.launch(&login.state, &tool.a.token(&login)).await.accepted();
}

/// Storage part of attack 9: an attacker has everything of a launch of their own, the key too.
#[tokio::test]
async fn a_launch_with_the_attackers_own_key_cannot_be_sent_from_the_attackers_page() {
    let tool = Tool::start().await;
    let (attacker, victim) = (tool.browser(), tool.browser());
    let stored = stored_login(&tool.a, &attacker).await;
    let token = tool.a.token(&stored.login);
    for headers in [
        &[][..],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "https://a.example")],
        &[("origin", "http://tool.example")],
        &[("origin", TOOL), ("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-origin")],
    ] {
        let answer = prove_from(&victim, headers, &stored.login, &token, &stored.key).await;
        answer.assert_refused(403, "cross_site_request");
    }
    // Posted where platforms post, the key counts for nothing: the victim's platform is asked for it.
    let fields = [("state", stored.login.state.as_str()), ("id_token", &token), ("storage_key", &stored.key)];
    for path in ["/lti/launch".to_owned(), format!("/lti/launch?storage_key={}", stored.key)] {
        let page = victim.post(&path).form(&fields).await;
        assert_eq!((page.status, page.header("location")), (200, None), "{}", page.body);
        assert_eq!(field(&page, "storage_key").as_deref(), Some(""), "{}", page.body);
        assert!(!page.body.contains(&stored.key), "{}", page.body);
    }
    assert_eq!(tool.written(), [""; 0]);
    prove(&attacker, &stored.login, &token, &stored.key).await.accepted();
}

/// Storage part of attack 9: the platform's page in the victim's browser holds another key, or none.
#[tokio::test]
async fn a_launch_is_finished_only_with_the_key_of_its_own_login() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let (one, two) = (stored_login(&tool.a, &browser).await, stored_login(&tool.a, &browser).await);
    assert!(one.name != two.name && one.key != two.key, "every login has a key of its own");
    let by_cookie = tool.a.login(&browser).await.cookie.unwrap().1;
    let token = tool.a.token(&one.login);
    let flipped = one.key.chars().rev().collect::<String>();
    let digest = state_of(&one.login)["b"].as_str().unwrap().to_owned();
    for key in [&two.key, &by_cookie, &flipped, &one.key[1..], &format!("{}A", one.key), "x", &digest] {
        prove(&browser, &one.login, &token, key).await.assert_refused(403, "browser_mismatch");
    }
    prove(&browser, &one.login, &token, "").await.assert_refused(403, "storage_key_missing");
    let without = [("state", one.login.state.as_str()), ("id_token", &token)];
    let answer = browser.post("/lti/launch/storage").header("origin", TOOL).form(&without).await;
    answer.assert_refused(403, "storage_key_missing");
    // The key as a cookie is no proof either.
    let attempt = one.name.trim_start_matches("lti-");
    browser.set_cookie(&format!("__Host-lti-{attempt}"), &one.key);
    prove(&browser, &one.login, &token, "x").await.assert_refused(403, "browser_mismatch");
    assert_eq!(browser.launch(&one.login.state, &token).await.status, 200, "the platform is asked");
    assert_eq!(tool.written(), [""; 0]);
    for stored in [&two, &one] {
        prove(&browser, &stored.login, &tool.a.token(&stored.login), &stored.key).await.accepted();
    }
}

fn state_of(login: &Login) -> serde_json::Value {
    let (payload, _) = login.state.split_once('.').unwrap();
    serde_json::from_slice(&token::decode(payload).unwrap()).unwrap()
}

/// Storage part of attack 10: the login is bound by a cookie, and the attacker would rather prove a key.
#[tokio::test]
async fn a_login_that_a_cookie_binds_cannot_be_proved_by_storage() {
    let tool = Tool::start().await;
    let (attacker, victim) = (tool.browser(), tool.browser());
    let fields = tool.a.login_fields_with(TARGET, "_parent");
    let login = tool.a.login_as(&attacker, &fields).await;
    let token = tool.a.token(&login);
    let key = login.cookie.clone().unwrap().1;
    for browser in [&victim, &attacker] {
        prove(browser, &login, &token, &key).await.assert_refused(403, "browser_mismatch");
        prove(browser, &login, &token, "").await.assert_refused(403, "browser_mismatch");
    }
    // What binds the login stands under the MAC.
    let (_, mac) = login.state.split_once('.').unwrap();
    let mut changed = state_of(&login);
    assert!(changed.get("k").is_none(), "{changed}");
    changed["k"] = state_of(&stored_login(&tool.a, &victim).await.login)["k"].clone();
    let state = format!("{}.{mac}", token::encode(changed.to_string()));
    victim.launch(&state, &token).await.assert_refused(400, "state_invalid");
    assert_eq!(tool.written(), [""; 0]);

    let code = attacker.launch(&login.state, &token).await.accepted();
    exchange(&attacker, &code, &key).await.assert_refused(403, "browser_mismatch");
    assert_eq!(attacker.exchange(&code).await.status, 200);
}

/// A key that the client chose never becomes part of a login: the server makes it, and the name too.
#[tokio::test]
async fn an_attempt_or_key_that_a_client_names_is_not_the_one_that_storage_gets() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let query = form(&tool.a.login_fields_with(TARGET, "_parent"));
    let chosen = "k".repeat(43);
    let mut seen = BTreeSet::new();
    for _ in 0..2 {
        let path = format!("/lti/login/continue?attempt=attackersattempt&key={chosen}&{query}");
        let page = browser.get(&path).in_frame().await;
        let (name, key) = (data(&page, "name").unwrap(), data(&page, "key").unwrap());
        assert!(name != "lti-attackersattempt" && key != chosen, "{}", page.body);
        assert!(seen.insert(name) && seen.insert(key), "both are new every time");
    }
}

#[tokio::test]
async fn a_proof_works_once() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let stored = stored_login(&tool.a, &browser).await;
    let token = tool.a.token(&stored.login);
    let code = prove(&browser, &stored.login, &token, &stored.key).await.accepted();
    prove(&browser, &stored.login, &token, &stored.key).await.assert_refused(409, "state_used");
    assert_eq!(exchange(&browser, &code, &stored.key).await.status, 200);
    exchange(&browser, &code, &stored.key).await.assert_refused(401, "code_invalid");
    tool.pass(601);
    let answer = prove(&browser, &stored.login, &token, &stored.key).await;
    answer.assert_refused(400, "state_expired");
}

/// Storage part of attack 40: the code is planted in another browser.
#[tokio::test]
async fn a_planted_code_opens_nothing_without_the_key_that_the_platforms_page_keeps() {
    let tool = Tool::start().await;
    let (attacker, victim) = (tool.browser(), tool.browser());
    let stored = stored_login(&tool.a, &attacker).await;
    let token = tool.a.token(&stored.login);
    let code = prove(&attacker, &stored.login, &token, &stored.key).await.accepted();
    let others = stored_login(&tool.a, &victim).await;
    assert_eq!(victim.exchange(&code).await.status, 202, "the question, and no session");
    for key in [others.key.as_str(), "", "x", &stored.key[1..]] {
        exchange(&victim, &code, key).await.assert_refused(403, "browser_mismatch");
    }
    // Another site's page cannot send the key, nor a client that hides where it comes from.
    let body = serde_json::json!({ "code": code, "storage_key": stored.key }).to_string();
    victim.post("/api/session").json(&body).await.assert_refused(403, "cross_site_request");
    let evil = victim.post("/api/session").header("origin", "https://evil.example").json(&body).await;
    evil.assert_refused(403, "cross_site_request");
    assert_eq!(tool.written(), ["claim", "pending session"]);
    assert_eq!(exchange(&attacker, &code, &stored.key).await.status, 200);
}

/// Every check of a launch is made when the key is there.
#[tokio::test]
async fn a_proved_launch_is_verified_like_any_other() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let stored = stored_login(&tool.a, &browser).await;
    let other = stored_login(&tool.a, &browser).await;
    let claims = || tool.a.claims(&stored.login);
    for (token, status, code) in [
        (claims().sign(&tool.b.key), 401, "unknown_key"),
        (tool.a.token(&other.login), 401, "nonce_mismatch"),
        (claims().deployment_id("other").sign(&tool.a.key), 401, "deployment_mismatch"),
        ("x".to_owned(), 400, "token_malformed"),
        (String::new(), 400, "launch_malformed"),
    ] {
        let answer = prove(&browser, &stored.login, &token, &stored.key).await;
        answer.assert_refused(status, code);
    }
    let error = [("error", "login_required"), ("state", &stored.login.state)];
    browser.post("/lti/launch").form(&error).await.assert_refused(400, "platform_error");
    prove(&browser, &stored.login, &claims().sign(&tool.a.key), &stored.key).await.accepted();
}

#[tokio::test]
async fn the_pages_of_storage_run_the_tools_own_scripts_only_and_send_their_forms_no_further() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let ask = ask_page(&tool.a, &browser, "_parent").await;
    let stored = stored_login(&tool.a, &browser).await;
    let markup = "\"><script>alert(1)</script>";
    let prove = browser.launch(&stored.login.state, markup).await;
    for (page, script, form_action) in [
        (&ask, "storage-login.js", "form-action 'self' https://a.example"),
        (&prove, "storage-launch.js", "form-action 'self'"),
    ] {
        let policy = page.header("content-security-policy").unwrap();
        let directives: Vec<_> = policy.split("; ").collect();
        for directive in ["default-src 'none'", "script-src 'self'", "base-uri 'none'", form_action] {
            assert!(directives.contains(&directive), "{directive} in {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("connect-src"), "{policy}");
        let scripts: Vec<_> = page.body.match_indices("<script").collect();
        assert_eq!(scripts.len(), 1, "{}", page.body);
        assert!(page.body.contains(&format!("<script type=\"module\" src=\"/lti/{script}\"></script>")));
        assert_eq!(page.header("cache-control"), Some("no-store"));
        assert_eq!(data(page, "origin").as_deref(), Some("https://a.example"), "never any origin");
    }
    for file in ["storage.js", "storage-login.js", "storage-launch.js"] {
        let answer = browser.get(&format!("/lti/{file}")).await;
        assert_eq!(answer.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=3600"));
    }
}

/// The origin is that of the endpoint to which the browser is sent, not of the issuer.
#[tokio::test]
async fn the_platform_is_asked_at_the_origin_of_its_authentication_endpoint() {
    let tool = Tool::start().await;
    let mut registration = tool.a.registration();
    registration.endpoints.authentication = "https://sso.example:8443/auth?x=1".parse().unwrap();
    tool.admin.save(&registration).await.unwrap();
    let page = ask_page(&tool.a, &tool.browser(), "_parent").await;
    assert_eq!(data(&page, "origin").as_deref(), Some("https://sso.example:8443"));
    assert!(data(&page, "next").unwrap().starts_with("https://sso.example:8443/auth?x=1&"));
}

#[tokio::test]
async fn the_key_stands_in_no_url_and_the_pages_speak_the_persons_language() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let fields = tool.a.login_fields_with(TARGET, "_parent");
    let first = browser.post("/lti/login").form(&fields).in_frame().await;
    browser.drop_cookies();
    for (language, words) in [
        ("en", "Opening your activity…"),
        ("es", "Abriendo su actividad…"),
        ("fr", "Ouverture de votre activité…"),
        ("de", "Ihre Aktivität wird geöffnet …"),
    ] {
        let ask = browser.get(first.location()).header("accept-language", language).in_frame().await;
        assert!(ask.body.contains(words), "{}", ask.body);
        let key = data(&ask, "key").unwrap();
        assert_eq!(ask.body.matches(&key).count(), 1, "only where its script reads it: {}", ask.body);
        let login = Login::at(&data(&ask, "next").unwrap());
        assert!(!login.location.contains(&key) && !state_of(&login).to_string().contains(&key));
        let launch = browser.launch(&login.state, "token").header("accept-language", language);
        assert!(launch.await.body.contains(words));
    }
}
