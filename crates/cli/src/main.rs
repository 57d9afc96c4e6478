//! `moodle-aws`: the operator's command.

mod args;
mod doctor;
mod engine;
mod events;
mod index;
mod keys;
mod moodle_call;
mod openapi;
mod platform;
mod serve;
mod site;
mod stack;
mod store;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;

use args::{Args, Command};

fn main() -> ExitCode {
    match Args::parse() {
        // Before anything is started: it bounds its own process.
        Args { command: Command::Extract { file, format }, .. } => {
            ended(local::extract_here(&file, &format).map_err(Into::into))
        }
        args => run(args),
    }
}

#[tokio::main]
async fn run(args: Args) -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&args.log))
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::stderr().is_terminal())
        // It would tell them with a macro that panics when nobody reads what it says: the request that logs would be lost.
        .log_internal_errors(false)
        .init();
    let done = match args.command {
        Command::Serve(args) => serve::serve(args).await,
        Command::Platform(command) => platform::run(command).await,
        Command::Site(command) => site::run(command).await,
        Command::Events(command) => events::run(command).await,
        Command::Keys(command) => keys::run(command).await,
        Command::Doctor(args) => doctor::doctor(args).await,
        Command::Openapi => openapi::print(),
        Command::Index(command) => index::run(command).await,
        Command::Extract { .. } => unreachable!("it is done without a runtime"),
    };
    ended(done)
}

fn ended(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "moodle-aws: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// `1 course`, `2 courses`.
fn number_of(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Prints a line. Whoever reads may stop reading, as `head` does: that is no error.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
