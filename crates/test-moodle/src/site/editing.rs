//! What teachers do to the contents of a course.

use super::activity::Activity;
use super::course::{Course, Eye, Module, Section};
use super::file::File;
use super::{Matter, Site, State};
use crate::{Content, CourseId, ModuleId, Place, SectionId};

impl Site {
    /// A course with one section, the general one.
    #[must_use]
    pub fn add_course(&self, fullname: &str) -> CourseId {
        self.state().add_course(fullname)
    }

    /// The same with a number of the caller's own, for a demo whose courses have theirs already.
    ///
    /// # Panics
    /// When there is a course with this number, or it is that of the front page.
    #[must_use]
    pub fn add_numbered_course(&self, number: u64, fullname: &str) -> CourseId {
        self.state().add_numbered_course(number, fullname)
    }

    /// The general section of a course, which is always there.
    #[must_use]
    pub fn general(&self, course: CourseId) -> SectionId {
        self.state().course(course).sections[0].id
    }

    /// Another section at the end of a course page.
    #[must_use]
    pub fn add_section(&self, course: CourseId, name: &str) -> SectionId {
        self.state().add_section(course, Some(name))
    }

    /// A section within a section: the activity that stands for it, and itself.
    #[must_use]
    pub fn add_subsection(&self, section: SectionId, name: &str) -> (ModuleId, SectionId) {
        let mut state = self.state();
        let inner = state.ids.section();
        let module = state.add(section, Activity::subsection(name, inner));
        let inside = Section { stands_for: Some(module), ..Section::new(inner, Some(name)) };
        state.course_of(section.into()).sections.push(inside);
        (module, inner)
    }

    /// A new activity at the end of a section.
    #[expect(clippy::must_use_candidate, reason = "an activity that only has to be there needs no id")]
    pub fn add(&self, section: SectionId, activity: Activity) -> ModuleId {
        self.state().add(section, activity)
    }

    /// Saves an activity's form with everything in it: files, chapters and entries that are not in it are gone, and those that
    /// did not change keep their times.
    pub fn edit(&self, module: ModuleId, activity: Activity) {
        let mut state = self.state();
        let now = state.tick();
        state.save(module, activity, now);
    }

    /// Puts another file in the place of a resource's.
    pub fn replace_file(&self, module: ModuleId, file: File) {
        let name = self.state().module(module).activity.name.clone();
        self.edit(module, Activity::resource(&name, file));
    }

    /// Gives a resource's file another content under the same name.
    pub fn replace_content(&self, module: ModuleId, content: impl Into<Content>) {
        let activity = self.state().module(module).activity.clone();
        self.edit(module, activity.with_content(content));
    }

    /// Calls a course, a section or an activity otherwise.
    pub fn rename(&self, place: impl Into<Place>, name: &str) {
        let mut state = self.state();
        let now = state.tick();
        match place.into() {
            Place::Course(id) => name.clone_into(&mut state.course(id).fullname),
            Place::Section(id) => state.section(id).name = Some(name.into()),
            Place::Module(id) => {
                let module = state.module(id);
                name.clone_into(&mut module.activity.name);
                module.modified = now;
                if let Matter::Subsection(inner) = module.activity.matter {
                    state.section(inner).name = Some(name.into());
                }
            }
        }
    }

    /// Moves an activity to the end of a section of the same course. Moodle fires no event for it.
    pub fn move_to(&self, module: ModuleId, section: SectionId) {
        let mut state = self.state();
        let moved = state.take(module);
        state.section(section).modules.push(moved);
    }

    /// Deletes an activity as a teacher does where there is a recycle bin: it stays until [`Site::delete`], as one that
    /// is being deleted.
    pub fn request_delete(&self, module: ModuleId) {
        self.state().module(module).deleting = true;
    }

    /// Deletes an activity, a section with all that is in it, or a course.
    pub fn delete(&self, place: impl Into<Place>) {
        let mut state = self.state();
        match place.into() {
            Place::Course(id) => {
                state.course(id);
                state.courses.remove(&id);
            }
            Place::Section(id) => state.delete_section(id),
            Place::Module(id) => {
                if let Matter::Subsection(inner) = state.take(id).activity.matter {
                    state.delete_section(inner);
                }
            }
        }
    }
}

impl State {
    pub(super) fn add_course(&mut self, fullname: &str) -> CourseId {
        let id = self.ids.course();
        self.add_course_as(id, fullname)
    }

    fn add_numbered_course(&mut self, number: u64, fullname: &str) -> CourseId {
        let id = CourseId(number);
        assert!(number > 1 && !self.courses.contains_key(&id), "there is a course {id}");
        self.add_course_as(id, fullname)
    }

    fn add_course_as(&mut self, id: CourseId, fullname: &str) -> CourseId {
        let created = self.tick();
        let (context, general) = (self.ids.context(), self.ids.section());
        let sections = vec![Section::new(general, None)];
        let (fullname, shortname) = (fullname.into(), format!("course{id}"));
        self.courses
            .insert(id, Course { id, context, fullname, shortname, visible: true, created, sections });
        id
    }

    pub(super) fn add_section(&mut self, course: CourseId, name: Option<&str>) -> SectionId {
        let id = self.ids.section();
        let sections = &mut self.course(course).sections;
        let end = sections.iter().position(|section| section.stands_for.is_some()).unwrap_or(sections.len());
        sections.insert(end, Section::new(id, name));
        id
    }

    pub(super) fn add(&mut self, section: SectionId, mut activity: Activity) -> ModuleId {
        let now = self.tick();
        activity.matter.settle(None, &mut self.ids, now);
        let (id, context, instance) = (self.ids.module(), self.ids.context(), self.ids.instance());
        self.section(section).modules.push(Module {
            id,
            context,
            instance,
            activity,
            eye: Eye::Open,
            availability: None,
            forbidden: false,
            deleting: false,
            revision: 1,
            created: now,
            modified: now,
        });
        id
    }

    fn save(&mut self, id: ModuleId, mut activity: Activity, now: i64) {
        let old = self.module(id).activity.clone();
        let (kind, saved) = (old.matter.kind(), activity.matter.kind());
        assert!(kind == saved, "activity {id} is a {kind} and cannot become a {saved}");
        activity.matter.settle(Some(&old.matter), &mut self.ids, now);
        let module = self.module(id);
        module.activity = activity;
        module.revision += 1;
        module.modified = now;
    }

    fn delete_section(&mut self, id: SectionId) {
        let course = self.course_of(id.into());
        let inner =
            course.sections.iter().filter(|section| section.id == id).flat_map(|section| &section.modules);
        let inner: Vec<SectionId> = inner.filter_map(Module::inner).collect();
        course.sections.retain(|section| section.id != id);
        for section in inner {
            self.delete_section(section);
        }
    }
}

impl Module {
    /// The section that it stands for.
    pub(super) fn inner(&self) -> Option<SectionId> {
        match self.activity.matter {
            Matter::Subsection(inner) => Some(inner),
            _ => None,
        }
    }
}
