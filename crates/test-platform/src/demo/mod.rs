//! What the demo LMS offers: people, courses, languages, and ways to misbehave.

mod choice;
mod courses;
mod hostile;
mod language;
mod misbehaviour;
mod people;

pub(crate) use choice::{Choice, UnknownChoice};
pub(crate) use courses::COURSES;
pub(crate) use language::LANGUAGES;
pub use misbehaviour::Misbehaviour;
pub(crate) use people::DemoPerson;
