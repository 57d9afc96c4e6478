mod answer;
mod client;
mod service;

pub use answer::Answer;
pub use client::{Client, entry_of};
pub use service::{BrokenSink, ENDPOINT, SITE, Service};
