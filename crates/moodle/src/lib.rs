//! What Moodle and its plugins say: sites and their keys, web-service answers, connection codes and signed tokens.
//!
//! The crate does no I/O of its own and knows nobody of ours: the HTTP answer, the time (seconds since 1970) and
//! the randomness are arguments.
#![deny(missing_docs)]

mod site;
pub mod site_info;
mod site_key;
mod user;

pub use site::{NotAKeyId, NotASiteUrl, Site, SiteKeyId, SiteUrl};
pub use site_key::{SiteKey, SiteSecret};
pub use user::{NotAUserId, UserId};
