//! A Moodle, an index and everything between them, with a clock whose hands the tests move.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use http_client::WebClient;
use index_file::{App, ExtractHere, Limits, Outcome, Ports, Requests, handle, reconcile};
use lti::time::UnixTime;
use moodle::{ModuleId, SiteUrl, WebServiceToken};
use ports::conformance::samples::NOW;
use ports::memory::{MemoryQueue, MemoryStore};
use ports::{
    Clock, CourseManifest, DocumentIndex, DocumentState, JobQueue, JobSource, LONGEST_RUN, Manifest,
    ManifestDocument, ManifestModule, OpenQuestions, PendingJobs, SiteCourse, SiteTokenAdmin, SystemEntropy,
};
use tempfile::TempDir;
use test_moodle::{CourseId, Site, TestMoodle};

use crate::failing_index::FailingIndex;

/// A clock that stands still until it is told to go on.
pub struct Hands(AtomicI64);

impl Default for Hands {
    fn default() -> Self {
        Self(AtomicI64::new(NOW.0))
    }
}

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

/// Where what is to be kept is kept.
pub struct Stores {
    pub tokens: Arc<dyn SiteTokenAdmin>,
    pub manifest: Arc<dyn Manifest>,
    pub questions: Arc<dyn OpenQuestions>,
    pub pending: Arc<dyn PendingJobs>,
}

pub struct Rig<I = FailingIndex> {
    _moodle: TestMoodle,
    _scratch: TempDir,
    pub site: Site,
    pub tokens: Arc<dyn SiteTokenAdmin>,
    pub queue: Arc<dyn JobSource>,
    pub index: Arc<I>,
    pub clock: Arc<Hands>,
    pub app: App,
}

/// The time within which no test waits for what hangs.
const SHORT: Duration = Duration::from_secs(2);

impl Rig {
    pub async fn new() -> Self {
        let clock = Arc::new(Hands::default());
        let store = Arc::new(MemoryStore::default());
        let stores = Stores {
            tokens: store.clone(),
            manifest: store.clone(),
            questions: store.clone(),
            pending: store,
        };
        let queue = Arc::new(MemoryQueue::new(clock.clone()));
        Self::on(stores, queue, Arc::default(), clock).await
    }

    /// What answers may come from: the texts of a course's documents, by their names.
    pub async fn answers(&self, course: CourseId) -> BTreeMap<String, String> {
        let (manifest, mut answers) = (self.manifest(course).await, BTreeMap::new());
        for (id, text) in self.index.texts() {
            let Some((of, module)) = id.belongs_to(&self.url()) else { continue };
            if of.get() != course.get() {
                continue;
            }
            if let Some((_, document)) = manifest.answers_from(module, &id) {
                answers.insert(document.name.clone(), text);
            }
        }
        answers
    }

    /// The names of the documents of a course that answers may come from.
    pub async fn named(&self, course: CourseId) -> BTreeSet<String> {
        self.answers(course).await.into_keys().collect()
    }
}

impl<I: DocumentIndex + 'static> Rig<I> {
    pub async fn on<Q: JobQueue + JobSource + 'static>(
        stores: Stores,
        queue: Arc<Q>,
        index: Arc<I>,
        clock: Arc<Hands>,
    ) -> Self {
        let moodle = TestMoodle::start().await;
        let site = moodle.site().clone();
        let scratch = tempfile::tempdir().unwrap();
        let http = Arc::new(WebClient::new().unwrap());
        let Stores { tokens, manifest, questions, pending } = stores;
        let ports = Ports {
            tokens: tokens.clone(),
            http: http.clone(),
            downloads: http,
            extractor: Arc::new(ExtractHere),
            manifest,
            index: index.clone(),
            questions,
            requests: Requests {
                pending,
                queue: queue.clone(),
                clock: clock.clone(),
                entropy: Arc::new(SystemEntropy::default()),
            },
        };
        let mut app = App::new(ports, scratch.path().to_owned());
        app.limits = Limits { call: SHORT, download: SHORT, ..Limits::default() };
        let rig = Self { _moodle: moodle, _scratch: scratch, site, tokens, queue, index, clock, app };
        rig.give_token(&rig.site.token()).await;
        rig
    }

    pub fn url(&self) -> SiteUrl {
        SiteUrl::parse(self.site.root()).unwrap()
    }

    pub async fn give_token(&self, token: &str) {
        let token = WebServiceToken::parse(token).unwrap();
        self.tokens.put_site_token(&self.url(), &token, self.clock.now()).await.unwrap();
    }

    pub fn of(&self, course: CourseId) -> SiteCourse {
        SiteCourse { site: self.url(), course: course.get().try_into().unwrap() }
    }

    /// Something happened in the course.
    pub async fn course_changed(&self, course: CourseId) {
        self.app.ports.requests.request(&self.of(course), None, Duration::ZERO).await.unwrap();
    }

    /// Something happened in an activity.
    pub async fn changed(&self, course: CourseId, module: test_moodle::ModuleId) {
        let module = Some(ids(module));
        self.app.ports.requests.request(&self.of(course), module, Duration::ZERO).await.unwrap();
    }

    /// Works on one message that is due, if one is; whether its job failed.
    pub async fn work_once(&self) -> Option<bool> {
        let delivery = self.queue.receive(1, LONGEST_RUN).await.unwrap().pop()?;
        match handle(&self.app, &delivery.message, delivery.count).await {
            Outcome::Done => {
                self.queue.done(&delivery.receipt).await.unwrap();
                Some(false)
            }
            Outcome::Again(pause, _) => {
                self.queue.postpone(&delivery.receipt, pause).await.unwrap();
                Some(true)
            }
        }
    }

    /// Works on what is due.
    pub async fn work(&self) {
        while self.work_once().await.is_some() {}
    }

    /// Works until there are no jobs left but those that were set aside.
    pub async fn settle(&self) {
        for _ in 0..500 {
            self.work().await;
            let depth = self.queue.depth().await.unwrap();
            if depth.delayed + depth.waiting + depth.delivered == 0 {
                return;
            }
            self.clock.pass(Duration::from_mins(1));
        }
        panic!("there are jobs without end");
    }

    /// Works for so long, whether there is an end to it or not.
    pub async fn work_for(&self, time: Duration) {
        let end = self.clock.now() + time;
        while self.clock.now() < end {
            self.work().await;
            self.clock.pass(Duration::from_mins(1));
        }
        self.work().await;
    }

    pub async fn night(&self) {
        self.clock.pass(Duration::from_hours(6));
        reconcile(&self.app).await.unwrap();
        self.settle().await;
    }

    pub async fn manifest(&self, course: CourseId) -> CourseManifest {
        self.app.ports.manifest.course_manifest(&self.of(course)).await.unwrap()
    }

    pub async fn module(&self, course: CourseId, module: test_moodle::ModuleId) -> Option<ManifestModule> {
        self.manifest(course).await.modules.into_iter().find(|known| known.id == ids(module))
    }

    pub async fn document(&self, course: CourseId, name: &str) -> ManifestDocument {
        let documents = self.manifest(course).await.modules.into_iter().flat_map(|module| module.documents);
        documents.into_iter().find(|document| document.name == name).expect(name)
    }

    /// The code of what is wrong with a document.
    pub async fn trouble(&self, course: CourseId, name: &str) -> String {
        match self.document(course, name).await.state {
            DocumentState::Failed(problem) => format!("failed {}", problem.code),
            DocumentState::Skipped(problem) => format!("skipped {}", problem.code),
            other => format!("{other:?}"),
        }
    }
}

pub fn ids(module: test_moodle::ModuleId) -> ModuleId {
    module.get().try_into().unwrap()
}

/// Names as a set.
pub fn set<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}
