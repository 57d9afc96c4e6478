//! What every HTTP function of the product shares: request ids, log lines, headers, refusals, and the session
//! behind a bearer.
#![deny(missing_docs)]

mod asked;
mod instant;
mod launched;
mod layers;
pub mod metrics;
mod refusal;
mod request_id;
mod site_caller;
#[cfg(feature = "test-log")]
pub mod test_log;
mod to_its_end;

pub use asked::Asked;
pub use instant::rfc3339;
pub use launched::{Launched, LaunchedInstructor, OpensSessions, Sessions};
pub use layers::{Surroundings, around};
pub use refusal::{ErrorBody, Refusal, Remedy, chain};
pub use request_id::RequestId;
pub use site_caller::SiteCaller;
pub use to_its_end::to_its_end;

/// The tool's name as it tells it to platforms that register it, where an administrator may change it.
pub const TOOL_NAME: &str = "Course tools";
