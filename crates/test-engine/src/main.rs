//! Runs the scripted engine until the end of its input or a signal.

use std::io::Read as _;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context as _;
use clap::Parser;
use test_engine::{Behaviour, Options, TestEngine};
use tokio::sync::oneshot;

/// A scripted language model behind an OpenAI-compatible API, for tests. It stops at the end of its input.
#[derive(Parser)]
struct Arguments {
    /// Where to listen; port 0 is a free one
    #[arg(long, default_value = "127.0.0.1:0")]
    addr: SocketAddr,
    /// Milliseconds that a token takes
    #[arg(long, default_value_t = 0)]
    delay_ms: u64,
    /// The behaviour of models whose names are none: what Amazon calls its models is not for us to choose
    #[arg(long, default_value = Behaviour::Unknown.name(), value_parser = behaviour)]
    otherwise: Behaviour,
}

fn behaviour(name: &str) -> Result<Behaviour, String> {
    Behaviour::of_model(name).ok_or_else(|| "there is no such behaviour".to_owned())
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { addr, delay_ms, otherwise } = Arguments::parse();
    let options = Options { address: addr, delay: Duration::from_millis(delay_ms), otherwise };
    let engine = TestEngine::start_with(options).await.with_context(|| format!("cannot listen on {addr}"))?;
    println!("test-engine listening on {}", engine.url());
    tokio::select! {
        () = end_of_input() => Ok(()),
        stopped = stop_signal() => stopped,
    }
}

/// A thread of its own, which the end of the process does not wait for.
async fn end_of_input() {
    let (ended, end) = oneshot::channel::<()>();
    std::thread::spawn(move || {
        let _ended = ended;
        while std::io::stdin().read(&mut [0; 1024]).is_ok_and(|read| read > 0) {}
    });
    let _ = end.await;
}

#[cfg(unix)]
async fn stop_signal() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn stop_signal() -> anyhow::Result<()> {
    Ok(tokio::signal::ctrl_c().await?)
}
