//! What the operator's log holds.

use http_api::testing::begin_log;
use ports::conformance::event_sink::detail;
use serde_json::json;

use crate::harness::{SITE, Service, entry_of};

#[tokio::test]
async fn the_log_tells_what_became_of_events_and_holds_nothing_of_them_and_no_signature() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    let mut personal = detail(SITE);
    personal["other"] = json!("Ada Lovelace");
    let mut bad = personal.clone();
    bad["eventid"] = json!("Ada Lovelace");
    let (log, guard) = begin_log();
    service.answer(client.call(&[entry_of(&personal), entry_of(&bad)])).await.entries();
    let request = client.sign("/v1/events", br#"{"Entries":"Ada Lovelace"}"#);
    let signature = request.headers()["authorization"].to_str().unwrap().to_owned();
    service.answer(request).await.refused(400, "SerializationException");
    let mut late = client.clone();
    late.now -= 600;
    service.answer(late.call(&[entry_of(&personal)])).await.refused(403, "InvalidSignatureException");
    drop(guard);
    let (log, own) = (log.read(), log.own_lines());
    for told in
        ["taken=1", "refused=1", "MalformedDetail", SITE, "SerializationException", "signature expired"]
    {
        assert!(own.to_lowercase().contains(&told.to_lowercase()), "{told}: {own}");
    }
    let signature = signature.rsplit_once('=').unwrap().1;
    for secret in ["Lovelace", signature, personal["eventid"].as_str().unwrap()] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
