//! What the operator's log holds.

use http_api::testing::begin_log;
use serde_json::json;

use crate::harness::Service;

#[tokio::test]
async fn the_log_tells_causes_and_holds_no_token() {
    let service = Service::start();
    let plugin = service.connect("https://campus.example").await;
    let (good, late) = (plugin.sign("4", service.now()), plugin.sign("4", service.now() - 500));
    let foreign = plugin.sign_with(service.now(), json!({"aud": "https://other.example"}));
    let unknown = "00000000000000000000000000000000";
    let (log, guard) = begin_log();
    for token in [Service::STUDENT, unknown, &good, &good, &late, &foreign, "short-token-of-nobody"] {
        service.with(token).await;
    }
    service.moodle.stop();
    service.with(Service::ADMIN).await.denied("moodle_unreachable");
    drop(guard);
    let (log, own) = (log.read(), log.own_lines());
    for cause in
        ["token_replayed", "token_expired", "other_audience", "moodle_token_unknown", "connection refused"]
    {
        assert!(own.contains(cause), "{cause}: {own}");
    }
    for secret in [Service::STUDENT, Service::ADMIN, unknown, "short-token-of-nobody"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    for token in [&good, &late, &foreign] {
        for part in token.split('.').skip(1) {
            assert!(!log.contains(part), "{token} in {log}");
        }
    }
}
