//! A Moodle in small: courses with modules, which change and fire the events that a real one fires.

use std::collections::BTreeMap;

use moodle::{CourseId, ModuleId, MoodleEvent, SiteUrl};
use ports::IndexJob;
use ports::conformance::samples::unique;
use serde_json::json;

/// What a course shows: each module with the number of its last change.
pub type Course = BTreeMap<u64, u64>;

/// Something that a teacher does.
#[derive(Clone, Copy, Debug)]
pub enum Edit {
    /// Adds the module, or changes it if it is there.
    Save { course: u64, module: u64 },
    /// Changes what is in the module: a file of a folder, or a chapter of a book.
    ChangeInside { course: u64, module: u64 },
    /// Deletes the module, which goes to the recycle bin first.
    Delete { course: u64, module: u64 },
    /// Imports modules, for which Moodle fires nothing but the course's event.
    Import { course: u64 },
    /// Deletes the course, and fires nothing for its modules.
    DeleteCourse { course: u64 },
    /// Asks for the index of a course.
    RequestIndex { course: u64 },
    /// Looks at the course.
    View { course: u64 },
}

pub struct Moodle {
    site: SiteUrl,
    courses: BTreeMap<u64, Course>,
    sequence: u64,
}

impl Moodle {
    /// A site of its own without courses.
    pub fn new() -> Self {
        let site = SiteUrl::parse(&format!("https://{}.example", unique("moodle"))).unwrap();
        Self { site, courses: BTreeMap::new(), sequence: 0 }
    }

    /// What a job is about, as it is now.
    pub fn shown(&self, job: &IndexJob) -> Course {
        let course = self.courses.get(&job.course.get()).cloned().unwrap_or_default();
        course.into_iter().filter(|(id, _)| job.module.is_none_or(|module| module.get() == *id)).collect()
    }

    pub fn everything(&self) -> BTreeMap<u64, Course> {
        self.courses.clone()
    }

    /// Does it, and gives the events that it fires, in their order.
    pub fn edit(&mut self, edit: Edit) -> Vec<MoodleEvent> {
        self.sequence += 1;
        let now = self.sequence;
        match edit {
            Edit::Save { course, module } => {
                let before = self.courses.entry(course).or_default().insert(module, now);
                let verb = if before.is_some() { "updated" } else { "created" };
                vec![self.event(&format!("\\core\\event\\course_module_{verb}"), course, Some(module))]
            }
            Edit::ChangeInside { course, module } => {
                let Some(kept) = self.courses.get_mut(&course).and_then(|course| course.get_mut(&module))
                else {
                    return Vec::new();
                };
                *kept = now;
                let name = ["\\mod_folder\\event\\folder_updated", "\\mod_book\\event\\chapter_updated"];
                vec![self.event(name[usize::from(module % 2 == 0)], course, Some(module))]
            }
            Edit::Delete { course, module } => {
                if self.courses.get_mut(&course).and_then(|course| course.remove(&module)).is_none() {
                    return Vec::new();
                }
                vec![
                    self.event("\\tool_recyclebin\\event\\course_bin_item_created", course, None),
                    self.event("\\core\\event\\course_module_deleted", course, Some(module)),
                ]
            }
            Edit::Import { course } => {
                self.courses.entry(course).or_default().extend([(1, now), (3, now), (7, now)]);
                vec![self.event("\\core\\event\\course_restored", course, None)]
            }
            Edit::DeleteCourse { course } => {
                if self.courses.remove(&course).is_none() {
                    return Vec::new();
                }
                vec![
                    self.event("\\core\\event\\course_content_deleted", course, None),
                    self.event("\\core\\event\\course_deleted", course, None),
                ]
            }
            Edit::RequestIndex { course } => {
                vec![self.event("\\local_awsevents\\event\\index_requested", course, None)]
            }
            Edit::View { course } => vec![self.event("\\core\\event\\course_viewed", course, None)],
        }
    }

    fn event(&mut self, name: &str, course: u64, cmid: Option<u64>) -> MoodleEvent {
        self.sequence += 1;
        let detail = json!({
            "schemaversion": 1,
            "eventid": format!("0b0f7e9c-8f0a-4c1e-9d3b-{:012x}", self.sequence),
            "sequence": self.sequence,
            "siteid": "7d1f3a52-6e0b-4b7e-8a55-0123456789ab",
            "wwwroot": self.site,
            "eventname": name,
            // As Moodle does: a number here, digits there.
            "courseid": course.to_string(),
            "cmid": cmid,
            "timecreated": 1_795_299_039,
        });
        MoodleEvent::parse(&detail.to_string()).unwrap()
    }

    pub fn job(&self, course: u64, module: Option<u64>) -> IndexJob {
        IndexJob {
            site: self.site.clone(),
            course: CourseId::try_from(course).unwrap(),
            module: module.map(|id| ModuleId::try_from(id).unwrap()),
        }
    }
}

/// A copy of what Moodle shows, which is made equal to it job by job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copy(BTreeMap<u64, Course>);

impl Copy {
    /// The modules of a course that are in it.
    pub fn modules(&self, course: CourseId) -> Vec<u64> {
        self.0.get(&course.get()).into_iter().flat_map(|course| course.keys().copied()).collect()
    }

    /// Makes a module equal to what was shown of it.
    pub fn take_over(&mut self, course: CourseId, module: ModuleId, shown: &Course) {
        let course = self.0.entry(course.get()).or_default();
        course.retain(|id, _| module.get() != *id);
        course.extend(shown);
    }

    /// Everything but courses in which nothing is.
    pub fn everything(&self) -> BTreeMap<u64, Course> {
        self.0.clone().into_iter().filter(|(_, course)| !course.is_empty()).collect()
    }
}
