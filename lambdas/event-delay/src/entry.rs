//! Events as EventBridge hands them to its targets.

use moodle::MoodleEvent;
use moodle::event::BadEvent;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// The envelope around an event (Amazon EventBridge User Guide, "Events in Amazon EventBridge").
#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    detail: &'a RawValue,
}

/// Why what EventBridge handed over is no event. Handing it over again does not help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadEntry {
    /// It has not the envelope of EventBridge.
    #[error("it is not an event of EventBridge: {0}")]
    NoEntry(String),
    /// What is in the envelope is no event of Moodle.
    #[error("its detail is not an event of Moodle: {0}")]
    NoEvent(#[from] BadEvent),
}

/// Reads the event that EventBridge hands over, as JSON.
///
/// # Errors
/// [`BadEntry`].
pub fn read_entry(json: &str) -> Result<MoodleEvent, BadEntry> {
    let entry: Entry<'_> =
        serde_json::from_str(json).map_err(|error| BadEntry::NoEntry(error.to_string()))?;
    Ok(MoodleEvent::parse(entry.detail.get())?)
}

/// What is kept of a failure, in the form in which Lambda itself keeps what a function failed at (AWS Lambda Developer
/// Guide, "Capturing records of Lambda asynchronous invocations"), so that both are read in one way.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    version: &'static str,
    request_context: RequestContext,
    request_payload: &'a RawValue,
    response_payload: ResponsePayload,
}

#[derive(Serialize)]
struct RequestContext {
    condition: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponsePayload {
    error_type: &'static str,
    error_message: String,
}

impl BadEntry {
    /// What is kept about `json`, which could not be read for this reason.
    ///
    /// # Errors
    /// When `json` is no JSON.
    pub fn record(&self, json: &str) -> Result<String, serde_json::Error> {
        serde_json::to_string(&Record {
            version: "1.0",
            request_context: RequestContext { condition: "BadEvent" },
            request_payload: serde_json::from_str(json)?,
            response_payload: ResponsePayload { error_type: "BadEvent", error_message: self.to_string() },
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn entry(detail: &Value) -> String {
        json!({
            "version": "0",
            "id": "17793124-05d4-b198-2fde-7ededc63b103",
            "detail-type": "\\core\\event\\course_updated",
            "source": "moodle.events",
            "account": "123456789012",
            "time": "2026-11-21T22:10:39Z",
            "region": "eu-central-1",
            "resources": [],
            "detail": detail,
        })
        .to_string()
    }

    fn detail() -> Value {
        json!({
            "schemaversion": 1,
            "eventid": "0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab",
            "sequence": 1,
            "siteid": "7d1f3a52-6e0b-4b7e-8a55-0123456789ab",
            "wwwroot": "https://m.example",
            "eventname": "\\core\\event\\course_updated",
            "timecreated": "1795299039",
            "courseid": "8",
        })
    }

    #[test]
    fn the_event_is_in_the_detail() {
        let event = read_entry(&entry(&detail())).unwrap();
        assert_eq!(event.name.as_str(), "\\core\\event\\course_updated");
        assert_eq!(event.detail(), detail().to_string());
    }

    #[test]
    fn what_is_no_event_is_told_with_what_is_wrong_and_kept_as_it_is() {
        let mut other = detail();
        other["schemaversion"] = json!(2);
        for (text, told) in [
            (r#"{"source":"moodle.events"}"#.to_owned(), "missing field `detail`"),
            ("[]".to_owned(), "not an event of EventBridge"),
            ("null".to_owned(), "not an event of EventBridge"),
            (entry(&json!({})), "schemaversion: it is missing"),
            (entry(&json!("text")), "not a JSON object"),
            (entry(&other), "schemaversion: it is 2"),
        ] {
            let error = read_entry(&text).unwrap_err();
            assert!(error.to_string().contains(told), "{error}");
            let record: Value = serde_json::from_str(&error.record(&text).unwrap()).unwrap();
            assert_eq!(record["requestPayload"], serde_json::from_str::<Value>(&text).unwrap());
            assert_eq!(record["responsePayload"]["errorMessage"], error.to_string());
        }
    }
}
