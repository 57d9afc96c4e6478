//! What a launch says: names of claims, people, courses, and the builder that puts a Moodle-shaped
//! launch together.

mod launch_claims;
mod messages;
mod moodle;
pub mod name;
mod people;
mod places;

pub use launch_claims::LaunchClaims;
pub use people::Person;
pub use places::{Activity, Course, DocumentTarget};
