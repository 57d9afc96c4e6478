//! What the plugin sends of the events of a real Moodle is what the schema says, and is read.

use std::collections::BTreeMap;

use jsonschema::Validator;
use moodle::{CourseId, ModuleId, MoodleEvent};
use serde_json::{Value, json};

/// Made by the plugin, of events that a real Moodle fired: each kind with default settings, and with everything.
const DETAILS: &str = include_str!("../../../../moodle-plugins/local/awsevents/tests/fixtures/details.jsonl");
const SCHEMA: &str = include_str!("../../../../docs/events/moodle-event.v1.schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

fn details() -> impl Iterator<Item = Value> {
    DETAILS.lines().map(|line| serde_json::from_str(line).unwrap())
}

/// One of an activity, sent with default settings.
fn sample() -> Value {
    details().find(|detail| detail["eventname"] == "\\core\\event\\course_module_created").unwrap()
}

#[test]
fn the_schema_is_one_and_describes_every_member() {
    let schema = schema();
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    for (name, property) in schema["properties"].as_object().unwrap() {
        assert!(property["title"].is_string() && property["description"].is_string(), "{name}");
    }
}

#[test]
fn all_that_the_plugin_sends_is_as_the_schema_says_and_no_member_is_left_undescribed() {
    let (schema, validator) = (schema(), validator());
    let mut seen = BTreeMap::new();
    for detail in details() {
        let errors: Vec<_> = validator.iter_errors(&detail).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}\n{detail}");
        for name in detail.as_object().unwrap().keys() {
            *seen.entry(name.clone()).or_insert(0) += 1;
        }
    }
    let described = schema["properties"].as_object().unwrap();
    assert!(seen.keys().all(|name| described.contains_key(name)), "{seen:?}");
    let always: Vec<_> = schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(always.iter().all(|name| seen[*name] == 96), "{seen:?}");
}

#[test]
fn what_the_plugin_never_sends_is_refused_by_the_schema() {
    let validator = validator();
    let hash = sample()["userid_hash"].clone();
    assert!(hash.is_string());
    for (field, wrong) in [
        ("schemaversion", json!(2)),
        ("eventid", json!("0B0F7E9C-8F0A-4C1E-9D3B-1234567890AB")),
        ("sequence", json!(0)),
        ("sequence", json!("3")),
        ("siteid", json!("")),
        ("wwwroot", json!("https://moodle.example/")),
        ("wwwroot", json!("moodle.example")),
        ("eventname", json!("core\\event\\x")),
        ("component", Value::Null),
        ("objectid", json!("97")),
        ("objectid", json!(9.5)),
        ("crud", json!("x")),
        ("edulevel", json!(3)),
        ("contextlevel", json!("70")),
        ("contextlevel", json!(50)),
        ("courseid", json!("8")),
        ("courseid", json!(-1)),
        ("userid", json!(3)),
        ("userid_hash", json!("3")),
        ("objectid_hash", hash),
        ("anonymous", json!(false)),
        ("timecreated", json!("2026-11-21T22:10:39Z")),
        ("cmid", Value::Null),
        ("cmid", json!(0)),
        ("modulename", json!(1)),
        ("other_trimmed", json!(1)),
        ("ip", Value::Null),
    ] {
        let mut detail = sample();
        detail[field] = wrong;
        assert!(!validator.is_valid(&detail), "{field}: {}", detail[field]);
    }
    for required in schema()["required"].as_array().unwrap() {
        let mut detail = sample();
        detail.as_object_mut().unwrap().remove(required.as_str().unwrap()).unwrap();
        assert!(!validator.is_valid(&detail), "{required}");
    }
}

#[test]
fn a_later_plugin_may_send_more() {
    let mut detail = sample();
    detail["later"] = json!({"a": [1]});
    assert!(validator().is_valid(&detail));
    assert!(MoodleEvent::parse(&detail.to_string()).is_ok());
}

#[test]
fn every_event_that_the_plugin_sends_is_read() {
    for line in DETAILS.lines() {
        let event = MoodleEvent::parse(line).unwrap_or_else(|error| panic!("{error}\n{line}"));
        assert_eq!(event.detail(), line);
        let detail: Value = serde_json::from_str(line).unwrap();
        assert_eq!(detail["eventid"], event.id.to_string());
        assert_eq!(detail["sequence"], event.sequence);
        assert_eq!(detail["siteid"], event.installation.to_string());
        assert_eq!(detail["wwwroot"], event.site.as_str());
        assert_eq!(detail["eventname"], event.name.as_str());
        assert_eq!(detail["timecreated"], event.time);
        assert_eq!(detail["courseid"], event.course.map_or(0, CourseId::get));
        assert_eq!(detail["cmid"].as_u64(), event.module.map(ModuleId::get));
        assert_eq!(detail["modulename"].as_str(), event.module_name.as_deref());
    }
}

#[test]
fn what_a_teacher_did_is_read_as_it_was() {
    let read = |name: &str| {
        let detail = details().find(|detail| detail["eventname"] == name).unwrap();
        let event = MoodleEvent::parse(&detail.to_string()).unwrap();
        (event.course.map(CourseId::get), event.module.map(ModuleId::get), event.module_name)
    };
    let folder = (Some(8), Some(100), Some("folder".to_owned()));
    assert_eq!(read("\\mod_folder\\event\\folder_updated"), folder);
    assert_eq!(read("\\tool_recyclebin\\event\\course_bin_item_restored"), (Some(8), None, None));
    assert_eq!(read("\\core\\event\\user_loggedin"), (None, None, None));
    // A plugin of an activity fires events of its own, which do not say of which kind the activity is.
    let (_, module, kind) = read("\\assignsubmission_onlinetext\\event\\assessable_uploaded");
    assert!(module.is_some() && kind.is_none());
}
