//! Text from files of strangers, in processes of their own: what is wrong with a file costs one process, not the server.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use documents::{Extracted, Format, Limits, Unreadable, extract};
use ports::{ExtractError, TextExtractor};
use tokio::io::AsyncReadExt as _;
use tokio::process::Command;
use tokio::sync::Semaphore;

/// How long one file may take.
const TIME: Duration = Duration::from_mins(1);
/// Memory that one process may take, in bytes. With what is in memory of the product's code it stays below 128 MB.
const MEMORY: u64 = 108 << 20;
/// The longest text that is taken from a process: what the limits let through, as JSON.
const LONGEST: u64 = 32 << 20;

/// Extracts text by running a program that calls [`extract_here`], one file at a time.
#[derive(Debug)]
pub struct ExtractorProcess {
    program: PathBuf,
    arguments: Vec<OsString>,
    time: Duration,
    turn: Semaphore,
}

impl ExtractorProcess {
    /// An extractor that runs `program` with `arguments`, then the file and its format.
    #[must_use]
    pub fn new(program: PathBuf, arguments: Vec<OsString>) -> Self {
        Self { program, arguments, time: TIME, turn: Semaphore::new(1) }
    }

    /// Gives up after another time than a minute.
    #[must_use]
    pub fn within(self, time: Duration) -> Self {
        Self { time, ..self }
    }

    async fn run(&self, file: &Path, format: Format) -> io::Result<Option<Vec<u8>>> {
        let mut process = Command::new(&self.program)
            .args(&self.arguments)
            .arg(file)
            .arg(serde_json::to_string(&format)?)
            // Nothing of the server's environment, which may hold keys.
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let mut said = Vec::new();
        if let Some(output) = process.stdout.take() {
            output.take(LONGEST).read_to_end(&mut said).await?;
        }
        let status = process.wait().await?;
        if is_told_to_end(status) {
            return Err(io::Error::new(io::ErrorKind::Interrupted, "the process was told to end"));
        }
        Ok(status.success().then_some(said))
    }
}

/// Whether somebody ended the process who ends others too: at a terminal, or a service with all that belongs to it. The file has
/// no part in it.
#[cfg(unix)]
fn is_told_to_end(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    /// SIGHUP, SIGINT and SIGTERM (POSIX.1-2024, `kill`).
    const TOLD: [i32; 3] = [1, 2, 15];
    status.signal().is_some_and(|signal| TOLD.contains(&signal))
}

#[cfg(not(unix))]
fn is_told_to_end(_: ExitStatus) -> bool {
    false
}

#[async_trait::async_trait]
impl TextExtractor for ExtractorProcess {
    async fn extract(&self, file: &Path, format: Format) -> Result<Extracted, ExtractError> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| ExtractError::Failed(error);
        let _turn = self.turn.acquire().await.map_err(|error| failed(error.into()))?;
        // What a process dies of, at any limit, is in the file.
        let too_much = || Unreadable::TooLarge.into();
        let Ok(run) = tokio::time::timeout(self.time, self.run(file, format)).await else {
            return Err(too_much());
        };
        let Some(said) = run.map_err(|error| failed(error.into()))? else { return Err(too_much()) };
        let outcome: Result<Extracted, Unreadable> =
            serde_json::from_slice(&said).map_err(|error| failed(error.into()))?;
        Ok(outcome?)
    }
}

/// What a process for one file does: keeps itself to its limits, extracts the text and writes it to the standard output.
///
/// # Errors
/// When the arguments are wrong, or the output cannot be written. What is wrong with the file is part of the output.
pub fn extract_here(file: &Path, format: &str) -> io::Result<()> {
    let format: Format = serde_json::from_str(format)?;
    bound_myself()?;
    let outcome = match std::fs::File::open(file) {
        Ok(file) => extract(format, io::BufReader::new(file), &Limits::default()),
        Err(error) => Err(Unreadable::Io { detail: error.to_string() }),
    };
    let mut output = io::stdout().lock();
    serde_json::to_writer(&mut output, &outcome)?;
    output.flush()
}

/// Limits memory and processor time, and takes the right to write files.
#[cfg(unix)]
fn bound_myself() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let at_most = |limit: u64| Rlimit { current: Some(limit), maximum: Some(limit) };
    // Linux counts what may be written to, unlike RLIMIT_AS, in which the size of the program itself stands.
    setrlimit(Resource::Data, at_most(MEMORY))?;
    setrlimit(Resource::Cpu, at_most(TIME.as_secs()))?;
    setrlimit(Resource::Fsize, at_most(0))?;
    setrlimit(Resource::Core, at_most(0))?;
    Ok(())
}

#[cfg(not(unix))]
fn bound_myself() -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    async fn said(script: &str, time: Duration) -> Result<Extracted, ExtractError> {
        let arguments = ["-c", script, "extract"].map(OsString::from).into();
        let extractor = ExtractorProcess::new("/bin/sh".into(), arguments).within(time);
        extractor.extract(Path::new("/tmp/a file"), Format::Pptx).await
    }

    const LONG: Duration = Duration::from_mins(1);

    #[tokio::test]
    async fn what_a_process_says_of_its_file_is_taken() {
        let text = said(
            r#"test "$1" = "/tmp/a file" && test "$2" = '"pptx"' &&
               echo '{"Ok":{"title":null,"sections":[{"place":{"slide":3},"text":"hello"}],"truncated":false}}'"#,
            LONG,
        )
        .await
        .unwrap();
        assert_eq!(text.sections[0].place, documents::Place::Slide(3));
        let refused = said(r#"echo '{"Err":{"code":"encrypted"}}'"#, LONG).await.unwrap_err();
        assert!(matches!(refused, ExtractError::Unreadable(Unreadable::Encrypted)), "{refused:?}");
    }

    #[tokio::test]
    async fn a_process_that_hangs_dies_or_is_killed_has_a_file_that_is_too_much() {
        for (script, time) in [
            ("sleep 600", Duration::from_millis(300)),
            ("exit 3", LONG),
            ("kill -9 $$", LONG),
            ("ulimit -v 20000; head -c 100m /dev/zero | tail", LONG),
        ] {
            let outcome = said(script, time).await;
            assert!(
                matches!(outcome, Err(ExtractError::Unreadable(Unreadable::TooLarge))),
                "{script}: {outcome:?}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_no_answer_is_this_machines_failure() {
        for script in ["echo hello", "true", "echo '{}'", "kill -TERM $$", "kill -INT $$", "kill -HUP $$"] {
            let outcome = said(script, LONG).await;
            assert!(matches!(outcome, Err(ExtractError::Failed(_))), "{script}: {outcome:?}");
        }
        let nowhere = ExtractorProcess::new("/no/such/program".into(), vec![]);
        let outcome = nowhere.extract(Path::new("a"), Format::Pdf).await;
        assert!(matches!(outcome, Err(ExtractError::Failed(_))), "{outcome:?}");
    }

    #[tokio::test]
    async fn a_process_gets_nothing_of_the_environment() {
        let script = r#"test -z "$HOME$CARGO" && echo '{"Err":{"code":"empty"}}'"#;
        let outcome = said(script, LONG).await;
        assert!(matches!(outcome, Err(ExtractError::Unreadable(Unreadable::Empty))), "{outcome:?}");
    }
}
