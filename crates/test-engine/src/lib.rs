//! A scripted language model on loopback, behind the API that vLLM, Ollama and llama.cpp have in common with `OpenAI`.
//! It plays the other side for tests, benchmarks and demos, and shares no type with the product, so that a mistake made
//! on one side cannot be cancelled out by the same mistake on the other.
//!
//! It "translates" what it finds in the user's message as `<s1>…</s1>`, `<s2>…</s2>` and so on: it answers the same
//! elements, one a line, with every word changed (see [`translate`]). A message without such elements is one text. The
//! answer comes a few characters at a time, and the network's chunks end in the middle of characters.
//!
//! # Behaviours
//!
//! The name of the model that a request asks for says how it is answered; see [`Behaviour`]. A name may have any ending
//! after a colon, `once-429:first-try`: the `once-…` behaviours count each whole name by itself.
//!
//! # What it tells
//!
//! | request | answer |
//! |---|---|
//! | `GET /v1/models` | the behaviours, as models |
//! | `GET /stats` | [`Stats`] as JSON |
//! | `GET /requests` | the bodies of the latest requests for completions, at most [`REQUESTS_KEPT`], the oldest first |
//! | `POST /reset` | 204; counts and keeps from nothing again, and `once-…` has not happened yet |
#![deny(missing_docs)]

mod behaviour;
mod completion;
mod engine;
mod log;
mod server;
mod translation;

pub use behaviour::Behaviour;
pub use engine::{Options, TestEngine};
pub use log::{REQUESTS_KEPT, Stats};
pub use translation::translate;
