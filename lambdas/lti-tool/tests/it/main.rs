//! The tool over HTTP, as platforms, browsers, the front end and attackers meet it.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod harness;

mod access;
mod audience;
mod binding;
mod cross_site;
mod deployment;
mod frames;
mod headers;
mod issuer;
mod key_lookup;
mod key_set_answers;
mod login;
mod logs;
mod markup;
mod message;
mod own_keys;
mod register;
mod register_answers;
mod replay;
mod session;
mod signature;
mod sizes;
mod storage;
mod target;
mod times;
