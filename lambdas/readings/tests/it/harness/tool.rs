use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

use http_api::Sessions;
use http_client::WebClient;
use local::SqliteStore;
use lti::login::ToolUrl;
use lti::time::UnixTime;
use lti::tool_key::ToolKey;
use lti_tool::FrontPage;
use ports::{Clock, RegistrationAdmin, SecretBytes, SecretName, SecretStore as _, SystemEntropy, ToolKeys};
use readings::Round;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// When the tests play: 2026-11-21T22:05:22Z.
const NOW: i64 = 1_795_298_722;

/// A clock that tests set.
pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> UnixTime {
        UnixTime(self.0.load(Ordering::SeqCst))
    }
}

/// A tool that serves launches and readings, on a database in a file.
pub struct Tool {
    pub origin: String,
    pub clock: Arc<TestClock>,
    /// Stays when the process ends, so that nobody else gets the port.
    port: std::net::TcpListener,
    folder: TempDir,
    process: Process,
}

/// What ends with the process.
struct Process {
    store: Arc<SqliteStore>,
    readings: Arc<readings::App>,
    server: JoinHandle<()>,
}

impl Tool {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(NOW)));
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        port.set_nonblocking(true).unwrap();
        let origin = format!("http://{}", port.local_addr().unwrap());
        let process = Process::start(folder.path(), &origin, &clock, &port).await;
        Self { origin, clock, port, folder, process }
    }

    /// The process ends, whatever it was about to do, and another one takes its place.
    pub async fn restart(&mut self) {
        self.process.server.abort();
        assert!((&mut self.process.server).await.unwrap_err().is_cancelled());
        self.process = Process::start(self.folder.path(), &self.origin, &self.clock, &self.port).await;
    }

    /// The readings of another process on the same database: it shares nothing else.
    pub fn beside(&self) -> readings::App {
        readings_app(&self.origin, &open(self.folder.path()), &self.clock)
    }

    pub fn readings(&self) -> &readings::App {
        &self.process.readings
    }

    /// What the operator works on.
    pub fn admin(&self) -> &dyn RegistrationAdmin {
        &*self.process.store
    }

    /// Lets time pass, for the tool and its platforms.
    pub fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// One round of sending.
    pub async fn send_due(&self) -> Round {
        readings::send_due(self.readings()).await.unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Process {
    async fn start(
        folder: &Path,
        origin: &str,
        clock: &Arc<TestClock>,
        port: &std::net::TcpListener,
    ) -> Self {
        let store = open(folder);
        keep_key(&store).await;
        let ports = lti_tool::Ports {
            registrations: Arc::clone(&store) as _,
            deployments: Arc::clone(&store) as _,
            one_time: Arc::clone(&store) as _,
            session_reader: Arc::clone(&store) as _,
            session_writer: Arc::clone(&store) as _,
            secrets: Arc::clone(&store) as _,
            invites: Arc::clone(&store) as _,
            http: Arc::new(WebClient::new().unwrap()),
            strangers: Arc::new(WebClient::for_strangers().unwrap()),
            clock: Arc::clone(clock) as _,
            entropy: Arc::new(SystemEntropy::default()),
        };
        let page = FrontPage::new("<!doctype html><title>front end</title>");
        let app = lti_tool::App::new(ToolUrl::parse(origin).unwrap(), ports, page);
        let readings = Arc::new(readings_app(origin, &store, clock));
        let router = lti_tool::router(Arc::new(app), readings::router(Arc::clone(&readings)));
        let listener = TcpListener::from_std(port.try_clone().unwrap()).unwrap();
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { store, readings, server }
    }
}

fn open(folder: &Path) -> Arc<SqliteStore> {
    Arc::new(SqliteStore::open(&folder.join("tool.sqlite")).unwrap())
}

fn readings_app(origin: &str, store: &Arc<SqliteStore>, clock: &Arc<TestClock>) -> readings::App {
    let ports = readings::Ports {
        sessions: Sessions {
            reader: Arc::clone(store) as _,
            registrations: Arc::clone(store) as _,
            clock: Arc::clone(clock) as _,
        },
        readings: Arc::clone(store) as _,
        completions: Arc::clone(store) as _,
        keys: Arc::new(ToolKeys::new(Arc::clone(store) as _)),
        http: Arc::new(WebClient::new().unwrap()),
        strangers: Arc::new(WebClient::for_strangers().unwrap()),
        entropy: Arc::new(SystemEntropy::default()),
    };
    readings::App::new(ToolUrl::parse(origin).unwrap(), ports)
}

/// Gives the tool a key, which is made once for all tests.
async fn keep_key(store: &SqliteStore) {
    static KEY: OnceLock<Vec<u8>> = OnceLock::new();
    let key = KEY.get_or_init(|| ToolKey::generate().unwrap());
    store.keep_first(SecretName::ToolKey, &SecretBytes::new(key.clone())).await.unwrap();
}
