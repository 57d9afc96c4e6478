//! Tokens of Moodle's web services, with the answers of a real Moodle.

use std::time::Duration;

use serde_json::json;

use crate::harness::{Broken, Service, Setup};

const TOKEN: &str = "face0000000000000000000000000099";

#[tokio::test]
async fn the_person_whom_moodle_names_calls() {
    let service = Service::start();
    assert_eq!(service.with(Service::STUDENT).await.caller(), ("https://moodle.localtest:8443", "4"));
    assert_eq!(service.with(Service::ADMIN).await.caller(), ("https://moodle.localtest:8443", "2"));
    let address = "https://moodle.localtest:8443/webservice/rest/server.php";
    assert_eq!(service.moodle.addresses(), [address; 2], "the token stands in no address");
}

#[tokio::test]
async fn every_refusal_of_a_real_moodle_is_told_by_the_setting_to_change() {
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
    ] {
        let service = Service::start();
        service.moodle.answers(TOKEN, name);
        let answer = service.with(TOKEN).await;
        let message = answer.denied(code);
        assert!(message.contains(setting) && message.ends_with('.'), "{name}: {message}");
    }
}

#[tokio::test]
async fn a_moodle_that_calls_itself_by_another_address_is_refused() {
    let service = Service::start();
    let copy = json!({"siteurl": "https://copy.example", "userid": 4, "username": "student1"});
    service.moodle.says(TOKEN, 200, &copy.to_string());
    let answer = service.with(TOKEN).await;
    let message = answer.denied("moodle_other_site");
    assert!(message.contains("https://copy.example") && message.contains("config.php"), "{message}");
}

#[tokio::test]
async fn where_no_moodle_is_configured_web_service_tokens_open_nothing() {
    let service = Setup { moodle_url: None, ..Setup::default() }.start();
    let answer = service.with(Service::STUDENT).await;
    assert!(answer.denied("no_moodle_configured").contains("--moodle-url"));
    assert_eq!(service.moodle.calls(), 0);
}

#[tokio::test]
async fn a_store_that_fails_lets_nobody_in() {
    let store = std::sync::Arc::new(Broken::default());
    let service = Setup { store: store.clone(), ..Setup::default() }.start();
    service.with(Service::STUDENT).await.caller();
    store.break_it();
    service.clock.pass(Duration::from_mins(2));
    service.with(Service::STUDENT).await.denied("store_unavailable");
    assert_eq!(service.moodle.calls(), 1, "what cannot be kept is not asked for");
}
