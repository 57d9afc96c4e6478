//! What every HTTP function of the product shares: request ids, log lines, headers, refusals, the session behind a
//! bearer; and, for those with an engine behind them, allowances, turns, and answers as streams of events.
#![deny(missing_docs)]

mod asked;
mod charge;
pub mod digest;
mod engine;
mod events;
mod instant;
mod json;
mod launched;
mod layers;
pub mod metrics;
mod refusal;
mod request_id;
mod site_caller;
#[cfg(feature = "testing")]
pub mod testing;
mod to_its_end;
mod turns;

pub use asked::Asked;
pub use charge::{Amount, Caller, Charge};
pub use engine::engine_refusal;
pub use events::{Events, stream_events, wants_events};
pub use instant::rfc3339;
pub use json::{malformed, read_json};
pub use launched::{Launched, LaunchedInstructor, OpensSessions, Sessions};
pub use layers::{Surroundings, around};
pub use refusal::{ErrorBody, Refusal, Remedy, chain};
pub use request_id::RequestId;
pub use site_caller::SiteCaller;
pub use to_its_end::to_its_end;
pub use turns::{AllTurns, Turn, Turns};

/// The tool's name as it tells it to platforms that register it, where an administrator may change it.
pub const TOOL_NAME: &str = "Course tools";
