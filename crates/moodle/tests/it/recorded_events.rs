//! The events of a real Moodle are read, whatever it fired.

use std::collections::BTreeMap;

use moodle::MoodleEvent;

use crate::recorded;

fn read() -> Vec<(String, MoodleEvent)> {
    let events = recorded::events().into_iter().zip(1..);
    let read = events.map(|(recorded, sequence)| {
        let detail = recorded::detail(&recorded.data, sequence).to_string();
        let event = MoodleEvent::parse(&detail).unwrap_or_else(|error| panic!("{error}\n{detail}"));
        assert_eq!(event.detail(), detail);
        (recorded.file, event)
    });
    read.collect()
}

#[test]
fn every_recorded_event_is_read() {
    let events = read();
    assert_eq!(events.len(), 182);
    for (sequence, (file, event)) in (1..).zip(&events) {
        assert_eq!(event.sequence, sequence, "{file}");
        assert_eq!(event.site.as_str(), "https://moodle.localtest:8443");
        assert!((1_795_298_700..1_795_299_400).contains(&event.time), "{file}: {}", event.time);
    }
}

#[test]
fn what_happens_to_an_activity_names_it_with_its_course_and_mostly_its_kind() {
    let mut kinds: BTreeMap<_, usize> = BTreeMap::new();
    for (file, event) in read().into_iter().filter(|(_, event)| event.module.is_some()) {
        assert!(event.course.is_some(), "{file}: {event:?}");
        *kinds.entry(event.module_name.unwrap_or_default()).or_default() += 1;
    }
    assert!(kinds["resource"] > 10 && kinds["folder"] >= 2, "{kinds:?}");
    // A plugin of an activity fires events of its own, which do not say of which kind the activity is.
    assert_eq!(kinds[""], 2, "{kinds:?}");
}

#[test]
fn what_a_teacher_did_is_read_as_it_was() {
    let events = read();
    let only = |file: &str, name: &str| {
        &events.iter().find(|(f, e)| f == file && e.name.as_str() == name).unwrap().1
    };
    let created = only("upload-resource", "\\core\\event\\course_module_created");
    assert_eq!((created.course.unwrap().get(), created.module.unwrap().get()), (8, 97));
    assert_eq!(created.module_name.as_deref(), Some("resource"));
    let changed = only("folder-files-changed", "\\mod_folder\\event\\folder_updated");
    assert_eq!((changed.course.unwrap().get(), changed.module.unwrap().get()), (8, 100));
    assert_eq!(changed.module_name.as_deref(), Some("folder"));
    let restored = only("restore-from-bin", "\\tool_recyclebin\\event\\course_bin_item_restored");
    assert_eq!((restored.course.unwrap().get(), restored.module), (8, None));
    let logged_in = only("login", "\\core\\event\\user_loggedin");
    assert_eq!((logged_in.course, logged_in.module), (None, None));
}
