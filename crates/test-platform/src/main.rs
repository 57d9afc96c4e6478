//! Runs the demo LMS by itself, for a tool that runs elsewhere, until the end of its input or a signal.

use std::io::Read as _;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use aws_lc_rs::rand::SecureRandom as _;
use clap::Parser;
use serde_json::json;
use test_platform::{Config, Platform, SigningKey};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A demo LMS that launches a tool, for tests. It signs in anybody as anybody, so it listens on this machine only.
#[derive(Parser)]
struct Arguments {
    /// Where to listen; port 0 is a free one
    #[arg(long, default_value = "127.0.0.1:0")]
    addr: SocketAddr,
    /// The tool's public URL
    #[arg(long, default_value = "http://localhost:8787")]
    tool: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let Arguments { addr, tool } = Arguments::parse();
    anyhow::ensure!(addr.ip().is_loopback(), "--addr {addr} is not an address of this machine");
    let listener = TcpListener::bind(addr).await.with_context(|| format!("cannot listen on {addr}"))?;
    let issuer = format!("http://{}", listener.local_addr()?);
    let config = Config {
        issuer: issuer.clone(),
        tool_login_url: format!("{tool}/lti/login"),
        tool_launch_url: format!("{tool}/lti/launch"),
        target_link_uri: format!("{tool}/app"),
        ..Config::default()
    };
    let registration = json!({
        "issuer": issuer,
        "client_id": config.client_id,
        "deployment_id": config.deployment_id,
        "auth_url": format!("{issuer}/auth"),
        "token_url": format!("{issuer}/token"),
        "jwks_url": format!("{issuer}/jwks"),
    });
    let key = SigningKey::generate_rsa("demo").context("the demo LMS has no key")?;
    let platform = Platform::new(config, key, now, fill)?;
    println!("{registration}");
    axum::serve(listener, platform.router()).with_graceful_shutdown(stopped()).await?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the program's one clock")]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[expect(clippy::disallowed_methods, reason = "this is the program's one source of randomness")]
#[expect(clippy::expect_used, reason = "without randomness nothing safe can be done")]
fn fill(bytes: &mut [u8]) {
    aws_lc_rs::rand::SystemRandom::new().fill(bytes).expect("the operating system gives randomness");
}

/// Returns at the end of the program's input. A signal ends the program as it ends any other.
async fn stopped() {
    let (ended, end) = oneshot::channel::<()>();
    // A thread of its own, which the end of the process does not wait for.
    std::thread::spawn(move || {
        let _ended = ended;
        while std::io::stdin().read(&mut [0; 1024]).is_ok_and(|read| read > 0) {}
    });
    let _ = end.await;
}
