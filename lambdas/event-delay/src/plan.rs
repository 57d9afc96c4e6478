//! Which events make which jobs, and how long these wait.

use std::time::Duration;

use moodle::MoodleEvent;
use ports::IndexJob;

/// What a job that an event makes is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum About {
    /// The activity or resource in which it happened.
    Module,
    /// The whole course.
    Course,
}

/// Long enough for Moodle to show what it has announced, and for the next edit of a teacher who is at it.
const SETTLED: Duration = Duration::from_secs(20);
/// For what is gone, or is asked for: there is nothing to wait for but more of it.
const AT_ONCE: Duration = Duration::from_secs(5);

/// The events that make jobs, by the names of Moodle 4.5 to 5.1.
///
/// Restoring and importing a course fires none for its activities, and putting one back from the recycle bin none but that of
/// the bin: so these, like all that changes who may see a section or a course, are about the whole course.
const TABLE: &[(&str, About, Duration)] = &[
    ("\\core\\event\\course_module_created", About::Module, SETTLED),
    ("\\core\\event\\course_module_updated", About::Module, SETTLED),
    ("\\core\\event\\course_module_deleted", About::Module, AT_ONCE),
    // What is changed inside an activity fires the activity's own event, and no other.
    ("\\mod_folder\\event\\folder_updated", About::Module, SETTLED),
    ("\\mod_book\\event\\chapter_created", About::Module, SETTLED),
    ("\\mod_book\\event\\chapter_updated", About::Module, SETTLED),
    ("\\mod_book\\event\\chapter_deleted", About::Module, SETTLED),
    ("\\mod_glossary\\event\\entry_created", About::Module, SETTLED),
    ("\\mod_glossary\\event\\entry_updated", About::Module, SETTLED),
    ("\\mod_glossary\\event\\entry_deleted", About::Module, SETTLED),
    ("\\mod_glossary\\event\\entry_approved", About::Module, SETTLED),
    ("\\mod_glossary\\event\\entry_disapproved", About::Module, SETTLED),
    ("\\core\\event\\course_section_created", About::Course, SETTLED),
    ("\\core\\event\\course_section_updated", About::Course, SETTLED),
    ("\\core\\event\\course_section_deleted", About::Course, SETTLED),
    ("\\core\\event\\course_updated", About::Course, SETTLED),
    ("\\core\\event\\course_restored", About::Course, SETTLED),
    ("\\core\\event\\course_reset_ended", About::Course, SETTLED),
    ("\\core\\event\\course_content_deleted", About::Course, AT_ONCE),
    ("\\core\\event\\course_deleted", About::Course, AT_ONCE),
    ("\\tool_recyclebin\\event\\course_bin_item_created", About::Course, SETTLED),
    ("\\tool_recyclebin\\event\\course_bin_item_restored", About::Course, SETTLED),
    ("\\local_awsevents\\event\\index_requested", About::Course, AT_ONCE),
];

/// The job that an event makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The job.
    pub job: IndexJob,
    /// How long it waits, if nothing else happens.
    pub delay: Duration,
}

/// The names of the events that make jobs.
pub fn job_events() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(name, ..)| *name)
}

/// The job that this event makes, if it makes one.
#[must_use]
pub fn plan(event: &MoodleEvent) -> Option<Plan> {
    let (_, about, delay) = TABLE.iter().find(|(name, ..)| *name == event.name.as_str())?;
    let Some(course) = event.course else {
        tracing::warn!(event.name = event.name.as_str(), event.id = %event.id, "an event names no course");
        return None;
    };
    if course.is_front_page() {
        return None;
    }
    // Where an event of an activity does not name it, the course is looked through.
    let module = event.module.filter(|_| *about == About::Module);
    Some(Plan { job: IndexJob { site: event.site.clone(), course, module }, delay: *delay })
}

#[cfg(test)]
mod tests {
    use ports::{LONGEST_DELAY, LONGEST_WAIT};
    use serde_json::{Value, json};

    use super::*;

    fn event(name: &str, course: &Value, cmid: &Value) -> MoodleEvent {
        let detail = json!({
            "schemaversion": 1,
            "eventid": "0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab",
            "sequence": 1,
            "siteid": "7d1f3a52-6e0b-4b7e-8a55-0123456789ab",
            "wwwroot": "https://m.example",
            "eventname": name,
            "timecreated": 1,
            "courseid": course,
            "cmid": cmid,
        });
        MoodleEvent::parse(&detail.to_string()).unwrap()
    }

    /// The course, the activity and the delay in seconds.
    fn planned(event: &MoodleEvent) -> Option<(u64, Option<u64>, u64)> {
        let Plan { job, delay } = plan(event)?;
        assert_eq!(job.site, event.site);
        Some((job.course.get(), job.module.map(moodle::ModuleId::get), delay.as_secs()))
    }

    #[test]
    fn what_happens_on_the_front_page_makes_no_job() {
        for name in ["\\core\\event\\course_module_created", "\\core\\event\\course_updated"] {
            assert_eq!(planned(&event(name, &json!(1), &json!(97))), None, "{name}");
        }
    }

    #[test]
    fn an_event_of_an_activity_makes_a_job_for_it_and_one_of_a_course_for_the_course() {
        for (name, expected) in [
            ("\\core\\event\\course_module_created", (8, Some(97), 20)),
            ("\\core\\event\\course_module_deleted", (8, Some(97), 5)),
            ("\\mod_book\\event\\chapter_updated", (8, Some(97), 20)),
            ("\\core\\event\\course_restored", (8, None, 20)),
            ("\\core\\event\\course_deleted", (8, None, 5)),
            ("\\local_awsevents\\event\\index_requested", (8, None, 5)),
        ] {
            assert_eq!(planned(&event(name, &json!("8"), &json!(97))), Some(expected), "{name}");
        }
    }

    #[test]
    fn an_event_of_an_activity_that_it_does_not_name_makes_a_job_for_the_course() {
        let unnamed = event("\\mod_folder\\event\\folder_updated", &json!(8), &Value::Null);
        assert_eq!(planned(&unnamed), Some((8, None, 20)));
    }

    #[test]
    fn every_other_event_and_one_without_a_course_makes_none() {
        for name in [
            "\\core\\event\\course_viewed",
            "\\core\\event\\user_graded",
            "\\core\\event\\course_module_viewed",
            "\\CORE\\event\\course_updated",
            "\\core\\event\\course_updated2",
            "\\local_awsevents\\event\\test_sent",
        ] {
            assert_eq!(planned(&event(name, &json!(8), &json!(97))), None, "{name}");
        }
        for nowhere in [Value::Null, json!(0)] {
            assert_eq!(planned(&event("\\core\\event\\course_updated", &nowhere, &Value::Null)), None);
        }
    }

    /// Of every kind of event that a real Moodle fired while teachers worked and students learned.
    #[test]
    fn what_changes_files_makes_jobs_and_what_people_do_with_them_does_not() {
        const DETAILS: &str =
            include_str!("../../../moodle-plugins/local/awsevents/tests/fixtures/details.jsonl");
        let events: Vec<_> = DETAILS.lines().map(|line| MoodleEvent::parse(line).unwrap()).collect();
        let mut planned: Vec<_> =
            events.iter().filter(|event| plan(event).is_some()).map(|event| event.name.as_str()).collect();
        planned.sort_unstable();
        planned.dedup();
        let expected = [
            "\\core\\event\\course_content_deleted",
            "\\core\\event\\course_deleted",
            "\\core\\event\\course_module_created",
            "\\core\\event\\course_module_deleted",
            "\\core\\event\\course_module_updated",
            "\\core\\event\\course_restored",
            "\\core\\event\\course_section_created",
            "\\core\\event\\course_section_deleted",
            "\\core\\event\\course_section_updated",
            "\\core\\event\\course_updated",
            "\\mod_folder\\event\\folder_updated",
            "\\tool_recyclebin\\event\\course_bin_item_created",
            "\\tool_recyclebin\\event\\course_bin_item_restored",
        ];
        assert_eq!(planned, expected);
        assert_eq!(events.len(), 96);
    }

    #[test]
    fn no_event_is_there_twice_and_no_delay_is_longer_than_a_job_may_wait() {
        let names: std::collections::BTreeSet<_> = job_events().collect();
        assert_eq!(names.len(), TABLE.len());
        assert!(TABLE.iter().all(|(.., delay)| *delay <= LONGEST_WAIT && *delay <= LONGEST_DELAY));
    }

    #[test]
    fn the_events_are_those_for_which_the_infrastructure_starts_the_function() {
        let infra: Value = serde_json::from_str(include_str!("../../../infra/names.json")).unwrap();
        let theirs: Vec<_> =
            infra["jobEvents"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(theirs, job_events().collect::<Vec<_>>());
    }
}
