use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lti::time::UnixTime;
use moodle::content::Barrier;
use ports::memory::MemoryQueue;
use ports::{
    Begun, CourseManifest, IndexError, IndexJob, JobMessage, JobQueue, JobVersion, ManifestReader,
    OpenQuestion, OpenQuestions, Passage, PassageSearch, PendingJobs, Quotas, SiteCourse, StoreError, Take,
};

use super::Shelf;

/// A part of the world that a test can make fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Manifest,
    Search,
    Questions,
    Quotas,
    Pending,
    Queue,
}

/// The world of a service, of which the tests see what it is asked, and whose parts they can make fail.
pub struct Watched {
    shelf: Arc<Shelf>,
    queue: Arc<MemoryQueue>,
    broken: Mutex<BTreeSet<Part>>,
    searched: Mutex<Vec<String>>,
    charges: Mutex<i64>,
    hides: Mutex<Option<u64>>,
    last: Mutex<Option<Box<dyn FnOnce() + Send>>>,
    guesses: Mutex<bool>,
}

impl Watched {
    pub fn new(shelf: Arc<Shelf>, queue: Arc<MemoryQueue>) -> Self {
        let (broken, searched, charges) = (Mutex::default(), Mutex::default(), Mutex::default());
        let (hides, last, guesses) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { shelf, queue, broken, searched, charges, hides, last, guesses }
    }

    pub fn break_part(&self, part: Part) {
        self.broken.lock().unwrap().insert(part);
    }

    pub fn mend(&self) {
        self.broken.lock().unwrap().clear();
    }

    /// A teacher hides the activity while the next search is under way.
    pub fn hide_while_searching(&self, module: u64) {
        *self.hides.lock().unwrap() = Some(module);
    }

    /// The next search takes longer than Moodle to answer, and this happens before it ends.
    pub fn before_a_search_ends(&self, happens: impl FnOnce() + Send + 'static) {
        *self.last.lock().unwrap() = Some(Box::new(happens));
    }

    /// What is found from now on is found by chance.
    pub fn guess(&self) {
        *self.guesses.lock().unwrap() = true;
    }

    /// What was searched for, in order.
    pub fn searched(&self) -> Vec<String> {
        self.searched.lock().unwrap().clone()
    }

    /// How many questions are charged, less those that were given back.
    pub fn charged(&self) -> i64 {
        *self.charges.lock().unwrap()
    }

    fn works(&self, part: Part) -> Result<(), StoreError> {
        let broken = self.broken.lock().unwrap().contains(&part);
        if broken { Err(StoreError::Unavailable("on purpose".into())) } else { Ok(()) }
    }

    fn count(&self, takes: &[Take], sign: i64) {
        let mut charges = self.charges.lock().unwrap();
        let asked = takes.iter().find(|take| take.allowance.contains("questions-of-hour"));
        *charges += asked.map_or(0, |take| sign * i64::try_from(take.amount).unwrap());
    }
}

#[async_trait::async_trait]
impl ManifestReader for Watched {
    async fn course_manifest(&self, course: &SiteCourse) -> Result<CourseManifest, StoreError> {
        self.works(Part::Manifest)?;
        self.shelf.store.course_manifest(course).await
    }
}

#[async_trait::async_trait]
impl PassageSearch for Watched {
    async fn search(
        &self,
        course: &SiteCourse,
        question: &str,
        limit: usize,
    ) -> Result<Vec<Passage>, IndexError> {
        self.searched.lock().unwrap().push(question.to_owned());
        self.works(Part::Search).map_err(|error| IndexError::Busy(error.into()))?;
        let mut found = self.shelf.index.search(course, question, limit).await?;
        for passage in &mut found {
            passage.fits = !*self.guesses.lock().unwrap();
        }
        let hidden = self.hides.lock().unwrap().take();
        if let Some(module) = hidden {
            self.shelf.change(course, module, |module| module.barriers = vec![Barrier::Hidden]).await;
        }
        let last = self.last.lock().unwrap().take();
        if let Some(happens) = last {
            tokio::time::sleep(Duration::from_millis(200)).await;
            happens();
        }
        Ok(found)
    }
}

#[async_trait::async_trait]
impl OpenQuestions for Watched {
    async fn note_open(&self, course: &SiteCourse, question: &str, now: UnixTime) -> Result<(), StoreError> {
        self.works(Part::Questions)?;
        self.shelf.store.note_open(course, question, now).await
    }

    async fn open_questions(
        &self,
        course: &SiteCourse,
        now: UnixTime,
    ) -> Result<Vec<OpenQuestion>, StoreError> {
        self.works(Part::Questions)?;
        self.shelf.store.open_questions(course, now).await
    }

    async fn forget_open(&self, course: &SiteCourse) -> Result<(), StoreError> {
        self.works(Part::Questions)?;
        self.shelf.store.forget_open(course).await
    }
}

#[async_trait::async_trait]
impl Quotas for Watched {
    async fn take(&self, takes: &[Take], now: UnixTime) -> Result<Result<(), usize>, StoreError> {
        self.works(Part::Quotas)?;
        let outcome = self.shelf.store.take(takes, now).await?;
        if outcome.is_ok() {
            self.count(takes, 1);
        }
        Ok(outcome)
    }

    async fn give_back(&self, takes: &[Take]) -> Result<(), StoreError> {
        self.works(Part::Quotas)?;
        self.count(takes, -1);
        self.shelf.store.give_back(takes).await
    }
}

#[async_trait::async_trait]
impl PendingJobs for Watched {
    async fn note(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
    ) -> Result<UnixTime, StoreError> {
        self.works(Part::Pending)?;
        self.shelf.store.note(job, version, now).await
    }

    async fn begin(
        &self,
        job: &IndexJob,
        version: &JobVersion,
        now: UnixTime,
        lease: Duration,
    ) -> Result<Begun, StoreError> {
        self.shelf.store.begin(job, version, now, lease).await
    }

    async fn release(&self, job: &IndexJob, version: &JobVersion) -> Result<(), StoreError> {
        self.shelf.store.release(job, version).await
    }

    async fn finish(&self, job: &IndexJob, version: &JobVersion) -> Result<bool, StoreError> {
        self.shelf.store.finish(job, version).await
    }
}

#[async_trait::async_trait]
impl JobQueue for Watched {
    async fn send(&self, message: &JobMessage, delay: Duration) -> Result<(), StoreError> {
        self.works(Part::Queue)?;
        self.queue.send(message, delay).await
    }
}
