//! What teachers do to who may see what.

use super::course::Eye;
use super::{Restriction, Site};
use crate::{ModuleId, Place};

impl Site {
    /// Closes the eye of a course, a section or an activity.
    pub fn hide(&self, place: impl Into<Place>) {
        self.set_eye(place.into(), Eye::Closed);
    }

    /// Opens it.
    pub fn show(&self, place: impl Into<Place>) {
        self.set_eye(place.into(), Eye::Open);
    }

    /// Makes an activity available, but does not show it on the course page.
    pub fn make_stealth(&self, module: ModuleId) {
        self.set_eye(module.into(), Eye::Stealth);
    }

    fn set_eye(&self, place: Place, eye: Eye) {
        let mut state = self.state();
        state.tick();
        match place {
            Place::Course(id) => state.course(id).visible = eye == Eye::Open,
            Place::Section(id) => state.section(id).shown = eye == Eye::Open,
            Place::Module(id) => state.module(id).eye = eye,
        }
    }

    /// Gives a section or an activity a condition, in the place of those that it has.
    ///
    /// # Panics
    /// Courses have none.
    pub fn restrict(&self, place: impl Into<Place>, restriction: &Restriction) {
        self.set_availability(place.into(), Some(restriction.tree()));
    }

    /// Takes all conditions from a section or an activity.
    ///
    /// # Panics
    /// Courses have none.
    pub fn unrestrict(&self, place: impl Into<Place>) {
        self.set_availability(place.into(), None);
    }

    fn set_availability(&self, place: Place, tree: Option<String>) {
        let mut state = self.state();
        state.tick();
        match place {
            Place::Course(id) => panic!("course {id} can have no conditions"),
            Place::Section(id) => state.section(id).availability = tree,
            Place::Module(id) => state.module(id).availability = tree,
        }
    }

    /// Takes the right to view an activity from a role.
    pub fn forbid(&self, module: ModuleId) {
        self.state().module(module).forbidden = true;
    }

    /// Gives it back.
    pub fn permit(&self, module: ModuleId) {
        self.state().module(module).forbidden = false;
    }
}
