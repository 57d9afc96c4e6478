//! What the demo LMS offers: people, courses, languages, and ways to misbehave.

mod choice;
mod courses;
mod hostile;
mod language;
mod message;
mod misbehaviour;
mod people;
mod roster;

pub(crate) use choice::{Choice, UnknownChoice};
pub(crate) use courses::{COURSES, DemoCourse};
pub(crate) use language::LANGUAGES;
pub(crate) use message::{Message, Storage};
pub use misbehaviour::Misbehaviour;
pub(crate) use people::DemoPerson;
