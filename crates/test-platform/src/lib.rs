//! A small LTI 1.3 platform for demos and tests: it plays the LMS that launches the tool.
//!
//! It shares no type with the tool's own protocol crate, so that a mistake made in one of them
//! cannot be cancelled out by the same mistake in the other. It signs with aws-lc-rs directly and
//! assembles its tokens by hand. It reads no clock and no randomness of its own, key generation
//! aside, and it binds no port but [`JwksServer`]'s. It sends requests only to where tools publish their keys.
//!
//! - For tests: [`SigningKey`] and [`token`] make tokens, right or wrong; [`LaunchClaims`] says what
//!   Moodle says; [`JwksServer`] serves a key set, well or badly.
//! - For demos: [`Platform`] is an issuer with the services of LTI Advantage, deep linking, dynamic registration and
//!   platform storage, behind the pages of a make-believe university. Its launches misbehave when asked to
//!   ([`Misbehaviour`]), and so do its services ([`Faults`]).
//!
//! ```
//! use test_platform::{LaunchClaims, SigningKey, token};
//!
//! let key = SigningKey::rsa();
//! let launch = LaunchClaims::teacher().nonce("n-1").issued_at(1_795_298_722);
//! let id_token = launch.sign(&key);
//! assert_eq!(token::claims(&id_token), Some(launch.build()));
//!
//! // The same launch, wrong in one thing.
//! let unsigned = token::unsigned(serde_json::json!({ "alg": "none" }), launch.build());
//! let without_exp = launch.clone().without("exp").sign(&key);
//! let untrusted = launch.claim("aud", vec!["demo-client", "somebody-else"]).sign(&key);
//! # assert!(unsigned != without_exp && without_exp != untrusted);
//! ```
#![deny(missing_docs)]

pub mod claims;
mod config;
mod demo;
mod jwks_server;
mod platform;
mod school;
pub mod signing;

pub use claims::{Activity, Course, DocumentTarget, LaunchClaims, Person};
pub use config::{Config, Services};
pub use demo::Misbehaviour;
pub use jwks_server::{JwksCounts, JwksReply, JwksServer};
pub use platform::{ConfigError, Counts, Faults, Platform, ScoreConflicts, TokenFault};
pub use signing::{Algorithm, KeyError, SigningKey, jwks, token};
