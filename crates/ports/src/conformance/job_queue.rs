//! What every queue does for those who send ([`JobQueue`]) and those who work ([`JobSource`]).

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use moodle::event::{EventId, EventName};

use super::pending_jobs::{job, version};
use super::samples::NOW;
use crate::{
    Delivery, IndexJob, JobMessage, JobQueue, JobSource, LONGEST_DELAY, MOST_DELIVERIES, QueueDepth,
};

/// Longer than any test takes.
const LONG: Duration = LONGEST_DELAY;
const SECOND: Duration = Duration::from_secs(1);

/// An empty queue whose time passes when a test says so, or by itself.
#[async_trait::async_trait]
pub trait Time: Send + Sync + 'static {
    /// The queue.
    type Queue: JobQueue + JobSource;

    /// The queue.
    fn queue(&self) -> &Self::Queue;

    /// Lets at least this time pass.
    async fn pass(&self, time: Duration);
}

/// A message about this job.
#[must_use]
pub fn message(job: IndexJob) -> JobMessage {
    JobMessage {
        job,
        version: version(),
        since: NOW,
        event: EventName::parse("\\core\\event\\course_module_updated").unwrap(),
        event_id: EventId::parse("0b0f7e9c-8f0a-4c1e-9d3b-1234567890ab").unwrap(),
    }
}

/// What is delivered within some seconds: a queue may need a second look.
async fn receive<T: Time>(time: &T, limit: u8, lease: Duration) -> Vec<Delivery> {
    for _ in 0..20 {
        let received = time.queue().receive(limit, lease).await.unwrap();
        if !received.is_empty() {
            return received;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Vec::new()
}

/// Whether nothing is delivered.
async fn is_silent<T: Time>(time: &T) -> bool {
    time.queue().receive(10, LONG).await.unwrap().is_empty()
}

/// Every member comes back, of a course's job as well.
pub async fn a_message_comes_back_as_it_was_sent<T: Time>(time: Arc<T>) {
    for job in [job(), IndexJob { module: None, ..job() }] {
        let sent = message(job);
        time.queue().send(&sent, Duration::ZERO).await.unwrap();
        let received = receive(&*time, 1, LONG).await;
        assert_eq!(received.len(), 1);
        assert_eq!((&received[0].message, received[0].count), (&sent, 1));
        time.queue().done(&received[0].receipt).await.unwrap();
    }
    assert_eq!(time.queue().depth().await.unwrap(), QueueDepth::default());
}

/// A message is delivered when its delay is over, and not before; longer delays than the longest are cut.
pub async fn a_message_falls_due_after_its_delay<T: Time>(time: Arc<T>) {
    let (soon, late, cut) = (message(job()), message(job()), message(job()));
    time.queue().send(&late, LONG).await.unwrap();
    time.queue().send(&cut, LONG * 9).await.unwrap();
    assert!(is_silent(&*time).await);
    assert_eq!(time.queue().depth().await.unwrap().delayed, 2);
    time.queue().send(&soon, SECOND * 2).await.unwrap();
    time.pass(SECOND * 3).await;
    let received = receive(&*time, 10, LONG).await;
    assert_eq!(received.iter().map(|delivery| &delivery.message).collect::<Vec<_>>(), [&soon]);
}

/// A message that is not done is delivered again when its lease is over, and its deliveries are counted.
pub async fn a_message_that_is_not_done_is_delivered_again<T: Time>(time: Arc<T>) {
    let sent = message(job());
    time.queue().send(&sent, Duration::ZERO).await.unwrap();
    let first = receive(&*time, 10, SECOND).await;
    time.pass(SECOND * 2).await;
    let second = receive(&*time, 10, LONG).await;
    assert_eq!([first[0].count, second[0].count], [1, 2]);
    assert_eq!(second[0].message, sent);
    assert!(is_silent(&*time).await, "a lease keeps others away");
    assert_eq!(time.queue().depth().await.unwrap().delivered, 1);
    time.queue().done(&second[0].receipt).await.unwrap();
    time.queue().done(&second[0].receipt).await.unwrap();
    time.queue().postpone(&second[0].receipt, Duration::ZERO).await.unwrap();
    assert_eq!(time.queue().depth().await.unwrap(), QueueDepth::default());
}

/// A message that is postponed is delivered again earlier, or later, than its lease said.
pub async fn a_message_can_be_postponed<T: Time>(time: Arc<T>) {
    time.queue().send(&message(job()), Duration::ZERO).await.unwrap();
    let first = receive(&*time, 10, LONG).await;
    time.queue().postpone(&first[0].receipt, SECOND).await.unwrap();
    time.pass(SECOND * 2).await;
    let second = receive(&*time, 10, SECOND).await;
    time.queue().postpone(&second[0].receipt, LONG).await.unwrap();
    time.pass(SECOND * 2).await;
    assert!(is_silent(&*time).await);
}

/// What fails as often as it may is set aside, and neither delivered nor in the way of others.
pub async fn a_message_that_fails_again_and_again_is_set_aside<T: Time>(time: Arc<T>) {
    let fails = message(job());
    time.queue().send(&fails, Duration::ZERO).await.unwrap();
    for count in 1..=MOST_DELIVERIES {
        let received = receive(&*time, 10, LONG).await;
        assert_eq!(received.len(), 1, "delivery {count}");
        assert_eq!(received[0].count, count);
        time.queue().postpone(&received[0].receipt, Duration::ZERO).await.unwrap();
    }
    let other = message(job());
    time.queue().send(&other, Duration::ZERO).await.unwrap();
    let received = receive(&*time, 10, LONG).await;
    assert_eq!(received.iter().map(|delivery| &delivery.message).collect::<Vec<_>>(), [&other]);
    let depth = time.queue().depth().await.unwrap();
    assert_eq!(depth, QueueDepth { delivered: 1, dead: 1, ..QueueDepth::default() });
}

/// Many workers get each message once, and no more at a time than they ask for.
pub async fn each_of_fifty_messages_is_delivered_to_one_worker<T: Time>(time: Arc<T>) {
    let sending = (0..50).map(|_| {
        let time = &time;
        async move { time.queue().send(&message(job()), Duration::ZERO).await.unwrap() }
    });
    join_all(sending).await;
    let workers = (0..4).map(|_| {
        let time = Arc::clone(&time);
        tokio::spawn(async move {
            let mut mine = Vec::new();
            loop {
                let received = receive(&*time, 3, LONG).await;
                assert!(received.len() <= 3);
                if received.is_empty() {
                    return mine;
                }
                mine.extend(received.into_iter().map(|delivery| delivery.message.version));
            }
        })
    });
    let all: Vec<_> = join_all(workers).await.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(all.len(), 50);
    assert_eq!(all.into_iter().collect::<HashSet<_>>().len(), 50);
}

/// Runs the suite for [`crate::JobQueue`] and [`crate::JobSource`].
#[macro_export]
macro_rules! job_queue_conformance {
    ($fresh:ident) => {
        $crate::conformance_tests!(
            job_queue,
            $fresh,
            [
                a_message_comes_back_as_it_was_sent,
                a_message_falls_due_after_its_delay,
                a_message_that_is_not_done_is_delivered_again,
                a_message_can_be_postponed,
                a_message_that_fails_again_and_again_is_set_aside,
                each_of_fifty_messages_is_delivered_to_one_worker,
            ]
        );
    };
}
