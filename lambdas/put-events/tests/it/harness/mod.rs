mod answer;
mod client;
mod service;

pub use answer::Answer;
pub use client::Client;
pub use service::{BrokenSink, ENDPOINT, SITE, Service};
