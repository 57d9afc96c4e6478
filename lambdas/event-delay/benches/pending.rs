//! `mise run bench`: what ten thousand jobs that wait cost on one machine, in time and memory.
//!
//! Events go through the library onto SQLite, every write synced to disk; then a worker takes what is due. The memory is that
//! of this process, which does nothing else.
#![expect(clippy::unwrap_used, reason = "a benchmark fails by panicking")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use event_delay::{App, handle};
use local::{SqliteQueue, SqliteStore};
use lti::time::UnixTime;
use moodle::MoodleEvent;
use ports::{Begun, Clock, JobSource as _, PendingJobs as _, SystemEntropy};
use serde_json::json;

const JOBS: u64 = 10_000;
/// Events that are handled at the same time.
const SIDE_BY_SIDE: u64 = 100;
/// For how long the worker has a message, and its job.
const LEASE: Duration = Duration::from_mins(1);

struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> UnixTime {
        UnixTime(self.0.load(Ordering::SeqCst))
    }
}

fn event(number: u64) -> MoodleEvent {
    let detail = json!({
        "schemaversion": 1,
        "eventid": format!("0b0f7e9c-8f0a-4c1e-9d3b-{number:012x}"),
        "sequence": number,
        "siteid": "7d1f3a52-6e0b-4b7e-8a55-0123456789ab",
        "wwwroot": "https://moodle.example",
        "eventname": "\\core\\event\\course_module_updated",
        "courseid": number / 50 + 1,
        "cmid": number,
        "timecreated": 1_795_299_039,
    });
    MoodleEvent::parse(&detail.to_string()).unwrap()
}

/// A line of what the kernel says about this process, in KiB.
fn memory(name: &str) -> Option<u32> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}

fn report(what: &str, began: Instant) {
    let seconds = began.elapsed().as_secs_f64();
    let mebibytes =
        |name| memory(name).map_or_else(String::new, |kib| format!("{:.1} MiB", f64::from(kib) / 1024.0));
    println!(
        "  {what:<28} {seconds:>6.2} s   in memory {:>9}   at the peak {:>9}",
        mebibytes("VmRSS"),
        mebibytes("VmHWM")
    );
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(Hands(AtomicI64::new(1_795_298_722)));
    let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
    let queue = Arc::new(SqliteQueue::new(store.clone(), clock.clone()));
    let app = Arc::new(App {
        pending: store.clone(),
        queue: queue.clone(),
        clock: clock.clone(),
        entropy: Arc::new(SystemEntropy::default()),
    });
    println!("\n{JOBS} jobs that wait, on SQLite:");
    report("nothing waits", Instant::now());

    let began = Instant::now();
    for first in (1..=JOBS).step_by(usize::try_from(SIDE_BY_SIDE).unwrap()) {
        let handling = (first..first + SIDE_BY_SIDE).map(|number| {
            let app = Arc::clone(&app);
            tokio::spawn(async move { handle(&app, &event(number)).await.unwrap() })
        });
        for handled in handling.collect::<Vec<_>>() {
            handled.await.unwrap();
        }
    }
    report("an event for each", began);
    assert_eq!(queue.depth().await.unwrap().delayed, JOBS);

    clock.0.fetch_add(60, Ordering::SeqCst);
    let (began, mut finished) = (Instant::now(), 0);
    while finished < JOBS {
        for delivery in queue.receive(10, LEASE).await.unwrap() {
            let message = &delivery.message;
            let answer = store.begin(&message.job, &message.version, clock.now(), LEASE).await.unwrap();
            assert_eq!(answer, Begun::Run);
            store.finish(&message.job, &message.version).await.unwrap();
            queue.done(&delivery.receipt).await.unwrap();
            finished += 1;
        }
    }
    report("each taken, begun, finished", began);
    let kib = std::fs::metadata(folder.path().join("db")).unwrap().len() / 1024;
    println!("  the database has {kib} KiB");
}
