//! What a site holds.

use std::collections::BTreeMap;

use super::course::{Course, Module, Section};
use crate::ids::Ids;
use crate::{CourseId, ModuleId, Place, SectionId};

/// When a site begins, in seconds since 1970: 2026-11-21T22:01:49Z.
const BEGINNING: i64 = 1_795_298_509;

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) now: i64,
    /// How far the clock goes on at each edit, in seconds.
    pub(crate) step: i64,
    /// Whoever has no account may look.
    pub(crate) guests: bool,
    pub(crate) ids: Ids,
    pub(crate) courses: BTreeMap<CourseId, Course>,
}

impl Default for State {
    fn default() -> Self {
        Self { now: BEGINNING, step: 1, guests: false, ids: Ids::default(), courses: BTreeMap::new() }
    }
}

impl State {
    /// The time of an edit that begins.
    pub(crate) fn tick(&mut self) -> i64 {
        self.now += self.step;
        self.now
    }

    pub(crate) fn course(&mut self, id: CourseId) -> &mut Course {
        self.courses.get_mut(&id).unwrap_or_else(|| panic!("there is no course {id}"))
    }

    pub(crate) fn course_of(&mut self, place: Place) -> &mut Course {
        let holds = |course: &&mut Course| match place {
            Place::Course(id) => course.id == id,
            Place::Section(id) => course.sections.iter().any(|section| section.id == id),
            Place::Module(id) => course.find(id).is_some(),
        };
        let found = self.courses.values_mut().find(holds);
        found.unwrap_or_else(|| panic!("there is no {place:?}"))
    }

    pub(crate) fn section(&mut self, id: SectionId) -> &mut Section {
        let mut sections = self.course_of(id.into()).sections.iter_mut();
        sections.find(|section| section.id == id).unwrap_or_else(|| panic!("there is no section {id}"))
    }

    pub(crate) fn module(&mut self, id: ModuleId) -> &mut Module {
        let sections = self.course_of(id.into()).sections.iter_mut();
        let found = sections.flat_map(|section| &mut section.modules).find(|module| module.id == id);
        found.unwrap_or_else(|| panic!("there is no activity {id}"))
    }

    /// Takes an activity out of its section. The section that a subsection stands for stays.
    pub(crate) fn take(&mut self, id: ModuleId) -> Module {
        let mut sections = self.course_of(id.into()).sections.iter_mut();
        let taken = sections.find_map(|section| {
            let at = section.modules.iter().position(|module| module.id == id)?;
            Some(section.modules.remove(at))
        });
        taken.unwrap_or_else(|| panic!("there is no activity {id}"))
    }

    /// The activity that a context belongs to.
    pub(crate) fn in_context(&self, context: u64) -> Option<&Module> {
        self.courses.values().flat_map(Course::modules).find(|module| module.context == context)
    }

    /// An activity of a kind by its number among those.
    pub(crate) fn instance(&self, kind: &str, instance: u64) -> Option<&Module> {
        let mut modules = self.courses.values().flat_map(Course::modules);
        modules.find(|module| module.kind() == kind && module.instance == instance)
    }
}
