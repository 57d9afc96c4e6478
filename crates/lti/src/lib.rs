//! LTI 1.3 for tools: third-party login, launch verification, platform key sets, sessions.
//!
//! The crate speaks the protocol and does no I/O of its own: the HTTP client
//! ([`http_client::HttpClient`]), the time ([`time::UnixTime`]) and the randomness
//! ([`entropy::Entropy`]) are arguments. It knows no web framework and no database.
//!
//! The types lead through a launch in the one order that is safe, and each step can only be
//! built from the step before it:
//!
//! 1. [`login::LoginInitiation`] is parsed from the platform's login request and resolved against a
//!    [`registration::Registration`]; [`login::begin`] answers with the platform's authentication
//!    URL, which carries a [`state::LaunchState`] under a MAC. Nothing is stored.
//! 2. [`state::StateKey::open`] gives the state back, and [`state::LaunchState::in_browser`] binds it
//!    to the browser that started the login, which proves itself by a cookie or, where none sticks, by a key in
//!    [`platform_storage`].
//! 3. [`jws::UnverifiedToken`] is parsed from `id_token`; [`key_sets::KeySets`] finds the platform's key.
//! 4. [`launch::verify`] makes every check and returns an [`launch::UnclaimedLaunch`].
//! 5. The caller claims its one-time id in ONE conditional write, and only a won claim turns it
//!    into a [`launch::VerifiedLaunch`].
//! 6. [`session::Session`] is what the tool keeps; a [`session::SessionCode`] (60 s, once) is
//!    exchanged for a [`session::Bearer`] in the same browser.
//!
//! How a platform registers itself is in [`dynamic_registration`].
//!
//! Specifications: [LTI Core 1.3](https://www.imsglobal.org/spec/lti/v1p3/), the
//! [1EdTech Security Framework 1.0](https://www.imsglobal.org/spec/security/v1p0/), OpenID Connect Core 1.0,
//! RFC 7515, 7517, 7519, 7638 and 8725.
#![deny(missing_docs)]

pub mod algorithm;
pub mod browser;
pub mod claims;
pub mod deep_linking;
pub mod dynamic_registration;
pub mod entropy;
pub mod http_client;
pub mod jwk;
pub mod jws;
pub mod key_ring;
pub mod key_sets;
pub mod launch;
pub mod locale;
pub mod login;
pub mod names;
pub mod params;
pub mod platform_storage;
pub mod registration;
pub mod roles;
pub mod services;
pub mod session;
pub mod state;
pub mod time;
pub mod token;
pub mod tool_key;
