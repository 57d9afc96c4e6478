//! The programs of one mode at work: a shell that runs a pipeline of eight to fourteen of them.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use ports::EngineError;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

/// In bytes. Longer than every translation of a sentence: what is longer is no answer.
const LONGEST_ANSWER: u64 = 4 * 1024 * 1024;

/// How long a pipeline may take to end by itself, when nobody waits for it.
const GRACE: Duration = Duration::from_secs(2);

/// Runs a mode such that only its first program has the input and only its last one the output: where any program
/// dies, the output ends. A shell that ran them in the foreground would keep the output open.
const RUN: &str = "exec 3<&0; <&3 MODE & exec 0<&- 1>&- 3<&-; wait";

/// A command that gets nothing of our environment: a place to look for programs, and a locale in which they read
/// and write UTF-8.
pub(super) fn command(program: &str, search_path: &OsString) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", search_path).env("LC_ALL", "C.UTF-8");
    command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    command
}

/// What a pipeline runs.
#[derive(Clone, Debug)]
pub(super) enum Script {
    /// The programs of a mode's file: they translate.
    Mode(PathBuf),
    /// The program that looks words up in this dictionary.
    Analyser(PathBuf),
}

/// What a pipeline is started with.
#[derive(Clone, Debug)]
pub(super) struct Mode {
    pub script: Script,
    pub search_path: OsString,
}

impl Mode {
    /// Starts the programs, in a process group of their own so that they can be ended together. They end by
    /// themselves with their input: also when this process is killed.
    ///
    /// # Errors
    /// [`EngineError::Unreachable`].
    pub async fn start(&self) -> Result<Pipeline, EngineError> {
        self.try_start().await.map_err(|error| EngineError::Unreachable(error.into()))
    }

    async fn try_start(&self) -> io::Result<Pipeline> {
        let script = RUN.replace("MODE", self.commands().await?.trim());
        let mut shell = command("bash", &self.search_path);
        #[cfg(unix)]
        shell.process_group(0);
        let mut child = shell
            // A mode's script takes options of generation and tagging: `-n` leaves unknown words unmarked.
            .args(["-c", &script, "bash", "-n", ""])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let missing = || io::Error::other("it has no output");
        let stdout = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        Ok(Pipeline { child, stdout, asked: 0 })
    }

    /// Commands that answer after each NUL.
    async fn commands(&self) -> io::Result<String> {
        match &self.script {
            Script::Mode(file) => self.mode(file).await,
            Script::Analyser(dictionary) => {
                check_file(dictionary)?;
                let path = dictionary.to_str().ok_or_else(|| io::Error::other("its path is not UTF-8"))?;
                Ok(format!("lt-proc -z {}", shlex::try_quote(path).map_err(io::Error::other)?))
            }
        }
    }

    /// The mode's commands, and with them what carries word-bound blanks around the programs that do not know them.
    async fn mode(&self, file: &Path) -> io::Result<String> {
        // The program gives an empty script for a file that is not there.
        check_file(file)?;
        let mut command = command("apertium-wblank-mode", &self.search_path);
        let output = command.arg("-z").arg(file).output().await?;
        match String::from_utf8(output.stdout) {
            Ok(script) if output.status.success() => Ok(script),
            _ => Err(io::Error::other(format!("apertium-wblank-mode cannot read {}", file.display()))),
        }
    }
}

fn check_file(path: &Path) -> io::Result<()> {
    std::fs::metadata(path)
        .map(drop)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

/// Programs that run. Dropping it kills them.
#[derive(Debug)]
pub(super) struct Pipeline {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// How many sentences it has been asked for.
    asked: u64,
}

impl Pipeline {
    /// The number of the next request.
    pub fn next_number(&mut self) -> u64 {
        self.asked += 1;
        self.asked
    }

    /// Whether it has answered one request at most.
    pub fn is_new(&self) -> bool {
        self.asked <= 1
    }

    /// Sends text and waits for the answer.
    ///
    /// # Errors
    /// When a program has ended or says something unreadable. The pipeline is of no use then.
    pub async fn ask(&mut self, text: &str) -> io::Result<String> {
        let Self { child, stdout, .. } = self;
        let write = async {
            let stdin = child.stdin.as_mut().ok_or_else(|| io::Error::other("it has no input"))?;
            stdin.write_all(text.as_bytes()).await?;
            stdin.write_all(b"\0").await?;
            stdin.flush().await
        };
        let read = async {
            let mut answer = Vec::new();
            stdout.take(LONGEST_ANSWER).read_until(0, &mut answer).await?;
            if answer.pop() == Some(0) { Ok(answer) } else { Err(io::Error::other("its output has ended")) }
        };
        // Both at once: an answer begins before a long sentence is written.
        let ((), answer) = tokio::try_join!(write, read)?;
        String::from_utf8(answer).map_err(io::Error::other)
    }

    /// Ends the programs by ending their input, so that the shell sees them end and none is left to be reaped.
    pub async fn end(mut self) {
        // To wait for a child closes its input.
        let _ = timeout(GRACE, self.child.wait()).await;
    }
}

// Elsewhere the shell alone is killed, and the others end with their input.
#[cfg(unix)]
impl Drop for Pipeline {
    fn drop(&mut self) {
        use rustix::process::{Pid, Signal, kill_process_group};
        // The id is known as long as the shell has not been waited for: the group is still ours.
        let id = self.child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(group) = id.and_then(Pid::from_raw) {
            // It has ended already, if this fails.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::discover::Installation;
    use super::super::pairs::{installed, pairs};
    use super::*;

    /// As when this process is killed: nothing but the end of their input tells the programs.
    #[tokio::test]
    async fn every_mode_in_use_answers_and_ends_with_its_input() {
        let folder = Path::new(Installation::DATA_FOLDER).join("modes");
        let pairs = pairs(installed(&folder).unwrap());
        for mode in pairs.values().filter_map(|way| <&[_; 1]>::try_from(way.as_slice()).ok()) {
            let script = Script::Mode(mode[0].file.clone());
            let mode = Mode { script, search_path: "/usr/bin:/bin".into() };
            let mut pipeline = mode.start().await.unwrap();
            for answer in ["42.[e1]", "42 [k0] 7.[e2]"] {
                assert_eq!(pipeline.ask(answer).await.unwrap(), answer, "{mode:?}");
            }
            drop(pipeline.child.stdin.take());
            pipeline.stdout.read_to_end(&mut Vec::new()).await.unwrap();
            assert!(pipeline.child.wait().await.unwrap().success(), "{mode:?}");
        }
    }
}
