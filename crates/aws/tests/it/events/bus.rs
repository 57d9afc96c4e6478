use std::sync::Arc;

use aws::{EventBus, StackName};
use ports::conformance::event_sink::event;
use ports::conformance::samples::NOW;
use ports::{EventRefusal, EventSink as _, StoreError};
use serde_json::{Value, json};
use test_aws::{Fault, On};

use crate::emulator::{AWS, sdk_of};
use crate::script::Script;

const SITE: &str = "https://moodle.example";

async fn fresh() -> (String, Arc<EventBus>) {
    let account = AWS.new_account();
    let (sdk, stack) = (sdk_of(&account), StackName::default());
    let client = aws_sdk_eventbridge::Client::new(&sdk);
    client.create_event_bus().name(stack.event_bus()).send().await.unwrap();
    (account, Arc::new(EventBus::new(&sdk, &stack)))
}

ports::event_sink_conformance!(fresh);

/// What EventBridge says of a bus that is there.
fn there() -> (u16, Value) {
    (
        200,
        json!({ "Name": "moodle-events", "Arn": "arn:aws:events:eu-central-1:123456789012:event-bus/moodle-events" }),
    )
}

/// EventBridge answers with ids for events that it drops.
#[tokio::test]
async fn a_bus_that_is_not_there_takes_no_event() {
    let sdk = sdk_of(&AWS.new_account());
    let bus = EventBus::new(&sdk, &"elsewhere".parse().unwrap());
    let error = bus.put_events(&[event(SITE)]).await.unwrap_err();
    assert!(matches!(error, StoreError::Misconfigured(_)), "{error:?}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("DescribeEventBus on elsewhere-moodle-events"), "{cause}");
}

#[tokio::test]
async fn a_bus_that_was_seen_is_not_looked_for_before_each_call() {
    let (account, bus) = fresh().await;
    assert!(bus.put_events(&[event(SITE)]).await.unwrap()[0].is_ok());
    AWS.fail(On::next("events", "DescribeEventBus").of(&account).times(9), Fault::InternalServerError);
    assert!(bus.put_events(&[event(SITE)]).await.unwrap()[0].is_ok());
}

#[tokio::test]
async fn an_event_becomes_an_entry_with_its_own_name_time_and_detail() {
    let answer = json!({"FailedEntryCount": 0, "Entries": [{"EventId": "bus-1"}]});
    let (script, sdk) = Script::start([there(), (200, answer)]).await;
    let event = event(SITE);
    let bus = EventBus::new(&sdk, &"uni-test".parse().unwrap());
    assert_eq!(bus.put_events(std::slice::from_ref(&event)).await.unwrap(), [Ok("bus-1".into())]);
    let entry = json!({
        "EventBusName": "uni-test-moodle-events",
        "Source": "moodle.events",
        "DetailType": "\\core\\event\\course_module_created",
        "Time": NOW.0,
        "Detail": event.detail(),
    });
    let looked = ("DescribeEventBus".to_owned(), json!({ "Name": "uni-test-moodle-events" }));
    assert_eq!(script.asked(), [looked, ("PutEvents".to_owned(), json!({ "Entries": [entry] }))]);
}

#[tokio::test]
async fn of_entries_that_fail_each_is_told_at_its_place() {
    let answer = json!({
        "FailedEntryCount": 3,
        "Entries": [
            {"EventId": "bus-1"},
            {"ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded"},
            {"ErrorCode": "InternalFailure"},
            {"EventId": "bus-2"},
            {},
        ],
    });
    let (_, sdk) = Script::start([there(), (200, answer)]).await;
    let events: Vec<_> = (0..5).map(|_| event(SITE)).collect();
    let told = EventBus::new(&sdk, &StackName::default()).put_events(&events).await.unwrap();
    let refused = |code: &str, message: &str| {
        Err::<String, _>(EventRefusal { code: code.into(), message: message.into() })
    };
    let silent = refused("InternalFailure", "EventBridge did not take the event.");
    let expected = [
        Ok("bus-1".into()),
        refused("ThrottlingException", "Rate exceeded"),
        silent.clone(),
        Ok("bus-2".into()),
        silent,
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn an_answer_with_another_number_of_results_takes_nothing_for_granted() {
    let answer = json!({"FailedEntryCount": 0, "Entries": [{"EventId": "bus-1"}]});
    let (_, sdk) = Script::start([there(), (200, answer)]).await;
    let events = [event(SITE), event(SITE)];
    let error = EventBus::new(&sdk, &StackName::default()).put_events(&events).await.unwrap_err();
    assert!(error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn a_bus_that_is_busy_for_a_moment_is_asked_again_and_one_that_stays_so_is_told() {
    let (account, bus) = fresh().await;
    for fault in [Fault::Throttling, Fault::InternalServerError, Fault::BrokenConnection] {
        AWS.fail(On::next("events", "PutEvents").of(&account).times(2), fault);
        assert!(bus.put_events(&[event(SITE)]).await.unwrap()[0].is_ok(), "{fault:?}");
        AWS.fail(On::next("events", "PutEvents").of(&account).times(3), fault);
        let error = bus.put_events(&[event(SITE)]).await.unwrap_err();
        assert!(error.is_retryable(), "{fault:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_bus_that_may_not_be_used_is_a_matter_of_settings() {
    let refusal = json!({"__type": "AccessDeniedException", "message": "not authorized: secret text"});
    let (_, sdk) = Script::start([there(), (400, refusal)]).await;
    let error = EventBus::new(&sdk, &StackName::default()).put_events(&[event(SITE)]).await.unwrap_err();
    assert!(matches!(error, StoreError::Misconfigured(_)), "{error:?}");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("PutEvents on moodle-events failed with AccessDeniedException"), "{cause}");
}
