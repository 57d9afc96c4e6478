//! An AWS for tests: the emulator `ministack`, and before it a *front* at the address that clients are given.
//!
//! The front passes requests on as they are, and
//!
//! - records each AWS operation with the application that asked for it ([`Operation`]);
//! - fails on request ([`Fault`]);
//! - looks for texts that nobody may send ([`TestAws::watch_for`]);
//! - does what AWS documents and the emulator does not: [a token names one version of a secret](TestAws#versions-of-secrets),
//!   a knowledge base says which document it tells the state of, and is asked by words for what was put into it.
//!
//! The emulator itself is told to put an authorizer's context into the answers of API Gateway (`emulator/sitecustomize.py`).
//!
//! Every start has an emulator of its own. It ends with the process that started it, however that ends. Functions that
//! the emulator runs talk through the front, too.
//!
//! | request to the front | answer |
//! |---|---|
//! | `GET /_front/operations` | every [`Operation`] since the start or the latest reset, as JSON, the oldest first |
//! | `POST /_front/reset` | 204; forgets the operations and the faults |
#![deny(missing_docs)]

mod aws;
mod emulator;
mod fault;
mod faults;
mod front;
mod knowledge_base;
mod log;
mod operation;
mod retrieval;
mod secrets;
mod watched;

pub use aws::{Options, TestAws, ministack};
pub use fault::Fault;
pub use faults::On;
pub use operation::Operation;
