//! What events are handled and jobs are worked on with, of every kind, and a clock whose hands the tests move.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use event_delay::App;
use local::{SqliteQueue, SqliteStore};
use lti::time::UnixTime;
use ports::conformance::samples::NOW;
use ports::memory::{MemoryQueue, MemoryStore};
use ports::{
    Begun, Clock, IndexJob, JobMessage, JobQueue, JobSource, JobVersion, PendingJobs, StoreError,
    SystemEntropy,
};
use tempfile::TempDir;

use crate::stack;

/// A clock that stands still until it is told to go on.
pub struct Hands(AtomicI64);

impl Hands {
    pub fn pass(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_secs()).unwrap(), Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> UnixTime {
        UnixTime(self.0.load(Ordering::SeqCst))
    }
}

/// What breaks at the next step of a handler.
#[derive(Default)]
pub struct Breaks {
    pub before_note: AtomicBool,
    pub before_send: AtomicBool,
}

fn broken(breaks: &AtomicBool) -> Result<(), StoreError> {
    if breaks.swap(false, Ordering::SeqCst) {
        return Err(StoreError::Unavailable("the test says so".into()));
    }
    Ok(())
}

struct Breaking<T: ?Sized> {
    breaks: Arc<Breaks>,
    whole: Arc<T>,
}

#[async_trait::async_trait]
impl PendingJobs for Breaking<dyn PendingJobs> {
    async fn note(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
    ) -> Result<UnixTime, StoreError> {
        broken(&self.breaks.before_note)?;
        self.whole.note(job, version, now).await
    }

    async fn begin(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
        lease: Duration,
    ) -> Result<Begun, StoreError> {
        self.whole.begin(job, version, now, lease).await
    }

    async fn release(&self, job: &IndexJob, version: &JobVersion) -> Result<(), StoreError> {
        self.whole.release(job, version).await
    }

    async fn finish(&self, job: &IndexJob, version: &JobVersion) -> Result<bool, StoreError> {
        self.whole.finish(job, version).await
    }
}

#[async_trait::async_trait]
impl JobQueue for Breaking<dyn JobQueue> {
    async fn send(&self, message: &JobMessage, delay: Duration) -> Result<(), StoreError> {
        broken(&self.breaks.before_send)?;
        self.whole.send(message, delay).await
    }
}

pub struct Rig {
    pub name: &'static str,
    pub clock: Arc<Hands>,
    pub breaks: Arc<Breaks>,
    pub pending: Arc<dyn PendingJobs>,
    pub source: Arc<dyn JobSource>,
    pub app: App,
    _folder: Option<TempDir>,
}

impl Rig {
    fn new<Q: JobQueue + JobSource + 'static>(
        name: &'static str,
        clock: Arc<Hands>,
        pending: Arc<dyn PendingJobs>,
        queue: Q,
        folder: Option<TempDir>,
    ) -> Self {
        let (breaks, queue) = (Arc::<Breaks>::default(), Arc::new(queue));
        let whole: Arc<dyn JobQueue> = queue.clone();
        let app = App {
            pending: Arc::new(Breaking { breaks: breaks.clone(), whole: pending.clone() }),
            queue: Arc::new(Breaking { breaks: breaks.clone(), whole }),
            clock: clock.clone(),
            entropy: Arc::new(SystemEntropy::default()),
        };
        Self { name, clock, breaks, pending, source: queue, app, _folder: folder }
    }

    pub fn in_memory() -> Self {
        let clock = Arc::new(Hands(AtomicI64::new(NOW.0)));
        let queue = MemoryQueue::new(clock.clone());
        Self::new("memory", clock, Arc::new(MemoryStore::default()), queue, None)
    }

    pub fn on_sqlite() -> Self {
        let clock = Arc::new(Hands(AtomicI64::new(NOW.0)));
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&folder.path().join("db")).unwrap());
        let queue = SqliteQueue::new(store.clone(), clock.clone());
        Self::new("SQLite", clock, store, queue, Some(folder))
    }

    /// Jobs on DynamoDB, their messages in memory: nobody can move the hands of the queue on AWS.
    pub fn on_dynamo() -> Self {
        let clock = Arc::new(Hands(AtomicI64::new(NOW.0)));
        let queue = MemoryQueue::new(clock.clone());
        Self::new("DynamoDB", clock, stack::store(), queue, None)
    }

    pub fn now(&self) -> UnixTime {
        self.clock.now()
    }
}
