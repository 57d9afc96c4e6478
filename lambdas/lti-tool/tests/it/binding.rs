//! A launch answers one login, in the browser that began it.

use test_platform::token;

use crate::harness::{Tool, form};

/// Attack 6: the nonce is none of the tool's.
#[tokio::test]
async fn a_launch_with_a_nonce_that_was_never_issued_is_refused() {
    let tool = Tool::start().await;
    for nonce in ["invented", " ", &"A".repeat(43), &"n".repeat(10_000)] {
        tool.refuses(401, "nonce_mismatch", |launch| launch.nonce(nonce)).await;
    }
    let spaced = |login: &_| {
        let claims = tool.a.claims(login);
        let nonce = claims.build()["nonce"].as_str().unwrap().to_owned();
        claims.nonce(format!("{nonce} ")).sign(&tool.a.key)
    };
    tool.refuses_token(401, "nonce_mismatch", spaced).await;
}

/// Attack 7: there is no nonce.
#[tokio::test]
async fn a_launch_without_a_nonce_is_refused() {
    let tool = Tool::start().await;
    tool.refuses(401, "nonce_missing", |launch| launch.without("nonce")).await;
    tool.refuses(401, "nonce_missing", |launch| launch.nonce("")).await;
    tool.refuses(401, "nonce_missing", |launch| launch.claim("nonce", serde_json::Value::Null)).await;
    tool.refuses(400, "claims_unreadable", |launch| launch.claim("nonce", vec!["a", "b"])).await;
}

/// Attack 8: the nonce belongs to another login of the same browser.
#[tokio::test]
async fn a_launch_with_the_nonce_of_another_login_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let (one, two) = (tool.a.login(&browser).await, tool.a.login(&browser).await);
    for (login, other) in [(&one, &two), (&two, &one)] {
        let crossed = browser.launch(&login.state, &tool.a.token(other)).await;
        crossed.assert_refused(401, "nonce_mismatch");
    }
    assert_eq!(tool.written(), [""; 0]);
    for login in [&one, &two] {
        browser.launch(&login.state, &tool.a.token(login)).await.accepted();
    }
}

/// Attack 9: somebody lures a victim's browser into a login that they began themselves.
#[tokio::test]
async fn a_launch_in_another_browser_than_its_login_is_refused() {
    let tool = Tool::start().await;
    let (attacker, victim) = (tool.browser(), tool.browser());
    let login = tool.a.login(&attacker).await;
    let (name, key) = login.cookie.clone().unwrap();
    let token = tool.a.token(&login);

    victim.launch(&login.state, &token).await.assert_refused(403, "cookies_blocked");
    let own = tool.a.login(&victim).await.cookie.unwrap();
    // A browser that keeps the cookie of a login of its own is not told to allow cookies.
    victim.launch(&login.state, &token).await.assert_refused(403, "browser_mismatch");
    let flipped = key.chars().rev().collect::<String>();
    for value in [own.1.as_str(), "", "x", &key[1..], &format!("{key}A"), &flipped] {
        victim.set_cookie(&name, value);
        victim.launch(&login.state, &token).await.assert_refused(403, "browser_mismatch");
    }
    for (near, code) in [
        (name.to_uppercase(), "cookies_blocked"),
        (name.replace("__Host-", ""), "cookies_blocked"),
        (format!("{name}x"), "browser_mismatch"),
    ] {
        let other = tool.browser();
        other.set_cookie(&near, &key);
        other.launch(&login.state, &token).await.assert_refused(403, code);
    }
    assert_eq!(tool.written(), [""; 0]);
    attacker.launch(&login.state, &token).await.accepted();
}

/// Attack 10: the attacker claims to have proved the browser by Platform Storage.
#[tokio::test]
async fn a_storage_target_that_somebody_adds_does_not_replace_the_cookie() {
    let tool = Tool::start().await;
    let (attacker, victim) = (tool.browser(), tool.browser());
    for (name, value) in
        [("lti_storage_target", "_parent"), ("lti_storage_target", "post_message_forwarding")]
    {
        let fields = tool.a.login_fields_with(name, value);
        let login = tool.a.login_as(&attacker, &fields).await;
        let token = tool.a.token(&login);
        let body = form(&[("state", &login.state), ("id_token", &token), (name, value)]);
        for path in ["/lti/launch".to_owned(), format!("/lti/launch?{name}={value}")] {
            let answer = victim.post(&path).raw_form(body.clone()).await;
            answer.assert_refused(403, "cookies_blocked");
        }
        assert_eq!(tool.written().iter().filter(|what| **what == "claim").count(), 0);

        // A frame without cookies gets no further with it either.
        let first = victim.post("/lti/login").form(&fields).in_frame().await;
        victim.drop_cookies();
        let second = victim.get(first.location()).in_frame().await;
        assert_eq!((second.status, second.header("location")), (200, None), "the own-tab page");
    }
}

/// Attack 11: the state is over, used, absent, or changed in any part.
#[tokio::test]
async fn a_launch_without_a_good_state_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let token = tool.a.token(&login);
    for fields in [&[("id_token", token.as_str())][..], &[("state", ""), ("id_token", &token)]] {
        let answer = browser.post("/lti/launch").form(fields).await;
        answer.assert_refused(400, "state_missing");
    }
    let twice = [("state", login.state.as_str()), ("state", &login.state), ("id_token", &token)];
    browser.post("/lti/launch").form(&twice).await.assert_refused(400, "launch_malformed");

    let (payload, mac) = login.state.split_once('.').unwrap();
    let other = tool.a.login(&browser).await.state;
    let (other_payload, other_mac) = other.split_once('.').unwrap();
    let foreign = Tool::start().await;
    let foreign = foreign.a.login(&foreign.browser()).await.state;
    for state in [
        payload,
        &format!("{payload}."),
        &format!("{payload}.{other_mac}"),
        &format!("{other_payload}.{mac}"),
        &format!("{payload}.{mac}.{mac}"),
        &format!(" {}", login.state),
        &format!("{}=", login.state),
        &foreign,
        "null",
        &"A".repeat(60_000),
    ] {
        browser.launch(state, &token).await.assert_refused(400, "state_invalid");
    }
    assert_eq!(tool.written(), [""; 0]);

    tool.pass(600);
    let token = tool.a.token(&login);
    browser.launch(&login.state, &token).await.accepted();
    browser.launch(&login.state, &token).await.assert_refused(409, "state_used");
    let expired = tool.a.login(&browser).await;
    tool.pass(601);
    let answer = browser.launch(&expired.state, &tool.a.token(&expired)).await;
    answer.assert_refused(400, "state_expired");
}

#[tokio::test]
async fn a_state_with_any_character_changed_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let token = tool.a.token(&login);
    for at in 0..login.state.len() {
        let other = if login.state.as_bytes()[at] == b'A' { "B" } else { "A" };
        let mut changed = login.state.clone();
        changed.replace_range(at..=at, other);
        browser.launch(&changed, &token).await.assert_refused(400, "state_invalid");
    }
    browser.launch(&login.state, &token).await.accepted();
}

/// What the state says is no secret, and changing it is of no use without the tool's key.
#[tokio::test]
async fn a_state_with_other_contents_and_the_old_mac_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let login = tool.a.login(&browser).await;
    let (payload, mac) = login.state.split_once('.').unwrap();
    let contents: serde_json::Value = serde_json::from_slice(&token::decode(payload).unwrap()).unwrap();
    assert!(!contents.to_string().contains(&login.nonce), "the nonce cannot be read from the state");
    for name in contents.as_object().unwrap().keys() {
        let mut changed = contents.clone();
        changed[name] = serde_json::json!("changed");
        let state = format!("{}.{mac}", token::encode(changed.to_string()));
        browser.launch(&state, &tool.a.token(&login)).await.assert_refused(400, "state_invalid");
    }
}
