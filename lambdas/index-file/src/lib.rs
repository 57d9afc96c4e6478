//! Makes the index of a Moodle course equal to what the course shows to everybody in it.
//!
//! A job says where to look, not what happened. The job of a course compares the course with the manifest, and makes a job
//! of each activity that differs (`course`). The job of an activity reads it anew, puts into the index what is new, and
//! takes out of it what is gone or no longer for everybody (`module`). What the index holds is in the manifest before it is
//! in the index; and what cannot be verified is not answered from. Every night all courses are gone through, and the index
//! itself ([`reconcile()`]).

mod app;
mod content;
mod course;
mod extract_here;
mod failure;
mod follow_up;
mod module;
#[cfg(feature = "lambda")]
pub mod on_aws;
mod reading;
mod reconcile;
mod silent;
mod site;
mod wanted;
mod work;

pub use app::{App, Limits, Ports};
pub use extract_here::ExtractHere;
pub use failure::JobError;
pub use follow_up::Requests;
pub use reconcile::{Reconciled, reconcile, spread};
pub use work::{Outcome, handle};
