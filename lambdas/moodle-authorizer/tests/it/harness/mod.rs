mod answer;
mod moodle;
mod plugin;
mod service;

pub use answer::Answer;
pub use moodle::Moodle;
pub use plugin::Plugin;
pub use service::{Broken, Service, Setup};
