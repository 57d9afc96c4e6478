//! Runs the demo LMS by itself, for a tool that runs elsewhere, until the end of its input or a signal.

use std::io::Read as _;
use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use aws_lc_rs::rand::SecureRandom as _;
use clap::Parser;
use serde_json::json;
use test_platform::{Config, Platform, Services, SigningKey};
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
    /// Where the tool publishes its keys, if not at TOOL/lti/jwks
    #[arg(long)]
    key_set: Option<String>,
    /// How long access tokens live, in seconds
    #[arg(long, default_value_t = 3600)]
    token_lifetime: i64,
    /// Keep names and e-mail addresses from the tool
    #[arg(long)]
    withhold_names: bool,
    /// Offer neither members nor grades
    #[arg(long)]
    without_services: bool,
    /// Let anybody on this machine make the services fail, under /control
    #[arg(long)]
    control: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let (addr, tool) = (arguments.addr, &arguments.tool);
    anyhow::ensure!(addr.ip().is_loopback(), "--addr {addr} is not an address of this machine");
    let listener = TcpListener::bind(addr).await.with_context(|| format!("cannot listen on {addr}"))?;
    let issuer = format!("http://{}", listener.local_addr()?);
    let config = Config {
        issuer: issuer.clone(),
        tool_login_url: format!("{tool}/lti/login"),
        tool_launch_url: format!("{tool}/lti/launch"),
        target_link_uri: format!("{tool}/app"),
        tool_key_set_url: arguments.key_set.clone().unwrap_or_else(|| format!("{tool}/lti/jwks")),
        tool_register_url: format!("{tool}/lti/register"),
        services: Services { grades: !arguments.without_services, memberships: !arguments.without_services },
        release_names: !arguments.withhold_names,
        token_lifetime: arguments.token_lifetime,
        control: arguments.control,
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
