use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Instant;

use anyhow::Context as _;

/// A function's process. It is ended when this is dropped.
pub struct Function {
    child: Child,
    spawned: Instant,
    lines: Arc<Mutex<Vec<String>>>,
    reader: Option<JoinHandle<()>>,
}

impl Function {
    /// Starts a program behind a Runtime API, with Lambda's variables and these, and no others.
    ///
    /// # Errors
    /// The program cannot be started.
    pub fn start(
        program: &Path,
        runtime_api: SocketAddr,
        environment: &BTreeMap<String, String>,
    ) -> anyhow::Result<Self> {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "test")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/test")
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "test")
            .env("AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH", "true")
            .envs(environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        let spawned = Instant::now();
        let mut child = command.spawn().with_context(|| format!("{} does not start", program.display()))?;
        let output = child.stdout.take().context("the process has no output")?;
        let lines = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&lines);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                written.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            }
        });
        Ok(Self { child, spawned, lines, reader: Some(reader) })
    }

    /// When the process was made.
    #[must_use]
    pub fn spawned(&self) -> Instant {
        self.spawned
    }

    /// The most memory that it has held until now, in bytes, as Linux counts it (`VmHWM`).
    ///
    /// # Errors
    /// It has ended, or this is not Linux.
    pub fn peak_memory(&self) -> anyhow::Result<u64> {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&path).context(path)?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB")).context("no VmHWM")?;
        Ok(peak.parse::<u64>()? * 1024)
    }

    /// Waits until it ends by itself, and gives all that it wrote.
    ///
    /// # Errors
    /// It cannot be waited for.
    pub fn wait(mut self) -> anyhow::Result<(ExitStatus, Vec<String>)> {
        let status = self.child.wait()?;
        Ok((status, self.written()))
    }

    /// Ends it and gives all the lines that it wrote.
    ///
    /// # Errors
    /// It cannot be ended.
    pub fn end(mut self) -> anyhow::Result<Vec<String>> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(self.written())
    }

    fn written(&mut self) -> Vec<String> {
        if let Some(reader) = self.reader.take() {
            // A reader that panicked has read what it has read.
            let _ = reader.join();
        }
        std::mem::take(&mut *self.lines.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
