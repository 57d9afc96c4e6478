//! Copies: everything in them has new ids, and Moodle fires other events for them than for what is written anew.

use std::collections::BTreeMap;

use super::course::{Course, Module, Section};
use super::{Matter, Site, State};
use crate::{CourseId, ModuleId, SectionId};

impl Site {
    /// Duplicates an activity, right after itself.
    #[must_use]
    pub fn duplicate(&self, module: ModuleId) -> ModuleId {
        let mut state = self.state();
        let mut copy = state.module(module).clone();
        copy.activity.name += " (copy)";
        let copy = state.renewed(copy);
        let id = copy.id;
        let sections = state.course_of(module.into()).sections.iter_mut();
        for section in sections {
            if let Some(at) = section.modules.iter().position(|other| other.id == module) {
                section.modules.insert(at + 1, copy);
                break;
            }
        }
        id
    }

    /// Copies a whole course, as its backup that is restored as a new one.
    #[must_use]
    pub fn duplicate_course(&self, course: CourseId, fullname: &str) -> CourseId {
        let mut state = self.state();
        let copy = state.add_course(fullname);
        state.import(course, copy);
        copy
    }

    /// Copies what is in a course into another one, section by section. What is there already stays.
    #[expect(clippy::must_use_candidate, reason = "what is only looked at later needs no ids")]
    pub fn import(&self, from: CourseId, into: CourseId) -> Vec<ModuleId> {
        self.state().import(from, into)
    }
}

impl State {
    /// A copy with ids of its own.
    fn renewed(&mut self, mut module: Module) -> Module {
        let now = self.tick();
        module.id = self.ids.module();
        module.context = self.ids.context();
        module.instance = self.ids.instance();
        module.activity.matter.renew(&mut self.ids);
        module.created = now;
        module
    }

    fn import(&mut self, from: CourseId, into: CourseId) -> Vec<ModuleId> {
        let source: Course = self.course(from).clone();
        let ordinary = |course: &Course| course.sections.iter().filter(|s| s.stands_for.is_none()).count();
        while ordinary(self.course(into)) < ordinary(&source) {
            self.add_section(into, None);
        }
        let mut inner = BTreeMap::new();
        let mut copied = Vec::new();
        for (at, section) in source.sections.iter().enumerate() {
            let target = match section.stands_for.and_then(|module| inner.remove(&module)) {
                Some((id, module)) => {
                    let new =
                        Section { id, stands_for: Some(module), modules: Vec::new(), ..section.clone() };
                    self.course(into).sections.push(new);
                    id
                }
                None => self.copy_head(into, at, section),
            };
            for module in &section.modules {
                let mut copy = self.renewed(module.clone());
                if let Matter::Subsection(old) = &mut copy.activity.matter {
                    let new: SectionId = self.ids.section();
                    *old = new;
                    inner.insert(module.id, (new, copy.id));
                }
                copied.push(copy.id);
                self.section(target).modules.push(copy);
            }
        }
        copied
    }

    /// Gives an ordinary section the name and conditions of the one that is copied into it.
    fn copy_head(&mut self, into: CourseId, at: usize, source: &Section) -> SectionId {
        let section = &mut self.course(into).sections[at];
        section.name.clone_from(&source.name);
        section.shown = source.shown;
        section.availability.clone_from(&source.availability);
        section.id
    }
}

impl Matter {
    fn renew(&mut self, ids: &mut crate::ids::Ids) {
        match self {
            Self::Book(chapters) => chapters.iter_mut().for_each(|chapter| chapter.id = ids.part()),
            Self::Glossary(entries) => entries.iter_mut().for_each(|entry| entry.id = ids.part()),
            _ => {}
        }
    }
}
