use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use lti::time::UnixTime;
use ports::conformance::job_queue::{Time, message};
use ports::conformance::pending_jobs::{LEASE, job, version};
use ports::conformance::samples::NOW;
use ports::{
    Begun, Clock, DEAD_KEPT, JobQueue as _, JobSource as _, LONGEST_DELAY, LONGEST_LEASE, MOST_DELIVERIES,
    PENDING_KEPT, PendingJobs as _, QueueDepth,
};
use rusqlite::Connection;
use tempfile::TempDir;

use super::super::{SqliteQueue, SqliteStore};

const MINUTE: Duration = Duration::from_mins(1);

/// A clock whose hands a test moves.
struct Hands(AtomicI64);

impl Hands {
    fn set(&self, now: UnixTime) {
        self.0.store(now.0, Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> UnixTime {
        UnixTime(self.0.load(Ordering::SeqCst))
    }
}

struct Rig {
    clock: Arc<Hands>,
    store: Arc<SqliteStore>,
    queue: SqliteQueue,
}

impl Rig {
    fn open(folder: &TempDir) -> Self {
        let clock = Arc::new(Hands(AtomicI64::new(NOW.0)));
        let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
        let queue = SqliteQueue::new(store.clone(), clock.clone());
        Self { clock, store, queue }
    }
}

#[async_trait::async_trait]
impl Time for Rig {
    type Queue = SqliteQueue;

    fn queue(&self) -> &SqliteQueue {
        &self.queue
    }

    async fn pass(&self, time: Duration) {
        self.clock.set(self.clock.now() + time);
    }
}

async fn fresh() -> (TempDir, Arc<Rig>) {
    let folder = tempfile::tempdir().unwrap();
    let rig = Rig::open(&folder);
    (folder, Arc::new(rig))
}

ports::job_queue_conformance!(fresh);

#[tokio::test]
async fn what_waits_survives_a_restart() {
    let (folder, before) = fresh().await;
    let (delayed, delivered, version) = (message(job()), message(job()), version());
    before.store.note(&delayed.job, &version, NOW).await.unwrap();
    before.queue.send(&delivered, Duration::ZERO).await.unwrap();
    before.queue.receive(1, MINUTE).await.unwrap();
    before.queue.send(&delayed, MINUTE).await.unwrap();
    drop(before);

    let after = Rig::open(&folder);
    assert_eq!(after.queue.receive(10, MINUTE).await.unwrap(), []);
    let depth = QueueDepth { delayed: 1, delivered: 1, ..QueueDepth::default() };
    assert_eq!(after.queue.depth().await.unwrap(), depth);
    after.pass(MINUTE).await;
    let received = after.queue.receive(10, MINUTE).await.unwrap();
    let received: Vec<_> = received.into_iter().map(|one| (one.message, one.count)).collect();
    assert_eq!(received, [(delivered, 2), (delayed.clone(), 1)]);
    let begun = after.store.begin(&delayed.job, &version, NOW + MINUTE, LEASE).await.unwrap();
    assert_eq!(begun, Begun::Run);
}

#[tokio::test]
async fn a_late_worker_does_not_end_a_later_delivery() {
    let (_folder, rig) = fresh().await;
    rig.queue.send(&message(job()), Duration::ZERO).await.unwrap();
    let late = rig.queue.receive(1, MINUTE).await.unwrap().remove(0).receipt;
    rig.pass(MINUTE).await;
    let other = rig.queue.receive(1, MINUTE).await.unwrap().remove(0).receipt;
    rig.queue.done(&late).await.unwrap();
    rig.queue.postpone(&late, Duration::ZERO).await.unwrap();
    assert_eq!(rig.queue.receive(1, MINUTE).await.unwrap(), []);
    assert_eq!(rig.queue.depth().await.unwrap().delivered, 1);
    rig.queue.done(&other).await.unwrap();
    assert_eq!(rig.queue.depth().await.unwrap(), QueueDepth::default());
    for nonsense in ["", "-", "1", "a-1", "1-a", "99-1"] {
        rig.queue.done(nonsense).await.unwrap();
        rig.queue.postpone(nonsense, MINUTE).await.unwrap();
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_holds_no_message_up() {
    let (_folder, rig) = fresh().await;
    let year = Duration::from_hours(24 * 365);
    rig.clock.set(NOW + year);
    rig.queue.send(&message(job()), Duration::ZERO).await.unwrap();
    rig.queue.receive(1, MINUTE).await.unwrap();
    rig.queue.send(&message(job()), MINUTE).await.unwrap();
    rig.clock.set(NOW);
    assert_eq!(rig.queue.depth().await.unwrap().waiting, 2);
    assert_eq!(rig.queue.receive(10, LONGEST_LEASE).await.unwrap().len(), 2);
    rig.queue.send(&message(job()), LONGEST_DELAY).await.unwrap();
    assert_eq!(rig.queue.receive(10, MINUTE).await.unwrap(), [], "the longest lease and delay are kept");
}

#[tokio::test]
async fn a_message_that_cannot_be_read_holds_up_no_other_and_is_set_aside() {
    let (folder, rig) = fresh().await;
    for _ in 0..2 {
        rig.queue.send(&message(job()), Duration::ZERO).await.unwrap();
    }
    let other = Connection::open(folder.path().join("db")).unwrap();
    other.execute(r#"UPDATE index_queue SET message = '{"later":1}' WHERE id = 1"#, []).unwrap();
    for count in 1..=MOST_DELIVERIES {
        let received = rig.queue.receive(10, MINUTE).await.unwrap();
        assert_eq!(received.iter().map(|one| one.count).collect::<Vec<_>>(), [count]);
        rig.pass(MINUTE).await;
    }
    assert_eq!(rig.queue.receive(10, MINUTE).await.unwrap(), []);
    assert_eq!(rig.queue.depth().await.unwrap().dead, 2);
}

#[tokio::test]
async fn sweeping_forgets_messages_and_jobs_when_they_are_too_old_and_no_earlier() {
    let (_folder, rig) = fresh().await;
    let second = Duration::from_secs(1);
    rig.store.note(&job(), &version(), NOW).await.unwrap();
    rig.queue.send(&message(job()), Duration::ZERO).await.unwrap();
    for _ in 0..=MOST_DELIVERIES {
        rig.queue.receive(1, Duration::ZERO).await.unwrap();
    }
    rig.queue.send(&message(job()), Duration::ZERO).await.unwrap();
    // What was set aside first; what still waits, after a machine was off for days, as long as the job is remembered.
    for (kept, rows) in [(DEAD_KEPT, 1), (PENDING_KEPT, 2)] {
        assert_eq!(rig.store.sweep(NOW + kept - second).await.unwrap(), 0, "{kept:?}");
        assert_eq!(rig.store.sweep(NOW + kept).await.unwrap(), rows, "{kept:?}");
    }
}
