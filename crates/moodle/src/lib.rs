//! What Moodle and its plugins say: sites and their keys, web-service answers, events, connection codes and signed
//! tokens.
//!
//! The crate does no I/O of its own and knows nobody of ours: the HTTP answer, the time (seconds since 1970) and
//! the randomness are arguments.
#![deny(missing_docs)]

pub mod connection_code;
pub mod content;
mod course;
pub mod event;
pub mod signed_token;
mod site;
pub mod site_info;
mod site_key;
mod user;
pub mod web_service;
mod web_service_token;

pub use course::{CourseId, ModuleId, NotAnId};
pub use event::MoodleEvent;
pub use site::{Endpoint, NotAKeyId, NotASiteUrl, Site, SiteKeyId, SiteUrl};
pub use site_key::{SiteKey, SiteSecret};
pub use user::{NotAUserId, UserId};
pub use web_service::WebServiceError;
pub use web_service_token::WebServiceToken;
