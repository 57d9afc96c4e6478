//! A small Moodle on loopback, as an indexer meets it: the web services and downloads that it reads a site with, shaped as
//! those of a real Moodle 5.1. For tests, demos and benchmarks. It shares no type with the product, so that a mistake made
//! on one side cannot be cancelled out by the same mistake on the other.
//!
//! A [`Site`] is edited as teachers edit theirs, counts and keeps what it is asked, and fails in the ways of [`Fault`].
//! It answers one account: that of the plugin's `cli/setup.php`, which may see what is hidden and restricted, but neither
//! hidden sections nor hidden chapters nor quizzes.
//!
//! # What it answers
//!
//! | request | answer |
//! |---|---|
//! | `/webservice/rest/server.php` | `core_course_get_contents`, `core_course_get_courses_by_field`, `core_webservice_get_site_info`, `local_awsevents_get_course_access`, `local_awsevents_get_courses`, `mod_glossary_get_entries_by_letter` |
//! | `/webservice/pluginfile.php/…` | files of resources, folders, pages, books and glossaries |
//! | `/pluginfile.php/…` | the way to log in, since nobody has a session |
//!
//! Its clock does not run: it goes on by a second at each edit, or as [`Site::set_clock_step`] says.
//!
//! ```
//! # async fn example() {
//! use test_moodle::{Activity, At, Fault, File, TestMoodle};
//!
//! let moodle = TestMoodle::start().await;
//! let site = moodle.site();
//! let course = site.add_course("Photosynthesis");
//! let week = site.add_section(course, "Week 1");
//! let slides = site.add(week, Activity::resource("Slides", File::new("slides.txt", "Light and sugar")));
//!
//! site.replace_content(slides, "Light, water and sugar");
//! site.hide(slides);
//! site.fail_times(2, At::function("core_course_get_contents"), Fault::ServerError);
//! # }
//! ```
#![deny(missing_docs)]

mod content;
mod faults;
mod ids;
mod log;
mod mime;
mod moodle;
mod server;
mod site;
mod tokens;

pub use content::Content;
pub use faults::{At, Fault};
pub use ids::{CourseId, ModuleId, Place, SectionId};
pub use log::{Asked, Counts, Request};
pub use moodle::TestMoodle;
pub use site::{Activity, Chapter, Entry, File, Restriction, Site};
