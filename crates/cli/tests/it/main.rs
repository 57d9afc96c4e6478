//! The `moodle-aws` command as an operator runs it: the real binary, real files, real HTTP on loopback.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bad_input;
mod durability;
mod durable_events;
mod events;
mod indexing;
mod keys;
mod launching;
mod operating;
mod registering;
mod sender;
mod server;
mod sites;
mod translating;
