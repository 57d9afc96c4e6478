//! The traits through which the product's logic reaches the world.
//!
//! A trait is small and grouped by what its caller may do, so that a function's signature shows the
//! permission it needs. `Ok(None)` means absent. Every implementation passes the trait's suite in
//! `conformance`.
#![deny(missing_docs)]

mod clock;
mod error;
mod one_time;
mod registrations;
mod secrets;
mod sessions;

#[cfg(feature = "conformance")]
pub mod conformance;
#[cfg(feature = "memory")]
pub mod memory;

pub use clock::{Clock, SystemClock, SystemEntropy};
pub use error::StoreError;
pub use lti::entropy::Entropy;
pub use lti::http_client::{HttpClient, HttpError, Limits};
pub use one_time::OneTime;
pub use registrations::{
    DeploymentLog, MAX_PENDING_DEPLOYMENTS, PendingDeployment, RegistrationAdmin, RegistrationReader,
};
pub use secrets::{SecretBytes, SecretName, SecretStore};
pub use sessions::{SessionReader, SessionWriter};
