//! From the launch to the session: the code, the bearer, and their end.

use std::sync::Arc;

use http::header::SET_COOKIE;
use local::SqliteStore;
use lti::registration::Status;

use crate::harness::{Browser, Login, TOOL, Tool, form};

/// A login in this browser, and its launch's one-time code.
async fn launch(tool: &Tool, browser: &Browser) -> (Login, String) {
    let login = tool.a.login(browser).await;
    let code = browser.launch(&login.state, &tool.a.token(&login)).await.accepted();
    (login, code)
}

async fn bearer(browser: &Browser, code: &str) -> String {
    let answer = browser.exchange(code).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// Attack 39: the session leaks by a URL, is fixed beforehand, or is opened by something else than its bearer.
#[tokio::test]
async fn a_session_is_opened_by_its_own_bearer_only_which_stands_in_no_url() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let launched = browser.launch(&login.state, &tool.a.token(&login)).await;
    let code = launched.accepted();
    assert_eq!(launched.location(), format!("/app#code={code}"), "nothing that goes to a server");
    assert_eq!(launched.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(launched.header("set-cookie"), None);
    let exchanged = browser.exchange(&code).await;
    let bearer = exchanged.json()["token"].as_str().unwrap().to_owned();
    for answer in [&exchanged, &browser.get("/app").await, &browser.api("/api/me", &bearer).await] {
        assert!(!answer.headers.contains_key(SET_COOKIE), "no session cookie: {answer:?}");
        assert_eq!(answer.header("location"), None);
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }

    // What an attacker may know or have chosen beforehand is no bearer and no code.
    let (name, key) = login.cookie.clone().unwrap();
    let attempt = name.trim_start_matches("__Host-lti-");
    assert!(!format!("{login:?}{code}").contains(&bearer));
    for known in [code.as_str(), &key, attempt, &login.nonce, &login.state, "", &"A".repeat(43)] {
        browser.api("/api/me", known).await.assert_refused(401, "session_expired");
        browser.exchange(known).await.assert_refused(401, "code_invalid");
    }
    for path in ["/api/me", "/api/connection"] {
        browser.get(path).await.assert_refused(401, "session_expired");
        let query = format!("{path}?access_token={bearer}&token={bearer}&bearer={bearer}");
        browser.get(&query).await.assert_refused(401, "session_expired");
        for scheme in ["Basic", "DPoP", "Bearer:", ""] {
            let call = browser.get(path).header("authorization", &format!("{scheme} {bearer}"));
            call.await.assert_refused(401, "session_expired");
        }
    }
    let other = tool.browser();
    for name in ["session", "token", "bearer", "authorization", &name] {
        other.set_cookie(name, &bearer);
    }
    other.get("/api/me").await.assert_refused(401, "session_expired");
    assert_eq!(browser.api("/api/me", &bearer).await.status, 200);
}

/// An attempt's id and cookie that an attacker chose do not become a session that the attacker holds.
#[tokio::test]
async fn an_attempt_that_an_attacker_chose_gives_the_attacker_no_session() {
    let tool = Tool::start().await;
    let (attacker, victim) = (tool.browser(), tool.browser());
    let (id, key) = ("attackersattempt", "k".repeat(43));
    let path = format!("/lti/login/continue?attempt={id}&{}", form(&tool.a.login_fields()));
    let planted = victim.get(&path).in_frame().await;
    assert_eq!((planted.status, planted.header("location")), (200, None), "without the cookie no way on");
    for odd in ["", "short", "a b", &"k".repeat(44), &"é".repeat(43)] {
        let browser = tool.browser();
        browser.set_cookie(&format!("__Host-lti-{id}"), odd);
        assert_eq!(browser.get(&path).in_frame().await.header("location"), None, "{odd}");
    }
    for odd in ["", "x", "attackersattemp.", "attackersattempt1", "..%2F..%2F..%2F..%2F"] {
        let browser = tool.browser();
        browser.set_cookie(&format!("__Host-lti-{odd}"), &key);
        let path = path.replace(id, odd);
        assert_eq!(browser.get(&path).in_frame().await.header("location"), None, "{odd}");
    }

    // Even when the cookie could be planted: the bearer is fresh, and goes to the victim alone.
    victim.set_cookie(&format!("__Host-lti-{id}"), &key);
    attacker.set_cookie(&format!("__Host-lti-{id}"), &key);
    let login = Login::read(&victim.get(&path).in_frame().await);
    let code = victim.launch(&login.state, &tool.a.token(&login)).await.accepted();
    let token = bearer(&victim, &code).await;
    assert!(token != key && token != code);
    attacker.exchange(&code).await.assert_refused(401, "code_invalid");
    attacker.api("/api/me", &key).await.assert_refused(401, "session_expired");
}

#[tokio::test]
async fn a_session_ends_with_its_hour_its_registration_or_its_deployment() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let (_, code) = launch(&tool, &browser).await;
    let token = bearer(&browser, &code).await;
    let refused = async |code: &str| {
        for path in ["/api/me", "/api/connection"] {
            browser.api(path, &token).await.assert_refused(403, code);
        }
    };
    let id = tool.a.id();
    tool.admin.set_status(&id, Status::Suspended).await.unwrap();
    refused("registration_inactive").await;
    tool.admin.set_status(&id, Status::Active).await.unwrap();
    assert_eq!(browser.api("/api/me", &token).await.status, 200);

    tool.admin.remove_deployment(&id, &tool.a.deployment()).await.unwrap();
    refused("registration_inactive").await;
    tool.admin.remove(&id).await.unwrap();
    refused("registration_inactive").await;
    tool.admin.save(&tool.a.registration()).await.unwrap();
    assert_eq!(browser.api("/api/me", &token).await.status, 200);

    tool.pass(3599);
    assert_eq!(browser.api("/api/me", &token).await.json()["expires_in"], 1);
    tool.pass(1);
    browser.api("/api/me", &token).await.assert_refused(401, "session_expired");
}

/// Attack 40: the code is used again, too late, guessed, or in another browser.
#[tokio::test]
async fn a_code_works_once_within_a_minute_in_its_own_browser() {
    let tool = Tool::start().await;
    let (browser, stranger) = (tool.browser(), tool.browser());
    let (login, code) = launch(&tool, &browser).await;
    stranger.exchange(&code).await.assert_refused(403, "browser_mismatch");
    launch(&tool, &stranger).await;
    stranger.exchange(&code).await.assert_refused(403, "browser_mismatch");
    stranger.set_cookie(&login.cookie.as_ref().unwrap().0, &"A".repeat(43));
    stranger.exchange(&code).await.assert_refused(403, "browser_mismatch");

    bearer(&browser, &code).await;
    browser.exchange(&code).await.assert_refused(401, "code_invalid");
    stranger.exchange(&code).await.assert_refused(403, "browser_mismatch");

    for guess in ["", "x", &code[1..], &code.to_lowercase(), &"A".repeat(43), &"A".repeat(44), "'; --", "é"]
    {
        browser.exchange(guess).await.assert_refused(401, "code_invalid");
    }
    for (seconds, status) in [(59, 200), (60, 401), (3600, 401)] {
        let (_, code) = launch(&tool, &browser).await;
        tool.pass(seconds);
        assert_eq!(browser.exchange(&code).await.status, status, "after {seconds} s");
    }
    let sessions = tool.written().iter().filter(|what| **what == "session").count();
    assert_eq!(sessions, 2);
}

/// A copy of the store opens nothing.
#[tokio::test]
async fn the_database_holds_no_secret_that_opens_anything() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("tool.sqlite")).unwrap();
    let tool = Tool::start_on(Arc::new(store), TOOL).await;
    let browser = tool.browser();
    let (login, code) = launch(&tool, &browser).await;
    let bearer = bearer(&browser, &code).await;
    let (_, waiting) = launch(&tool, &browser).await;
    let mut kept = Vec::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        kept.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |text: &str| kept.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("Sam Student"), "the session is there");
    for secret in [&bearer, &code, &waiting, &login.nonce, &login.state, &login.cookie.unwrap().1] {
        assert!(!holds(secret));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_parallel_exchanges_of_a_code_exactly_one_wins() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let (_, code) = launch(&tool, &browser).await;
    let exchanges = (0..20).map(|_| browser.exchange(&code).into_future());
    let answers = futures_util::future::join_all(exchanges).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(won.len(), 1);
    for answer in lost {
        answer.assert_refused(401, "code_invalid");
    }
}
