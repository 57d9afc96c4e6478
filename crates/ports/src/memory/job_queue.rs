use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lti::time::UnixTime;

use crate::{
    Clock, Delivery, JobMessage, JobQueue, JobSource, LONGEST_DELAY, MESSAGES_KEPT, MOST_DELIVERIES,
    QueueDepth, StoreError,
};

/// A queue in memory, whose time is that of a clock.
pub struct MemoryQueue {
    clock: Arc<dyn Clock>,
    messages: Mutex<Messages>,
}

#[derive(Default)]
struct Messages {
    kept: Vec<Kept>,
    sent: u64,
}

struct Kept {
    id: u64,
    message: JobMessage,
    sent: UnixTime,
    due: UnixTime,
    deliveries: u32,
    dead: bool,
}

impl Kept {
    fn receipt(&self) -> String {
        format!("{}-{}", self.id, self.deliveries)
    }
}

impl MemoryQueue {
    /// An empty queue.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, messages: Mutex::default() }
    }

    fn messages(&self) -> MutexGuard<'_, Messages> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait::async_trait]
impl JobQueue for MemoryQueue {
    async fn send(&self, message: &JobMessage, delay: Duration) -> Result<(), StoreError> {
        let now = self.clock.now();
        let mut messages = self.messages();
        messages.sent += 1;
        let id = messages.sent;
        let due = now + delay.min(LONGEST_DELAY);
        let message = message.clone();
        messages.kept.push(Kept { id, message, sent: now, due, deliveries: 0, dead: false });
        Ok(())
    }
}

#[async_trait::async_trait]
impl JobSource for MemoryQueue {
    async fn receive(&self, limit: u8, lease: Duration) -> Result<Vec<Delivery>, StoreError> {
        let now = self.clock.now();
        let mut messages = self.messages();
        messages.kept.retain(|kept| kept.dead || now.since(kept.sent) < MESSAGES_KEPT);
        let mut due: Vec<_> = messages.kept.iter_mut().filter(|kept| !kept.dead && kept.due <= now).collect();
        due.sort_by_key(|kept| (kept.due, kept.id));
        for kept in &mut due {
            kept.dead = kept.deliveries >= MOST_DELIVERIES;
        }
        let deliveries = due.into_iter().filter(|kept| !kept.dead).take(limit.into()).map(|kept| {
            kept.due = now + lease;
            kept.deliveries += 1;
            Delivery { message: kept.message.clone(), count: kept.deliveries, receipt: kept.receipt() }
        });
        Ok(deliveries.collect())
    }

    async fn done(&self, receipt: &str) -> Result<(), StoreError> {
        self.messages().kept.retain(|kept| kept.dead || kept.receipt() != receipt);
        Ok(())
    }

    async fn postpone(&self, receipt: &str, time: Duration) -> Result<(), StoreError> {
        let due = self.clock.now() + time;
        let mut messages = self.messages();
        let kept = messages.kept.iter_mut().find(|kept| !kept.dead && kept.receipt() == receipt);
        if let Some(kept) = kept {
            kept.due = due;
        }
        Ok(())
    }

    async fn depth(&self) -> Result<QueueDepth, StoreError> {
        let now = self.clock.now();
        let mut depth = QueueDepth::default();
        for kept in &self.messages().kept {
            let count = match kept {
                Kept { dead: true, .. } => &mut depth.dead,
                Kept { due, .. } if *due <= now => &mut depth.waiting,
                Kept { deliveries: 0, .. } => &mut depth.delayed,
                _ => &mut depth.delivered,
            };
            *count += 1;
        }
        Ok(depth)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;
    use crate::conformance::job_queue::Time;
    use crate::conformance::samples::NOW;

    struct Hands(AtomicI64);

    impl Clock for Hands {
        fn now(&self) -> UnixTime {
            UnixTime(self.0.load(Ordering::SeqCst))
        }
    }

    struct Rig {
        clock: Arc<Hands>,
        queue: MemoryQueue,
    }

    #[async_trait::async_trait]
    impl Time for Rig {
        type Queue = MemoryQueue;

        fn queue(&self) -> &MemoryQueue {
            &self.queue
        }

        async fn pass(&self, time: Duration) {
            self.clock.0.fetch_add(i64::try_from(time.as_secs()).unwrap(), Ordering::SeqCst);
        }
    }

    async fn fresh() -> ((), Arc<Rig>) {
        let clock = Arc::new(Hands(AtomicI64::new(NOW.0)));
        let queue = MemoryQueue::new(clock.clone());
        ((), Arc::new(Rig { clock, queue }))
    }

    crate::job_queue_conformance!(fresh);
}
