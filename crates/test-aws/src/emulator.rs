//! The emulator's process.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::time::{Instant, sleep};

use crate::front;

/// Runs the emulator until the end of its own input, whose other end this process holds: the system closes that when
/// this process ends, however it ends. All that the emulator started is in the same process group and ends with it, and
/// so does the group when the emulator ends by itself. What they kept on the disk goes too.
const KEEPER: &str = r#"
folder=$(mktemp -d)
mkdir "$folder/before"
printf %s "$BEFORE" >"$folder/before/sitecustomize.py"
end() { rm -rf "$folder"; kill -KILL 0; }
{ trap : TERM; TMPDIR=$folder PYTHONPATH=$folder/before "$@" </dev/null; end; } &
cat >/dev/null
trap : TERM
kill -TERM 0
sleep 5
end
"#;

/// What Python runs before the emulator: it adds what the emulator lacks.
const BEFORE: &str = include_str!("../emulator/sitecustomize.py");

/// How long an emulator may take until it serves. It takes one to two seconds of a processor that does nothing else.
const PATIENCE: Duration = Duration::from_mins(2);
/// Between two questions whether it serves.
const PAUSE: Duration = Duration::from_millis(25);
/// Free ports that are tried: others take ports at the same time.
const TRIES: usize = 5;
/// Lines of its output that are kept.
const LINES: usize = 1000;

pub(crate) struct Emulator {
    keeper: Child,
    pub(crate) address: SocketAddr,
    pub(crate) output: Output,
}

/// The latest lines that it wrote.
#[derive(Clone, Default)]
pub(crate) struct Output(Arc<Mutex<Vec<String>>>);

impl Emulator {
    /// Starts an emulator of this name, which no other on this machine has. Functions that it runs find AWS at `front`.
    pub(crate) async fn start(
        ministack: &Path,
        name: &str,
        environment: &[(String, String)],
    ) -> anyhow::Result<Self> {
        for _ in 1..TRIES {
            if let Some(emulator) = Self::try_start(ministack, name, environment).await? {
                return Ok(emulator);
            }
        }
        let last = Self::try_start(ministack, name, environment).await?;
        last.with_context(|| {
            format!("{TRIES} free ports were taken by others before {}", ministack.display())
        })
    }

    /// `None` when somebody else took the port.
    async fn try_start(
        ministack: &Path,
        name: &str,
        environment: &[(String, String)],
    ) -> anyhow::Result<Option<Self>> {
        let address = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let mut keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(ministack)
            .env("GATEWAY_PORT", address.port().to_string())
            .env("BIND_HOST", address.ip().to_string())
            .env("MINISTACK_EDITION", name)
            .env("BEFORE", BEFORE)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot run sh")?;
        let output = Output::default();
        if let Some(stderr) = keeper.stderr.take() {
            output.follow(stderr);
        }
        let mut emulator = Self { keeper, address, output };
        let way = front::Emulator::at(address);
        let deadline = Instant::now() + PATIENCE;
        while !way.serves(name).await {
            if emulator.keeper.try_wait()?.is_some() {
                // Its last words come after its end.
                sleep(PAUSE).await;
                let said = emulator.output.text();
                if said.contains("already in use") {
                    return Ok(None);
                }
                bail!("{} ended before it served:\n{said}", ministack.display());
            }
            if Instant::now() > deadline {
                bail!("{} does not serve:\n{}", ministack.display(), emulator.output.text());
            }
            sleep(PAUSE).await;
        }
        Ok(Some(emulator))
    }
}

impl Drop for Emulator {
    /// Waits for its end, which closing its keeper's input begins.
    fn drop(&mut self) {
        let _ = self.keeper.wait();
    }
}

impl Output {
    /// In a thread that ends with what it reads.
    fn follow(&self, stderr: std::process::ChildStderr) {
        let output = self.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                let mut lines = output.0.lock().unwrap_or_else(PoisonError::into_inner);
                if lines.len() == LINES {
                    lines.remove(0);
                }
                lines.push(String::from_utf8_lossy(&line).into_owned());
            }
        });
    }

    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }
}
