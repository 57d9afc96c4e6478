//! The service over HTTP, as front ends, people with hostile texts, and engines that fail meet it.
//!
//! `fixtures/fragments.json` holds fragments of HTML, each with what must come unchanged;
//! `fixtures/injections.json` texts that try to command a language model. Both were written for these tests.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not count as tests")]

mod harness;
mod same_markup;

mod access;
mod apertium;
mod behaviour;
mod faults;
mod injection;
mod markup;
mod quotas;
mod requests;
mod sites;
mod streaming;
