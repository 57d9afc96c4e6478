//! A login in the platform's frame, in a tab of its own, and without cookies.

use crate::harness::{Login, Tool, form};

/// What a browser says that the answer will fill, when it is no tab of its own. Old ones say nothing.
const FRAMES: [Option<&str>; 3] = [Some("iframe"), Some("frame"), None];

#[tokio::test]
async fn a_login_in_a_tab_of_its_own_goes_straight_to_the_platform() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let path = format!("/lti/login?{}", form(&tool.a.login_fields()));
    for call in [browser.get(&path), browser.post("/lti/login").form(&tool.a.login_fields())] {
        let answer = call.top_level().await;
        assert!(Login::read(&answer).location.starts_with("https://a.example/auth?"));
        let cookie = answer.header("set-cookie").unwrap();
        assert!(cookie.starts_with("__Host-lti-"), "{cookie}");
        for attribute in ["Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/"] {
            assert!(cookie.split("; ").any(|part| part == attribute), "{attribute} in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn a_login_in_a_frame_goes_on_when_its_cookie_stuck() {
    let tool = Tool::start().await;
    for frame in FRAMES {
        let browser = tool.browser();
        let fields = tool.a.login_fields();
        let first = browser.post("/lti/login").form(&fields).filling(frame).await;
        assert_eq!(first.status, 303);
        assert!(first.location().starts_with("/lti/login/continue?"), "{}", first.location());
        assert_eq!(first.body, "", "no script decides");
        let second = browser.get(first.location()).filling(frame).await;
        assert_eq!(second.header("set-cookie"), None, "the cookie is set once");
        let login = Login::read(&second);
        browser.launch(&login.state, &tool.a.token(&login)).await.accepted();
    }
}

#[tokio::test]
async fn a_frame_without_cookies_offers_a_tab_of_its_own_and_the_launch_works_there() {
    let tool = Tool::start().await;
    for frame in FRAMES {
        let browser = tool.browser();
        let first = browser.post("/lti/login").form(&tool.a.login_fields()).filling(frame).await;
        browser.drop_cookies();
        let page = browser.get(first.location()).filling(frame).await;
        assert_eq!(page.status, 200);
        assert!(page.is_page() && page.body.contains("target=\"_blank\""), "{}", page.body);
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains("form-action 'self' https://a.example"), "{policy}");

        let login = Login::read(&browser.post(&page.form_action()).raw_form("").top_level().await);
        browser.launch(&login.state, &tool.a.token(&login)).await.accepted();
    }
}

#[tokio::test]
async fn without_cookies_even_in_its_own_tab_a_clear_page_ends_the_way() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    // The launch comes back without its cookie.
    let login = tool.a.login(&browser).await;
    browser.drop_cookies();
    let answer = browser.launch(&login.state, &tool.a.token(&login)).await;
    answer.assert_refused(403, "cookies_blocked");
    // A browser that does not say what it fills, in the tab that the form opened: no second offer, no loop.
    let first = browser.post("/lti/login").form(&tool.a.login_fields()).await;
    browser.drop_cookies();
    let offer = browser.get(first.location()).await;
    let second = browser.post(&offer.form_action()).raw_form("").await;
    browser.drop_cookies();
    browser.get(second.location()).await.assert_refused(403, "cookies_blocked");
    // Somebody opens the second step at top level.
    let first = browser.post("/lti/login").form(&tool.a.login_fields()).in_frame().await;
    browser.drop_cookies();
    browser.get(first.location()).top_level().await.assert_refused(403, "cookies_blocked");
}

#[tokio::test]
async fn the_second_step_checks_the_login_again() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let first = browser.post("/lti/login").form(&tool.a.login_fields()).in_frame().await;
    let path = first.location();
    for (from, to, status, code) in [
        ("tool.example", "evil.example", 400, "foreign_target"),
        ("a.example", "c.example", 403, "unknown_issuer"),
        ("client-a", "client-b", 403, "unknown_client"),
        ("login_hint=4", "login_hint=", 400, "login_malformed"),
    ] {
        assert!(path.contains(from), "{from} in {path}");
        browser.get(&path.replace(from, to)).in_frame().await.assert_refused(status, code);
    }
}

#[tokio::test]
async fn several_tabs_launch_at_once_and_end_in_any_order() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let mut logins = Vec::new();
    for platform in [&tool.a, &tool.b, &tool.a, &tool.b, &tool.a] {
        logins.push((platform, platform.login(&browser).await));
    }
    assert_eq!(browser.cookies().len(), 5, "each attempt has a cookie of its own");
    let mut codes = Vec::new();
    for (platform, login) in logins.iter().rev() {
        codes.push(browser.launch(&login.state, &platform.token(login)).await.accepted());
    }
    codes.rotate_left(2);
    for code in codes {
        assert_eq!(browser.exchange(&code).await.status, 200);
    }
}
