use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Site;

/// A Moodle while it runs. Needs a running Tokio runtime; stops when dropped.
#[derive(Debug)]
pub struct TestMoodle {
    site: Site,
    task: JoinHandle<()>,
}

impl TestMoodle {
    /// Starts an empty site on a free port of loopback.
    ///
    /// # Panics
    /// When the machine has no free port left.
    pub async fn start() -> Self {
        Self::start_at((Ipv4Addr::LOCALHOST, 0).into()).await.expect("a free port on 127.0.0.1")
    }

    /// Starts an empty site at an address. Port 0 is a free one.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start_at(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let site = Site::new(&format!("http://{}", listener.local_addr()?));
        let router = site.router();
        let task = tokio::spawn(async move {
            // It never ends by itself.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { site, task })
    }

    /// The site's address: `http://127.0.0.1:49152`.
    #[must_use]
    pub fn url(&self) -> &str {
        self.site.root()
    }

    /// What is in it, and what it does wrong.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }
}

impl Drop for TestMoodle {
    fn drop(&mut self) {
        self.task.abort();
    }
}
