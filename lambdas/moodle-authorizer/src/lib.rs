//! Tells on whose behalf a Moodle site calls.
//!
//! A call brings one of two kinds of token, told apart by their shape:
//!
//! - a token that our plugin signed (a JWT), verified here with the site's key, without asking Moodle, and good once;
//! - a token of Moodle's web services, about which the one configured Moodle is asked, and its answer kept for a while.
//!
//! On AWS the decision is API Gateway's authorizer; `serve` has it as a layer around its routes.

mod app;
mod asking;
mod decision;
mod layer;
mod signed;
mod web_service;

pub use app::{App, Ports};
pub use decision::{Caller, Decision, Denial, authorize};
pub use layer::behind;
