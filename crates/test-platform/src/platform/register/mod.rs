//! Dynamic Registration 1.0 from the platform's side, as Moodle does it: the page that starts it, and the endpoint
//! that the tool calls.

mod endpoint;
mod page;
mod request;

pub(super) use endpoint::{Invitation, endpoint};
pub(super) use page::{activate, page};
