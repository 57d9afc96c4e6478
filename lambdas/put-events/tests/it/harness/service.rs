use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_api::Surroundings;
use lti::time::UnixTime;
use moodle::{Endpoint, MoodleEvent, Site, SiteKeyId, SiteUrl};
use ports::conformance::samples::NOW;
use ports::memory::MemoryStore;
use ports::{
    Clock, Entropy as _, EventRefusal, EventSink, SecretStore, SiteAdmin as _, SiteKeys, SiteReader,
    StoreError, SystemEntropy,
};
use put_events::{App, Ports};
use tower::ServiceExt as _;

use super::{Answer, Client};

/// Where the service is, seen from outside.
pub const ENDPOINT: &str = "https://tool.example";
/// The site whose client the tests are.
pub const SITE: &str = "https://moodle.example/campus";

struct Still;

impl Clock for Still {
    fn now(&self) -> UnixTime {
        NOW
    }
}

/// A sink that takes what it is told to.
#[derive(Default)]
pub struct BrokenSink(pub Mutex<Vec<Result<String, EventRefusal>>>);

#[async_trait::async_trait]
impl EventSink for BrokenSink {
    async fn put_events(&self, _: &[MoodleEvent]) -> Result<Vec<Result<String, EventRefusal>>, StoreError> {
        let told = std::mem::take(&mut *self.0.lock().unwrap());
        if told.is_empty() { Err(StoreError::Unavailable("on purpose".into())) } else { Ok(told) }
    }
}

/// A store that answers nothing.
struct Silent;

#[async_trait::async_trait]
impl SiteReader for Silent {
    async fn site(&self, _: &SiteKeyId) -> Result<Option<Site>, StoreError> {
        Err(StoreError::Unavailable("on purpose".into()))
    }
}

pub struct Service {
    pub store: Arc<MemoryStore>,
    router: Router,
}

impl Service {
    pub fn start() -> Self {
        let store = Arc::new(MemoryStore::default());
        Self::on(Arc::clone(&store), store.clone(), store)
    }

    /// A service whose events go elsewhere.
    pub fn with_sink(sink: Arc<dyn EventSink>) -> Self {
        let store = Arc::new(MemoryStore::default());
        Self::on(Arc::clone(&store), store, sink)
    }

    /// A service that cannot read which sites may send.
    pub fn without_sites() -> Self {
        let store = Arc::new(MemoryStore::default());
        Self::on(Arc::clone(&store), Arc::new(Silent), store)
    }

    fn on(store: Arc<MemoryStore>, sites: Arc<dyn SiteReader>, sink: Arc<dyn EventSink>) -> Self {
        let keys = Arc::new(SiteKeys::new(Arc::clone(&store) as Arc<dyn SecretStore>));
        let ports = Ports { sites, keys, sink, clock: Arc::new(Still) };
        let app = App::new(&Endpoint::parse(ENDPOINT).unwrap(), ports);
        let surroundings = Surroundings {
            entropy: Arc::new(SystemEntropy::default()),
            https: true,
            tell: |refusal, asked, _| refusal.json(asked),
        };
        Self { store, router: http_api::around(put_events::router(Arc::new(app)), surroundings) }
    }

    /// Adds a key of a site, as the operator does.
    pub async fn connect(&self, site: &str) -> Client {
        let key = SiteKeys::make(&*self.store, &SystemEntropy::default()).await.unwrap();
        let mut random = [0; 16];
        SystemEntropy::default().fill(&mut random);
        let (key_id, url) = (SiteKeyId::from_random(&random), SiteUrl::parse(site).unwrap());
        let secret = key.secret_of(&key_id, &url);
        self.store.add_site(&Site { key_id: key_id.clone(), url, added: NOW.0 }).await.unwrap();
        Client { key_id, secret, now: NOW.0, target: "AWSEvents.PutEvents" }
    }

    pub async fn answer(&self, request: Request<Body>) -> Answer {
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }
}
