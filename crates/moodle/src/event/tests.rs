use serde_json::{Value, json};

use super::*;

fn detail() -> Value {
    json!({
        "schemaversion": 1,
        "eventid": "0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab",
        "sequence": 812,
        "siteid": "7d1f3a52-0000-4000-8000-0123456789ab",
        "wwwroot": "https://moodle.example/campus",
        "eventname": "\\core\\event\\course_module_created",
        "courseid": 8,
        "userid": null,
        "other": null,
        "timecreated": 1_795_299_039,
        "cmid": 97,
        "modulename": "resource",
    })
}

fn with(field: &str, value: Value) -> String {
    let mut detail = detail();
    detail[field] = value;
    detail.to_string()
}

fn without(field: &str) -> String {
    let mut detail = detail();
    detail.as_object_mut().unwrap().remove(field);
    detail.to_string()
}

#[test]
fn an_event_is_read_and_nothing_of_it_is_lost() {
    // Members that nobody here knows, and a number that no other type would keep.
    let text =
        with("other", json!({"a": 1})).replace("{\"a\":1}", "{ \"a\":123456789012345678901234567890.50}");
    let event = MoodleEvent::parse(&text).unwrap();
    assert_eq!(event.id.to_string(), "0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab");
    assert_eq!((event.sequence, event.time), (812, 1_795_299_039));
    assert_eq!(event.installation.to_string(), "7d1f3a52-0000-4000-8000-0123456789ab");
    assert_eq!(event.site.as_str(), "https://moodle.example/campus");
    assert_eq!(event.name.as_str(), "\\core\\event\\course_module_created");
    assert_eq!(event.course.map(CourseId::get), Some(8));
    assert_eq!(event.module.map(ModuleId::get), Some(97));
    assert_eq!(event.module_name.as_deref(), Some("resource"));
    assert_eq!(event.detail(), text);
}

#[test]
fn ids_may_be_numbers_or_digits() {
    for field in ["schemaversion", "sequence", "courseid", "timecreated", "cmid"] {
        let text = with(field, json!(detail()[field].to_string()));
        let same = MoodleEvent::parse(&text).unwrap();
        let expected = MoodleEvent::parse(&detail().to_string()).unwrap();
        assert_eq!(MoodleEvent { detail: expected.detail.clone(), ..same }, expected, "{field}");
    }
}

#[test]
fn what_is_in_no_course_or_module_names_none() {
    for none in [json!(null), json!(0), json!("0")] {
        assert_eq!(MoodleEvent::parse(&with("courseid", none.clone())).unwrap().course, None);
        assert_eq!(MoodleEvent::parse(&with("cmid", none)).unwrap().module, None);
    }
    assert_eq!(MoodleEvent::parse(&without("courseid")).unwrap().course, None);
    assert_eq!(MoodleEvent::parse(&without("cmid")).unwrap().module, None);
    assert_eq!(MoodleEvent::parse(&without("modulename")).unwrap().module_name, None);
}

#[test]
fn what_no_event_can_be_without_is_named() {
    for field in ["schemaversion", "eventid", "sequence", "siteid", "wwwroot", "eventname", "timecreated"] {
        let problem = "it is missing".to_owned();
        let expected = BadEvent::Field { field: field.to_owned(), problem };
        assert_eq!(MoodleEvent::parse(&without(field)), Err(expected));
        let error = MoodleEvent::parse(&with(field, Value::Null)).unwrap_err();
        assert!(error.to_string().starts_with(field), "{error}");
    }
}

#[test]
fn a_member_of_the_wrong_kind_is_named_with_what_is_wrong() {
    for (field, value, problem) in [
        ("sequence", json!(-1), "negative"),
        ("sequence", json!(u64::MAX), "greater than"),
        ("sequence", json!("99999999999999999999"), "digits"),
        ("sequence", json!(1.5), "whole number"),
        ("sequence", json!(1e300), "whole number"),
        ("sequence", json!(true), "whole number"),
        ("sequence", json!([1]), "whole number"),
        ("courseid", json!("+8"), "digits"),
        ("courseid", json!(" 8"), "digits"),
        ("courseid", json!(""), "digits"),
        ("courseid", json!("٤"), "digits"),
        ("courseid", json!("8; DROP TABLE"), "digits"),
        ("cmid", json!({}), "whole number"),
        ("timecreated", json!("yesterday"), "digits"),
        ("eventid", json!("42"), "UUID"),
        ("eventid", json!(42), "string"),
        ("siteid", json!(""), "UUID"),
        ("wwwroot", json!("https://moodle.example/"), "slash"),
        ("wwwroot", json!("http://moodle.example"), "plain http"),
        ("eventname", json!("course_created"), "class"),
        ("modulename", json!(7), "string"),
    ] {
        let error = MoodleEvent::parse(&with(field, value)).unwrap_err();
        let BadEvent::Field { field: named, problem: told } = &error else { panic!("{error:?}") };
        assert_eq!(named, field);
        assert!(told.contains(problem), "{field}: {told}");
    }
}

#[test]
fn another_version_is_told_whatever_else_it_has() {
    assert_eq!(MoodleEvent::parse(r#"{"schemaversion":2}"#), Err(BadEvent::Version(2)));
    assert_eq!(MoodleEvent::parse(&with("schemaversion", json!("0"))), Err(BadEvent::Version(0)));
}

#[test]
fn what_is_there_twice_is_refused() {
    let twice = detail().to_string().replacen('{', r#"{"wwwroot":"https://other.example","#, 1);
    let error = MoodleEvent::parse(&twice).unwrap_err();
    assert_eq!(error.to_string(), "wwwroot: it is there twice");
}

#[test]
fn what_is_no_json_object_is_refused() {
    for text in ["", "{", "nonsense", &format!("{} {{}}", detail()), &"[".repeat(100_000)] {
        let error = MoodleEvent::parse(text).unwrap_err();
        assert!(matches!(error, BadEvent::NotJson(_)), "{error:?}");
    }
    for text in ["[]", "null", "1", "\"text\"", "[1]", "[1,\"0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab\"]"] {
        let error = MoodleEvent::parse(text).unwrap_err();
        assert_eq!(error, BadEvent::NotAnObject, "{text}");
    }
}

#[test]
fn a_message_is_short_and_has_no_control_characters() {
    let error = MoodleEvent::parse(&with("modulename", json!({"\u{1b}[31m": "x".repeat(1000)}))).unwrap_err();
    let error = error.to_string();
    assert!(error.len() < 200 && !error.contains(char::is_control), "{error}");
    let error = MoodleEvent::parse(&with("eventid", json!("\n".repeat(5000)))).unwrap_err().to_string();
    assert!(error.len() < 200 && !error.contains(char::is_control), "{error}");
}

#[test]
fn a_long_name_is_cut_to_what_eventbridge_takes() {
    let cut = |name: &str| EventName::parse(name).unwrap().detail_type().to_owned();
    assert_eq!(cut("\\core\\event\\course_updated"), "\\core\\event\\course_updated");
    let name = format!("\\local\\{}", "é".repeat(120));
    assert_eq!(cut(&name).chars().count(), 127);
    assert_eq!(cut(&format!("\\local_long\\{}", "é".repeat(120))).chars().count(), 128);
}
