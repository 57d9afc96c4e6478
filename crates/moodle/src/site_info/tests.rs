use serde_json::{Value, json};

use super::*;

/// The answer that a real Moodle gave.
fn recorded(name: &str) -> Response<Vec<u8>> {
    let path = format!("{}/tests/fixtures/moodle-5.1/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let exchange: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let response = &exchange["response"];
    let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
    answer(status, response["body"].as_str().unwrap_or_default())
}

fn answer(status: u16, body: &str) -> Response<Vec<u8>> {
    Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap()
}

fn site() -> SiteUrl {
    SiteUrl::parse("https://moodle.localtest:8443").unwrap()
}

fn owner_in(answer: &Response<Vec<u8>>) -> TokenOwner {
    read(&site(), answer).unwrap()
}

fn refused(answer: &Response<Vec<u8>>) -> WebServiceError {
    read(&site(), answer).unwrap_err()
}

#[test]
fn a_real_answer_names_the_student_and_the_functions() {
    let owner = owner_in(&recorded("site-info-student"));
    assert_eq!((owner.user_id.to_string().as_str(), owner.username.as_str()), ("4", "student1"));
    assert_eq!(owner.site, site());
    assert_eq!(owner.functions.len(), 11);
    assert!(owner.functions.contains(&"core_course_get_contents".to_owned()));
}

#[test]
fn a_real_answer_names_the_administrator() {
    let owner = owner_in(&recorded("site-info-admin"));
    assert_eq!((owner.user_id.to_string().as_str(), owner.username.as_str()), ("2", "admin"));
}

#[test]
fn every_recorded_refusal_has_its_cause_and_names_what_to_change() {
    for (name, code, setting) in [
        ("error-invalid-token", "moodle_token_unknown", "Manage tokens"),
        ("error-disabled-service", "moodle_access_refused", "External services"),
        ("error-expired-token", "moodle_access_refused", "expired"),
        ("error-ip-restricted", "moodle_access_refused", "IP addresses"),
        ("error-suspended-user", "moodle_account_refused", "suspended"),
        ("error-maintenance-mode-student", "moodle_maintenance", "Maintenance mode"),
        ("error-cli-maintenance-mode", "moodle_maintenance", "maintenance.php --disable"),
        ("error-webservices-disabled", "moodle_web_services_off", "Advanced features"),
        ("error-rest-protocol-disabled", "moodle_web_services_off", "Manage protocols"),
        ("error-invalid-token-xml-default", "not_moodle", "wwwroot"),
        ("error-unknown-function", "moodle_not_found", "local_awsevents"),
    ] {
        let error = refused(&recorded(name));
        assert_eq!(error.code(), code, "{name}");
        assert!(error.to_string().contains(setting), "{name}: {error}");
    }
}

#[test]
fn an_answer_of_another_site_is_refused_to_the_letter() {
    for address in
        ["https://moodle.localtest:8443/", "https://moodle.localtest", "https://evil.example\u{1b}[0m"]
    {
        let body = json!({"siteurl": address, "userid": 4, "username": "student1"});
        let error = refused(&answer(200, &body.to_string()));
        assert!(matches!(error, WebServiceError::OtherSite { .. }), "{address}");
        assert!(!error.to_string().contains('\u{1b}'));
    }
    assert!(matches!(
        refused(&answer(200, &json!({"userid": 4, "username": "a"}).to_string())),
        WebServiceError::NotMoodle { .. }
    ));
}

#[test]
fn an_answer_without_a_person_opens_nothing() {
    let url = site();
    for person in [
        json!({"siteurl": url.as_str(), "username": "a"}),
        json!({"siteurl": url.as_str(), "userid": 4}),
        json!({"siteurl": url.as_str(), "userid": 0, "username": "a"}),
        json!({"siteurl": url.as_str(), "userid": 4, "username": ""}),
        json!({"siteurl": url.as_str(), "userid": 4, "username": "a".repeat(256)}),
    ] {
        assert_eq!(refused(&answer(200, &person.to_string())), WebServiceError::Nobody, "{person}");
    }
}

#[test]
fn an_answer_that_names_a_person_and_an_error_opens_nothing() {
    let both = json!({"siteurl": site().as_str(), "userid": 4, "username": "a", "errorcode": "invalidtoken"});
    assert_eq!(refused(&answer(200, &both.to_string())), WebServiceError::UnknownToken);
}

#[test]
fn what_is_no_answer_of_web_services_is_told_with_its_status() {
    for (status, body) in [
        (200, "<html>Log in</html>"),
        (200, ""),
        (200, "[]"),
        (302, ""),
        (403, "blocked"),
        (404, "{}"),
        (500, ""),
    ] {
        assert_eq!(refused(&answer(status, body)), WebServiceError::NotMoodle { status }, "{status} {body}");
    }
}

#[test]
fn a_code_of_moodle_is_repeated_without_what_could_forge_a_log_line() {
    let error = refused(&answer(200, &json!({"exception": "x", "errorcode": "a\nb<c>_1"}).to_string()));
    assert_eq!(error, WebServiceError::Exception { errorcode: "abc_1".into() });
    let none = refused(&answer(200, &json!({"exception": {}}).to_string()));
    assert_eq!(none.code(), "moodle_refused");
}

#[test]
fn the_token_is_asked_about_in_the_body_and_never_in_the_address() {
    let site = SiteUrl::parse("https://moodle.example/campus").unwrap();
    let token = WebServiceToken::parse("face0000000000000000000000000003").unwrap();
    let request = request(&site, &token).unwrap();
    assert_eq!(request.method(), http::Method::POST);
    assert_eq!(request.uri(), "https://moodle.example/campus/webservice/rest/server.php");
    assert_eq!(request.headers()[http::header::CONTENT_TYPE], "application/x-www-form-urlencoded");
    let body = String::from_utf8(request.body().clone()).unwrap();
    assert_eq!(
        body,
        "wstoken=face0000000000000000000000000003&wsfunction=core_webservice_get_site_info&moodlewsrestformat=json"
    );
}

#[test]
fn a_site_whose_name_is_not_ascii_can_be_asked() {
    let site = SiteUrl::parse("https://münchen.example").unwrap();
    let token = WebServiceToken::parse("face0000000000000000000000000003").unwrap();
    let request = request(&site, &token).unwrap();
    assert_eq!(request.uri().host(), Some("xn--mnchen-3ya.example"));
}

#[test]
fn a_decision_survives_a_store() {
    for decision in [
        TokenDecision::Owned(owner_in(&recorded("site-info-student"))),
        TokenDecision::Refused(refused(&answer(200, r#"{"siteurl":"https://x"}"#))),
    ] {
        let json = serde_json::to_string(&decision).unwrap();
        assert_eq!(serde_json::from_str::<TokenDecision>(&json).unwrap(), decision);
    }
}
