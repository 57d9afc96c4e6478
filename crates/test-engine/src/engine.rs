use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::serve::ListenerExt as _;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::log::Log;
use crate::server::{Engine, router};
use crate::{Behaviour, Stats};

/// How a [`TestEngine`] is started.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Where it listens. Port 0 is a free one.
    pub address: SocketAddr,
    /// How long a token takes.
    pub delay: Duration,
    /// How a model is played whose name is none of the behaviours'.
    pub otherwise: Behaviour,
}

impl Default for Options {
    /// A free port of loopback, no delay, and no model of another name.
    fn default() -> Self {
        let address = (Ipv4Addr::LOCALHOST, 0).into();
        Self { address, delay: Duration::ZERO, otherwise: Behaviour::Unknown }
    }
}

/// The engine while it runs. Needs a running Tokio runtime; stops when dropped.
#[derive(Debug)]
pub struct TestEngine {
    address: SocketAddr,
    log: Log,
    task: JoinHandle<()>,
}

impl TestEngine {
    /// Starts on a free port of loopback.
    ///
    /// # Panics
    /// When the machine has no free port left.
    pub async fn start() -> Self {
        Self::start_with(Options::default()).await.expect("a free port on 127.0.0.1")
    }

    /// Starts as the options say.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start_with(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(options.address).await?;
        let address = listener.local_addr()?;
        let log = Log::default();
        let router = router(Engine { log: log.clone(), delay: options.delay, otherwise: options.otherwise });
        let task = tokio::spawn(async move {
            // Tokens leave one by one, as from a real engine.
            let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
            // It never ends by itself.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, log, task })
    }

    /// The address of the API: `http://127.0.0.1:49152/v1`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// What came in and what became of it.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.log.stats()
    }

    /// Waits until the counts are so: a client that went away is noticed a little later.
    pub async fn until(&self, so: impl FnMut(&Stats) -> bool) -> Stats {
        // The sender lives as long as the log.
        self.log.watch().wait_for(so).await.map_or_else(|_| self.stats(), |stats| *stats)
    }

    /// The bodies of the latest requests for completions, the oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<Value> {
        self.log.requests()
    }

    /// Counts and keeps from nothing again, and `once-…` has not happened yet.
    pub fn reset(&self) {
        self.log.reset();
    }
}

impl Drop for TestEngine {
    fn drop(&mut self) {
        self.task.abort();
    }
}
