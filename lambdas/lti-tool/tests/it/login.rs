//! Login initiation, and launches that no login began.

use test_platform::token;

use crate::harness::{Browser, Login, TARGET, Tool, form, param_bytes};

/// Attack 31: a launch arrives for which nobody asked the platform.
#[tokio::test]
async fn a_launch_that_no_login_began_is_refused() {
    let tool = Tool::start().await;
    let (attacker, browser) = (tool.browser(), tool.browser());
    let login = tool.a.login(&attacker).await;
    let token = tool.a.token(&login);
    let unsolicited = [("id_token", token.as_str())];
    browser.post("/lti/launch").form(&unsolicited).await.assert_refused(400, "state_missing");
    let nobodys = token::encode("nobody");
    for state in [nobodys.as_str(), &format!("{nobodys}.{nobodys}"), &login.nonce, "undefined"] {
        browser.launch(state, &token).await.assert_refused(400, "state_invalid");
    }
    // Not even the login's own browser can launch by the query, where links can be planted.
    let query = form(&[("state", &login.state), ("id_token", &token)]);
    let answer = attacker.post(&format!("/lti/launch?{query}")).await;
    answer.assert_refused(400, "state_missing");
    assert_eq!(tool.written(), [""; 0]);
}

/// Attack 32: the login lacks parameters, repeats them, or brings odd bytes; a missing
/// `lti_message_hint` must be accepted.
#[tokio::test]
async fn a_login_with_missing_or_repeated_parameters_is_refused_and_its_hints_are_echoed_exactly() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    for name in ["iss", "login_hint", "target_link_uri"] {
        let missing = tool.a.login_fields_without(name);
        let empty = tool.a.login_fields_with(name, "");
        for fields in [missing, empty] {
            refused_both_ways(&browser, &form(&fields), &format!("{name} is missing")).await;
        }
    }
    for (name, value) in tool.a.login_fields() {
        let twice = [form(&tool.a.login_fields()), form(&[(name, value)])].join("&");
        refused_both_ways(&browser, &twice, &format!("{name} is given more than once")).await;
    }
    let hint = tool.a.login_fields_without("lti_message_hint");
    let login = tool.a.login_as(&browser, &hint).await;
    assert!(!login.location.contains("lti_message_hint"), "{}", login.location);
    browser.launch(&login.state, &tool.a.token(&login)).await.accepted();

    let odd = every_byte();
    let fields = [form(&tool.a.login_fields_without("lti_message_hint")), format!("lti_message_hint={odd}")];
    let body = fields.join("&").replace("login_hint=4", &format!("login_hint=a%2Bb+{odd}"));
    for call in [browser.get(&format!("/lti/login?{body}")), browser.post("/lti/login").raw_form(body)] {
        let login = Login::read(&call.top_level().await);
        assert_eq!(login.param("lti_message_hint"), (0..=255).collect::<Vec<u8>>());
        assert_eq!(login.param("login_hint"), [b"a+b ".to_vec(), (0..=255).collect()].concat());
    }
}

/// All 256 bytes, percent-encoded.
fn every_byte() -> String {
    (0..=255).map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat()
}

async fn refused_both_ways(browser: &Browser, query: &str, message: &str) {
    for call in
        [browser.get(&format!("/lti/login?{query}")), browser.post("/lti/login").raw_form(query.to_owned())]
    {
        let answer = call.top_level().await;
        answer.assert_refused(400, "login_malformed");
        assert!(answer.body.contains(message), "{message}: {}", answer.body);
    }
}

#[tokio::test]
async fn odd_hints_survive_the_way_through_a_frame_and_the_own_tab_form() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let hint = format!("%22%27%3C%3E%26amp%3B+%2B%0A%0D%00{}", every_byte());
    let expected = [b"\"'<>&amp; +\n\r\0".to_vec(), (0..=255).collect()].concat();
    let fields = form(&tool.a.login_fields_without("lti_message_hint"));
    let body = format!("{fields}&lti_message_hint={hint}");

    let first = browser.post("/lti/login").raw_form(body).in_frame().await;
    assert_eq!(first.status, 303);
    let kept = Login::read(&browser.get(first.location()).in_frame().await);
    assert_eq!(kept.param("lti_message_hint"), expected);

    browser.drop_cookies();
    let page = browser.get(first.location()).in_frame().await;
    let action = page.form_action();
    let (path, query) = action.split_once('?').unwrap();
    assert_eq!(path, "/lti/login");
    assert_eq!(param_bytes(query, "lti_message_hint"), Some(expected.clone()));
    assert_eq!(param_bytes(query, "target_link_uri"), Some(TARGET.into()));

    let login = Login::read(&browser.post(&action).raw_form("").top_level().await);
    assert_eq!(login.param("lti_message_hint"), expected);
    browser.launch(&login.state, &tool.a.token(&login)).await.accepted();
}

#[tokio::test]
async fn a_login_whose_values_no_platform_sends_is_refused() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let long = "x".repeat(9000);
    for (name, value) in [
        ("login_hint", long.as_str()),
        ("lti_message_hint", &long),
        ("target_link_uri", &format!("{TARGET}?{long}")),
        ("iss", &format!("https://{long}.example")),
        ("iss", "https://a.example\r\nset-cookie: a=b"),
        ("client_id", &long),
        ("client_id", "client-a\0"),
        ("lti_deployment_id", &"d".repeat(256)),
    ] {
        let fields = tool.a.login_fields_with(name, value);
        let answer = browser.post("/lti/login").form(&fields).await;
        answer.assert_refused(400, "login_malformed");
        let value: String = value.chars().take(300).collect();
        assert!(!answer.body.contains(&value) || value.len() < 300, "a long value is not repeated");
    }
    for name in ["iss", "target_link_uri", "client_id", "lti_deployment_id"] {
        let binary = format!("{}&{name}=%ff%fe", form(&tool.a.login_fields_without(name)));
        let answer = browser.post("/lti/login").raw_form(binary).await;
        answer.assert_refused(400, "login_malformed");
    }
}

#[tokio::test]
async fn a_login_and_its_parameters_in_query_and_body_together_count_as_one_set() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    let fields = tool.a.login_fields();
    let (query, body) = (form(&fields[..3]), form(&fields[3..]));
    let answer = browser.post(&format!("/lti/login?{query}")).raw_form(body).top_level().await;
    Login::read(&answer);
    let answer = browser.post(&format!("/lti/login?{query}")).form(&fields).top_level().await;
    answer.assert_refused(400, "login_malformed");
}

#[tokio::test]
async fn a_login_writes_nothing() {
    let tool = Tool::start().await;
    let browser = tool.browser();
    for _ in 0..20 {
        tool.a.login(&browser).await;
        let answer = browser.post("/lti/login").form(&tool.a.login_fields()).await;
        browser.get(answer.location()).await;
    }
    assert_eq!(tool.written(), [""; 0]);
    assert_eq!(tool.a.key_set.fetches(), 0);
}
