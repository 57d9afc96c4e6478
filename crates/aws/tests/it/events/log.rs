#![cfg(feature = "operator")]
//! The log group as people read it.

use aws::{EventLog, StackName};
use aws_sdk_cloudwatchlogs::types::InputLogEvent;
use lti::time::UnixTime;
use moodle::MoodleEvent;
use ports::conformance::event_sink::{detail, event};
use ports::conformance::samples::NOW;
use ports::{EventFilter, EventHistory as _, EventPlace};
use serde_json::{Value, json};

use crate::emulator::{AWS, sdk_of};
use crate::script::Script;

const SITE: &str = "https://moodle.example";

/// A line as EventBridge writes it.
fn line(event: &MoodleEvent) -> String {
    let detail: Value = serde_json::from_str(event.detail()).unwrap();
    json!({
        "version": "0",
        "id": "17793124-05d4-b198-2fde-7ededc63b103",
        "detail-type": event.name,
        "source": "moodle.events",
        "account": "123456789012",
        "time": "2026-11-21T22:10:39Z",
        "region": "eu-central-1",
        "resources": [],
        "detail": detail,
    })
    .to_string()
}

fn page(lines: &[(i64, String)], token: Option<&str>) -> (u16, Value) {
    let event =
        |(time, message): &(i64, String)| json!({"timestamp": time, "message": message, "eventId": "1"});
    let events: Vec<_> = lines.iter().map(event).collect();
    (200, json!({ "events": events, "nextToken": token }))
}

fn ids(events: &[MoodleEvent]) -> Vec<String> {
    events.iter().map(|event| event.id.to_string()).collect()
}

#[tokio::test]
async fn the_lines_of_the_log_group_are_events_again_and_other_lines_are_left_out() {
    let account = AWS.new_account();
    let (sdk, stack) = (sdk_of(&account), StackName::default());
    let client = aws_sdk_cloudwatchlogs::Client::new(&sdk);
    let (group, now) = (stack.event_log(), NOW.0 * 1000);
    client.create_log_group().log_group_name(&group).send().await.unwrap();
    client.create_log_stream().log_group_name(&group).log_stream_name("a").send().await.unwrap();
    let events = [event(SITE), event("https://school.example")];
    let mut put = client.put_log_events().log_group_name(&group).log_stream_name("a");
    for (after, message) in
        [line(&events[0]), "no JSON".into(), "{}".into(), r#"{"detail":{}}"#.into(), line(&events[1])]
            .iter()
            .enumerate()
    {
        let event = InputLogEvent::builder().message(message).timestamp(now + i64::try_from(after).unwrap());
        put = put.log_events(event.build().unwrap());
    }
    put.send().await.unwrap();
    let log = EventLog::new(&sdk, &stack);
    let since = EventFilter { since: Some(NOW), ..EventFilter::default() };
    let page = log.events(&since, &EventPlace::default()).await.unwrap();
    assert_eq!((ids(&page.events), page.more), (ids(&events), false));
    let school = EventFilter { site: events[1].site.clone().into(), ..since.clone() };
    let page = log.events(&school, &EventPlace::default()).await.unwrap();
    assert_eq!(ids(&page.events), ids(&events[1..]));
    let later = EventFilter { since: Some(UnixTime(NOW.0 + 1)), ..since };
    assert_eq!(log.events(&later, &EventPlace::default()).await.unwrap().events, []);
}

#[tokio::test]
async fn pages_follow_each_other_and_reading_goes_on_where_lines_may_come_late() {
    let events: Vec<_> = (0..3).map(|_| event(SITE)).collect();
    let lines: Vec<_> = events.iter().map(line).collect();
    let (script, sdk) = Script::start([
        page(&[(1_000_000_000_000, lines[0].clone())], Some("token-1")),
        // A page may be empty and not the last.
        page(&[], Some("token-2")),
        page(&[(1_000_000_100_000, lines[1].clone())], None),
        page(&[(1_000_000_100_000, lines[1].clone()), (1_000_000_090_000, lines[2].clone())], None),
        page(&[], None),
    ])
    .await;
    let log = EventLog::new(&sdk, &StackName::default());
    let filter = EventFilter { since: Some(UnixTime(1_000_000)), ..EventFilter::default() };
    let (mut place, mut found, mut more) = (EventPlace::default(), Vec::new(), Vec::new());
    for _ in 0..5 {
        let page = log.events(&filter, &place).await.unwrap();
        found.extend(ids(&page.events));
        place = page.next;
        more.push(page.more);
    }
    let [first, second, third] = [0, 1, 2].map(|at: usize| events[at].id.to_string());
    assert_eq!(found, [first, second.clone(), second, third]);
    assert_eq!(more, [true, true, false, false, false]);
    let asked: Vec<_> = script
        .asked()
        .into_iter()
        .map(|(_, asked)| {
            (asked["startTime"].as_i64().unwrap(), asked["nextToken"].as_str().map(str::to_owned))
        })
        .collect();
    let begin = 1_000_000_000 - 600_000;
    let token = |token: &str| Some(token.to_owned());
    let again = 1_000_000_100_000 - 600_000;
    assert_eq!(
        asked,
        [(begin, None), (begin, token("token-1")), (begin, token("token-2")), (again, None), (again, None)]
    );
}

#[tokio::test]
async fn a_log_group_that_is_not_there_is_told_by_name() {
    let sdk = sdk_of(&AWS.new_account());
    let log = EventLog::new(&sdk, &"elsewhere".parse().unwrap());
    let error = log.events(&EventFilter::default(), &EventPlace::default()).await.unwrap_err();
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        cause.contains("/aws/events/elsewhere-moodle-events") && cause.contains("stack's name"),
        "{cause}"
    );
}

#[tokio::test]
async fn numbers_in_a_line_stay_as_they_were_written() {
    let mut detail = detail(SITE).to_string();
    detail = detail.replacen('{', r#"{"grade":12345678901234567890.5,"#, 1);
    let message = format!(r#"{{"source":"moodle.events","detail":{detail},"id":"1"}}"#);
    let (_, sdk) = Script::start([page(&[(1, message)], None)]).await;
    let log = EventLog::new(&sdk, &StackName::default());
    let page = log.events(&EventFilter::default(), &EventPlace::default()).await.unwrap();
    assert_eq!(page.events[0].detail(), detail);
}
