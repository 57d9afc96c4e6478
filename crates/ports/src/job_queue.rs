use std::time::Duration;

use lti::time::UnixTime;
use moodle::event::{EventId, EventName};

use crate::{Entropy, IndexJob, JobMessage, JobVersion, PendingJobs, StoreError};

/// The longest delay of a message (Amazon SQS API Reference, `SendMessage`, `DelaySeconds`).
pub const LONGEST_DELAY: Duration = Duration::from_mins(15);

/// The longest lease (Amazon SQS API Reference, `ReceiveMessage`, `VisibilityTimeout`).
pub const LONGEST_LEASE: Duration = Duration::from_hours(12);

/// How often a message is delivered before it is set aside as one that cannot be worked on.
pub const MOST_DELIVERIES: u32 = 5;

/// How long a message waits in the queue before it is given up; on one machine, which may be off, as long as its job is remembered.
pub const MESSAGES_KEPT: Duration = Duration::from_hours(24 * 4);

/// How long after it was sent a message is kept that was set aside.
pub const DEAD_KEPT: Duration = Duration::from_hours(24 * 14);

/// Sends jobs, each to fall due later. Messages may be delivered more than once, and in any order.
#[async_trait::async_trait]
pub trait JobQueue: Send + Sync {
    /// Sends a message that is delivered when `delay` is over: whole seconds, [`LONGEST_DELAY`] at most; a longer one is cut.
    ///
    /// # Errors
    /// [`StoreError`]; then nobody knows whether it was sent.
    async fn send(&self, message: &JobMessage, delay: Duration) -> Result<(), StoreError>;
}

/// Notes a job that no event of Moodle asks for, and sends its message, to fall due when `delay` is over.
///
/// # Errors
/// [`StoreError`]; then the job may be noted without a message, and must be requested again.
pub async fn request_job(
    pending: &dyn PendingJobs,
    queue: &dyn JobQueue,
    entropy: &dyn Entropy,
    job: IndexJob,
    now: UnixTime,
    delay: Duration,
) -> Result<(), StoreError> {
    let version = JobVersion::random(entropy);
    let since = pending.note(&job, &version, now).await?;
    let mut id = [0; 16];
    entropy.fill(&mut id);
    let (event, event_id) = (EventName::index_requested(), EventId::from_random(id));
    queue.send(&JobMessage { job, version, since, event, event_id }, delay).await
}

/// One delivery of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The message.
    pub message: JobMessage,
    /// Which delivery this is: 1 for the first. It is approximate.
    pub count: u32,
    /// Names the delivery for [`JobSource::done`] and [`JobSource::postpone`].
    pub receipt: String,
}

/// How many messages there are. Each number is approximate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueueDepth {
    /// Sent, and not due yet.
    pub delayed: u64,
    /// Due.
    pub waiting: u64,
    /// Delivered, and neither done nor due again.
    pub delivered: u64,
    /// Set aside.
    pub dead: u64,
}

/// Delivers the messages of a [`JobQueue`].
///
/// Whoever gets one asks [`crate::PendingJobs::begin`]; does the job if it is to be done, and calls
/// [`crate::PendingJobs::finish`]; and calls [`JobSource::done`] at the end, whether it was to be done or not. A worker that
/// fails on the way calls [`crate::PendingJobs::release`], and one that dies nothing: the message is delivered again when the
/// lease is over, and set aside after [`MOST_DELIVERIES`].
#[async_trait::async_trait]
pub trait JobSource: Send + Sync {
    /// Up to `limit` (10 at most) messages that are due, which nobody else gets for `lease`: whole seconds,
    /// [`LONGEST_LEASE`] at most. A message that cannot be read is left, and set aside like one that fails.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn receive(&self, limit: u8, lease: Duration) -> Result<Vec<Delivery>, StoreError>;

    /// Deletes a delivered message. One that is gone is left alone.
    ///
    /// # Errors
    /// [`StoreError`]; then the message may be delivered again.
    async fn done(&self, receipt: &str) -> Result<(), StoreError>;

    /// Has a delivered message delivered again after this time from now, instead of when its lease is over. One that is gone,
    /// or whose lease is over, is left alone.
    ///
    /// # Errors
    /// [`StoreError`]; then the lease may be as it was.
    async fn postpone(&self, receipt: &str, time: Duration) -> Result<(), StoreError>;

    /// How many messages there are.
    ///
    /// # Errors
    /// [`StoreError`].
    async fn depth(&self) -> Result<QueueDepth, StoreError>;
}
