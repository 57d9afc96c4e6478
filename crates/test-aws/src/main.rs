//! Runs an AWS for tests until the end of its input or a signal.

use std::io::Read as _;
use std::path::PathBuf;

use clap::Parser;
use serde_json::json;
use test_aws::{Options, ministack};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// An AWS for tests: the emulator behind a front that records what is asked. It stops at the end of its input.
///
/// Its first line on the standard output is JSON: `{"url": …, "account": …}`.
#[derive(Parser)]
struct Arguments {
    /// The emulator's program; otherwise `MOODLE_AWS_MINISTACK`, or what `tools/setup.py aws` installed
    #[arg(long)]
    ministack: Option<PathBuf>,
    /// Where to listen on loopback; 0 is a free port
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// A variable for the emulator's environment
    #[arg(long = "env", value_name = "KEY=VALUE", value_parser = variable)]
    environment: Vec<(String, String)>,
}

fn variable(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it is not of the form KEY=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let Arguments { ministack: given, port, environment } = Arguments::parse();
    // Before the start, so that a signal in its midst is not lost.
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let ministack = given.map_or_else(ministack, Ok)?;
    let aws = Options { ministack, port, environment }.start()?;
    println!("{}", json!({ "url": aws.url(), "account": aws.default_account() }));
    tokio::select! {
        () = end_of_input() => {}
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
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
