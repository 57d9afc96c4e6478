//! The log of a server under test.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use tracing::Dispatch;
use tracing::subscriber::NoSubscriber;
use tracing_subscriber::fmt::MakeWriter;

/// What a server writes while a test holds its guard. Both run on one thread.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Everything, other crates' lines included.
    #[must_use]
    pub fn read(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// The lines that the product itself wrote.
    #[must_use]
    pub fn own_lines(&self) -> String {
        let ours = [
            " course_assistant",
            " lti_tool",
            " translate",
            " moodle_authorizer",
            " put_events",
            " http_api",
            " local",
            " ports",
        ];
        let log = self.read();
        log.lines().filter(|line| ours.iter().any(|name| line.contains(name))).collect::<Vec<_>>().join("\n")
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// While there is one listener, `tracing` asks that of the thread which comes first to a place in the code, and remembers
/// the answer for all threads: a test without a log could silence the place for the test with one. Of two it asks both.
static SECOND: OnceLock<Dispatch> = OnceLock::new();

/// Keeps what is logged on this thread, down to the least, until the guard is dropped.
#[must_use]
pub fn begin_log() -> (Log, tracing::subscriber::DefaultGuard) {
    SECOND.get_or_init(|| Dispatch::new(NoSubscriber::default()));
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).with_ansi(false);
    let subscriber = subscriber.with_max_level(tracing::Level::TRACE).with_target(true).finish();
    (log, tracing::subscriber::set_default(subscriber))
}
