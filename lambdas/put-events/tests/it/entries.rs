//! Entries one by one: what is no event of the site that sent it is refused, and the others are kept.

use std::sync::Arc;

use ports::EventRefusal;
use ports::conformance::event_sink::detail;
use serde_json::{Value, json};

use crate::harness::{BrokenSink, SITE, Service, entry_of};

const OTHER: &str = "https://school.example";

fn changed(change: impl FnOnce(&mut Value)) -> Value {
    let mut detail = detail(SITE);
    change(&mut detail);
    detail
}

/// What is wrong with an entry, the code, and words of the message.
fn bad() -> Vec<(Value, &'static str, &'static str)> {
    let with = |name: &str, value: Value| {
        let mut entry = entry_of(&detail(SITE));
        entry[name] = value;
        entry
    };
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(500), "]".repeat(500));
    vec![
        (json!({}), "InvalidArgument", "Source"),
        (with("DetailType", json!("")), "InvalidArgument", "DetailType"),
        (with("Detail", Value::Null), "InvalidArgument", "Detail is missing"),
        (with("Source", json!("aws.s3")), "NotAuthorizedForSourceException", "moodle.events"),
        (with("DetailType", json!("\\core\\event\\user_loggedin")), "InvalidArgument", "not the eventname"),
        (with("Detail", json!("{")), "MalformedDetail", "not JSON"),
        (with("Detail", json!("[]")), "MalformedDetail", "not a JSON object"),
        (with("Detail", json!(deep)), "MalformedDetail", "100 levels"),
        (entry_of(&changed(|d| d["eventid"] = json!("x"))), "MalformedDetail", "eventid"),
        (entry_of(&changed(|d| d["schemaversion"] = json!(2))), "MalformedDetail", "schemaversion"),
        (entry_of(&changed(|d| d["wwwroot"] = json!(OTHER))), "NotAuthorizedForSourceException", OTHER),
        (
            entry_of(&changed(|d| d["wwwroot"] = json!("https://moodle.example/Campus"))),
            "NotAuthorizedForSourceException",
            SITE,
        ),
    ]
}

#[tokio::test]
async fn what_is_no_event_of_the_site_is_refused_with_what_to_fix() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    for (entry, code, words) in bad() {
        let answer = service.answer(client.call(&[entry])).await;
        let [entry] = answer.entries() else { panic!("{answer:?}") };
        assert_eq!(entry["ErrorCode"], code, "{entry}");
        let told = entry["ErrorMessage"].as_str().unwrap();
        assert!(told.contains(words), "{words}: {told}");
        assert!(entry["EventId"].is_null());
    }
    assert!(service.store.taken_events().is_empty());
}

#[tokio::test]
async fn a_name_that_is_longer_than_eventbridge_takes_comes_cut_in_the_detail_type_only() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    let name = format!("\\local_made_up\\event\\{}", "long".repeat(40));
    let mut entry = entry_of(&changed(|d| d["eventname"] = json!(name)));
    entry["DetailType"] = json!(name[..128]);
    service.answer(client.call(std::slice::from_ref(&entry))).await.ids();
    assert_eq!(service.store.taken_events()[0].name.as_str(), name);
    entry["DetailType"] = json!(name[..127]);
    let answer = service.answer(client.call(&[entry])).await;
    assert_eq!(answer.entries()[0]["ErrorCode"], "InvalidArgument");
}

#[tokio::test]
async fn bad_entries_stop_no_good_ones_and_each_has_its_own_place_in_the_answer() {
    let service = Service::start();
    let client = service.connect(SITE).await;
    for (bad, code, _) in bad() {
        let good = [detail(SITE), detail(SITE)];
        let [first, last] = good.each_ref().map(entry_of);
        let answer = service.answer(client.call(&[first, bad, last])).await;
        let entries = answer.entries();
        assert_eq!(entries[0]["EventId"], good[0]["eventid"]);
        assert_eq!(entries[1]["ErrorCode"], code);
        assert_eq!(entries[2]["EventId"], good[1]["eventid"]);
    }
    assert_eq!(service.store.taken_events().len(), 2 * bad().len());
}

#[tokio::test]
async fn a_sites_key_takes_no_event_of_another_site_that_is_connected_too() {
    let service = Service::start();
    service.connect(SITE).await;
    let other = service.connect(OTHER).await;
    let entry = entry_of(&detail(SITE));
    let answer = service.answer(other.call(&[entry])).await;
    assert_eq!(answer.entries()[0]["ErrorCode"], "NotAuthorizedForSourceException");
    service.answer(other.call(&[entry_of(&detail(OTHER))])).await.ids();
}

#[tokio::test]
async fn what_the_bus_refuses_is_told_at_the_place_of_its_entry() {
    let sink = Arc::new(BrokenSink::default());
    let throttled = EventRefusal { code: "ThrottlingException".into(), message: "Later.".into() };
    let service = Service::with_sink(sink.clone());
    let client = service.connect(SITE).await;
    // One entry does not get to the bus, and of the others the bus takes the first and forgets the last.
    *sink.0.lock().unwrap() = vec![Ok("a".into()), Err(throttled)];
    let entries = [entry_of(&detail(SITE)), json!({}), entry_of(&detail(SITE)), entry_of(&detail(SITE))];
    let answer = service.answer(client.call(&entries)).await;
    let told: Vec<_> =
        answer.entries().iter().map(|e| (e["EventId"].clone(), e["ErrorCode"].clone())).collect();
    let refused = |code: &str| (Value::Null, json!(code));
    let expected = [
        (json!("a"), Value::Null),
        refused("InvalidArgument"),
        refused("ThrottlingException"),
        refused("InternalFailure"),
    ];
    assert_eq!(told, expected);
}
