//! The services against recorded answers of a real Moodle, and against platforms that fail.

mod calls;
mod line_items;
mod members;
mod platform;
mod results;
mod scores;
mod tokens;
