//! Starting an AWS, and what tests do with it.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};

use anyhow::Context as _;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::emulator::Emulator;
use crate::front::Front;
use crate::{Fault, On, Operation};

/// The account whose number is the first. AWS gives none so low, so none is taken for a real one.
const FIRST_ACCOUNT: u64 = 1;

/// How an AWS is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// The emulator's program.
    pub ministack: PathBuf,
    /// The front's port on loopback; 0 is a free one.
    pub port: u16,
    /// Variables for the emulator's environment. `MINISTACK_BEDROCK_PROXY_URL=http://127.0.0.1:8000` makes its Bedrock
    /// answer with the OpenAI-compatible API whose `/v1` is there, `crates/test-engine` for example.
    pub environment: Vec<(String, String)>,
}

impl Options {
    /// This emulator at a free port.
    #[must_use]
    pub fn new(ministack: PathBuf) -> Self {
        Self { ministack, port: 0, environment: Vec::new() }
    }

    /// Starts it, and returns when it serves.
    ///
    /// # Errors
    /// The port is taken, or the emulator cannot be run or does not serve; the message holds what it wrote.
    pub fn start(self) -> anyhow::Result<TestAws> {
        // A runtime of its own: that of a test ends with the test, and its threads may be busy or wait for this.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let (tell, told) = mpsc::channel();
        runtime.spawn(async move { tell.send(self.start_within().await) });
        let started = told.recv().context("the front's thread ended")?;
        // Dropping a runtime waits for its threads, which is not allowed within another runtime.
        match started {
            Ok((emulator, front, address)) => Ok(TestAws {
                front,
                address,
                accounts: AtomicU64::new(FIRST_ACCOUNT),
                emulator,
                runtime: Some(runtime),
            }),
            Err(error) => {
                runtime.shutdown_background();
                Err(error)
            }
        }
    }

    async fn start_within(mut self) -> anyhow::Result<(Emulator, Arc<Front>, SocketAddr)> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let listener =
            TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))?;
        let address = listener.local_addr()?;
        // Functions that the emulator runs ask the front, and who names no account has the first.
        let own = [
            ("AWS_ENDPOINT_URL", format!("http://{address}")),
            ("MINISTACK_ACCOUNT_ID", account(FIRST_ACCOUNT)),
        ];
        let given = std::mem::take(&mut self.environment);
        let environment: Vec<_> =
            own.map(|(name, value)| (name.to_owned(), value)).into_iter().chain(given).collect();
        // Nobody else on this machine has the front's port as long as it is held.
        let name = format!("test-aws-{}", address.port());
        let emulator = Emulator::start(&self.ministack, &name, &environment).await?;
        let front = Arc::new(Front::before(emulator.address));
        tokio::spawn(Arc::clone(&front).serve(listener));
        Ok((emulator, front, address))
    }
}

/// A running AWS. It ends when this is dropped, and with this process.
///
/// A start takes a second or two. Tests may share one in a `static`: each takes an [account](Self::new_account) of its
/// own, which sees nothing of the others.
///
/// # Versions of secrets
/// `PutSecretValue` with a `ClientRequestToken` that names an existing version succeeds without a change when the content
/// is the same, and fails with `ResourceExistsException` when it is not, as the AWS Secrets Manager API Reference says.
pub struct TestAws {
    front: Arc<Front>,
    address: SocketAddr,
    accounts: AtomicU64,
    emulator: Emulator,
    runtime: Option<Runtime>,
}

impl TestAws {
    /// Starts the emulator that [`ministack`] finds.
    ///
    /// # Errors
    /// As [`ministack`] and [`Options::start`].
    pub fn start() -> anyhow::Result<Self> {
        Options::new(ministack()?).start()
    }

    /// The front's address, for clients: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// An account that nobody has had yet, of 12 digits. It is used as the access key, with any secret: the emulator
    /// keeps what each account has apart.
    #[must_use]
    pub fn new_account(&self) -> String {
        account(self.accounts.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// The account of those who sign with an access key that is no account's number.
    #[must_use]
    pub fn default_account(&self) -> String {
        account(FIRST_ACCOUNT)
    }

    /// What was asked for since the start or the latest reset, the oldest first.
    #[must_use]
    pub fn operations(&self) -> Vec<Operation> {
        self.front.log.all()
    }

    /// Forgets the operations, and the faults to come.
    pub fn reset(&self) {
        self.front.reset();
    }

    /// Makes operations fail. Of several faults for the same operation, the one that was asked for first comes first.
    pub fn fail(&self, on: On, fault: Fault) {
        self.front.faults.add(on, fault);
    }

    /// How many operations have yet to fail.
    #[must_use]
    pub fn faults_left(&self) -> usize {
        self.front.faults.left()
    }

    /// Looks for this text in all requests from now on, as it is: what is encoded or compressed is not found.
    pub fn watch_for(&self, text: &str) {
        self.front.watched.add(text);
    }

    /// The operations whose requests had the text, since it was [watched for](Self::watch_for).
    #[must_use]
    pub fn seen(&self, text: &str) -> Vec<Operation> {
        self.front.watched.found(text)
    }

    /// The latest lines that the emulator wrote.
    #[must_use]
    pub fn emulator_output(&self) -> String {
        self.emulator.output.text()
    }
}

impl std::fmt::Debug for TestAws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestAws").field("url", &self.url()).finish_non_exhaustive()
    }
}

impl Drop for TestAws {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn account(number: u64) -> String {
    format!("{number:012}")
}

/// The emulator's program: what `MOODLE_AWS_MINISTACK` names, or else the one that `python3 tools/setup.py aws` installs.
///
/// # Errors
/// There is none; the message says how to get it.
#[expect(clippy::disallowed_methods, reason = "every test that needs AWS finds its emulator here")]
pub fn ministack() -> anyhow::Result<PathBuf> {
    let named = std::env::var_os("MOODLE_AWS_MINISTACK").map(PathBuf::from);
    let installed =
        || Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/moodle-aws/venv-aws/bin/ministack"));
    let path = named.or_else(installed).context("neither MOODLE_AWS_MINISTACK nor HOME is set")?;
    anyhow::ensure!(
        path.is_file(),
        "the AWS emulator is not at {}: run `python3 tools/setup.py aws`, or set MOODLE_AWS_MINISTACK to its path",
        path.display()
    );
    Ok(path)
}
