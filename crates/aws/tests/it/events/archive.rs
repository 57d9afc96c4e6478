#![cfg(feature = "operator")]
//! The archive, and what comes out of it again.

use aws::{Archive, EventArchive, EventBus, Replay, ReplayState, StackName};
use lti::time::UnixTime;
use ports::EventSink as _;
use ports::conformance::event_sink::event;
use serde_json::json;

use crate::emulator::{AWS, sdk_of};
use crate::script::Script;

const BUS: &str = "arn:aws:events:eu-central-1:123456789012:event-bus/moodle-events";
const ARCHIVE: &str = "arn:aws:events:eu-central-1:123456789012:archive/moodle-plugins-events";

#[tokio::test]
async fn a_stack_without_an_archive_says_so() {
    let sdk = sdk_of(&AWS.new_account());
    assert_eq!(EventArchive::new(&sdk, &StackName::default()).describe().await.unwrap(), None);
}

#[tokio::test]
async fn what_was_put_onto_the_bus_comes_out_of_its_archive() {
    let (sdk, stack) = (sdk_of(&AWS.new_account()), StackName::default());
    let client = aws_sdk_eventbridge::Client::new(&sdk);
    let bus = client.create_event_bus().name(stack.event_bus()).send().await.unwrap().event_bus_arn.unwrap();
    let make = client.create_archive().archive_name(stack.event_archive()).event_source_arn(&bus);
    make.retention_days(90).send().await.unwrap();
    let put = EventBus::new(&sdk, &stack).put_events(&[event("https://moodle.example")]).await.unwrap();
    assert!(put[0].is_ok());
    let archives = EventArchive::new(&sdk, &stack);
    let archive = archives.describe().await.unwrap().unwrap();
    assert_eq!((archive.bus.as_str(), archive.count, archive.days), (bus.as_str(), 1, Some(90)));
    archives.start(&archive, "repair-1", UnixTime(0), UnixTime(4_000_000_000)).await.unwrap();
    for _ in 0..100 {
        if archives.progress("repair-1").await.unwrap().state == ReplayState::Completed {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the replay does not end");
}

#[tokio::test]
async fn a_replay_is_for_the_rule_that_makes_jobs_and_no_other() {
    let (script, sdk) = Script::start([(200, json!({"State": "STARTING"}))]).await;
    let archives = EventArchive::new(&sdk, &StackName::default());
    let archive = Archive { arn: ARCHIVE.into(), bus: BUS.into(), count: 1, bytes: 1, days: None };
    archives.start(&archive, "repair-1", UnixTime(1000), UnixTime(2000)).await.unwrap();
    let expected = json!({
        "ReplayName": "repair-1",
        "EventSourceArn": ARCHIVE,
        "EventStartTime": 1000,
        "EventEndTime": 2000,
        "Destination": {
            "Arn": BUS,
            "FilterArns": ["arn:aws:events:eu-central-1:123456789012:rule/moodle-events/moodle-plugins-event-delay"],
        },
    });
    assert_eq!(script.asked(), [("StartReplay".to_owned(), expected)]);
}

#[tokio::test]
async fn the_states_of_a_replay_are_told_with_the_reason_of_a_failure() {
    let answers = [
        json!({"State": "STARTING"}),
        json!({"State": "RUNNING", "EventLastReplayedTime": 1500}),
        json!({"State": "COMPLETED", "EventLastReplayedTime": 1999}),
        json!({"State": "CANCELLED"}),
        json!({"State": "FAILED", "StateReason": "the rule is gone"}),
        json!({"State": "CANCELLING"}),
    ];
    let (_, sdk) = Script::start(answers.map(|answer| (200, answer))).await;
    let archives = EventArchive::new(&sdk, &StackName::default());
    let mut told = Vec::new();
    for _ in 0..6 {
        told.push(archives.progress("repair-1").await.unwrap());
    }
    let at = |state, last: Option<i64>| Replay { state, last: last.map(UnixTime) };
    let expected = [
        at(ReplayState::Running, None),
        at(ReplayState::Running, Some(1500)),
        at(ReplayState::Completed, Some(1999)),
        at(ReplayState::Cancelled, None),
        at(ReplayState::Failed("the rule is gone".into()), None),
        at(ReplayState::Running, None),
    ];
    assert_eq!(told, expected);
}
