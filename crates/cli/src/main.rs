//! `moodle-aws`: the operator's command.

mod args;
mod doctor;
mod platform;
mod serve;
mod store;

use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;

use args::{Args, Command};

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&args.log))
        .with_writer(std::io::stderr)
        .with_target(false)
        .init();
    let done = match args.command {
        Command::Serve(args) => serve::serve(args).await,
        Command::Platform(command) => platform::run(command).await,
        Command::Doctor(args) => doctor::doctor(args).await,
        Command::Openapi => {
            print!("{}", lti_tool::openapi());
            Ok(())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("moodle-aws: {error:#}");
            ExitCode::FAILURE
        }
    }
}
