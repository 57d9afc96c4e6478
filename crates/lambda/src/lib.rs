//! What the mains of all Lambda functions share: logs, metrics, and a router, an authorizer, scheduled work or a handler of
//! events behind the Runtime API.
//!
//! A main is a call of [`run`], which gives it a [`Lambda`]; what it reads and builds before it serves is its start:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use lambda::{ResponseMode, Settings};
//! use tracing::Level;
//!
//! # fn environment(name: &str) -> Option<String> { None }
//! fn main() -> ExitCode {
//!     lambda::run(Level::INFO, async |lambda| {
//!         // A main passes `|name| std::env::var(name).ok()`.
//!         let settings = Settings::new(environment);
//!         let stack = settings.required("STACK_NAME", "moodle-plugins")?;
//!         let mode = settings.parsed("RESPONSE_MODE", "stream")?.unwrap_or(ResponseMode::Stream);
//!         let router = axum::Router::new();
//!         lambda.with_metrics(&stack)?.serve(router, mode).await
//!     })
//! }
//! ```
//!
//! Lambda gives a process one event at a time, so everything runs on one thread.
#![deny(missing_docs)]

mod authorizer;
mod background;
mod http;
mod invocation;
mod logs;
mod messages;
mod metrics;
mod settings;
mod start;

pub use authorizer::Verdict;
pub use http::{ResponseMode, UnknownMode};
pub use lambda_runtime::Error;
pub use messages::Message;
pub use settings::{SettingError, Settings};
pub use start::{Lambda, run};
