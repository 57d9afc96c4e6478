//! `mise run bench`: what a launch costs.
//!
//! Figures of one run are compared with figures of the same run only; machines differ.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod cycle;
#[path = "../../tests/it/launching.rs"]
mod launching;
#[path = "../common/measuring.rs"]
mod measuring;
#[path = "../../tests/it/server.rs"]
#[expect(dead_code, reason = "a benchmark needs the running server only")]
mod server;
mod verification;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(verification::measure());
    runtime.block_on(cycle::measure());
}
