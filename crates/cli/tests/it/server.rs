//! The built binary, run as a command or as a server that is stopped with the test.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// The command with `arguments`, in a folder of its own, so that its defaults touch nothing.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_moodle-aws"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// What a command said on its error output, and that it failed with exit code 1 or 2.
pub fn refusal(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(matches!(output.status.code(), Some(1 | 2)), "{:?}: {said}", output.status);
    said
}

/// A folder with a front-end build in it, for servers and commands to work in.
pub fn workplace() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("frontend/dist/assets")).unwrap();
    fs::write(folder.path().join("frontend/dist/index.html"), "<!doctype html><title>App</title>").unwrap();
    folder
}

/// A port that nothing listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A running server.
pub struct Server {
    pub child: Child,
    pub url: String,
}

impl Server {
    /// Starts it and waits until it says that it runs.
    pub fn start(folder: &Path, port: u16, arguments: &[&str]) -> Self {
        let addr = format!("127.0.0.1:{port}");
        let arguments = [&["serve", "--addr", &addr], arguments].concat();
        // Nobody reads the log while the server runs, so it goes to a file: a full pipe would stop the server.
        let log = folder.join(format!("serve-{port}.log"));
        let output = File::create(&log).unwrap();
        let mut child = command(folder, &arguments).stdout(Stdio::piped()).stderr(output).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        assert!(first.contains("is running"), "serve did not start: {}", fs::read_to_string(log).unwrap());
        Self { child, url: format!("http://localhost:{port}") }
    }

    /// Closes what it logs to, as a program does that read it and ended.
    pub fn start_without_a_log(folder: &Path, port: u16) -> Self {
        let addr = format!("127.0.0.1:{port}");
        let mut child = command(folder, &["--log", "trace", "serve", "--addr", &addr])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stderr.take());
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        Self { child, url: format!("http://localhost:{port}") }
    }

    /// Ends it as `kill -9` does: it gets no chance to tidy up.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
