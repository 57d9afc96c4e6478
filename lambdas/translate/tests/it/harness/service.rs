use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use http_api::{Sessions, Surroundings};
use lti::session::{Bearer, Session};
use lti::time::UnixTime;
use ports::conformance::samples;
use ports::memory::MemoryStore;
use ports::{Clock, Entropy, SystemEntropy, TranslationEngine};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use translate::{Allowances, App, Limits, Ports};

use super::{Answer, Events, Store, Watched};

/// When the tests play: 2026-11-21T22:05:22Z.
pub const NOW: i64 = samples::NOW.0;

/// A clock that tests set.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn pass(&self, time: Duration) {
        self.0.fetch_add(time.as_secs().try_into().unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> UnixTime {
        UnixTime(self.0.load(Ordering::SeqCst))
    }
}

/// Randomness that is always the same, so that pauses are.
struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, out: &mut [u8]) {
        out.fill(0);
    }
}

/// What a service is made of.
pub struct Setup {
    pub engine: Option<Arc<dyn TranslationEngine>>,
    pub limits: Limits,
    pub allowances: Allowances,
    pub store: Arc<dyn Store>,
}

impl Setup {
    pub fn new(engine: Arc<dyn TranslationEngine>) -> Self {
        Self {
            engine: Some(engine),
            limits: Limits::default(),
            allowances: Allowances::default(),
            store: Arc::new(MemoryStore::default()),
        }
    }

    pub fn without_engine() -> Self {
        Self { engine: None, ..Self::new(super::model(&super::echo())) }
    }

    pub fn limits(mut self, change: impl FnOnce(&mut Limits)) -> Self {
        change(&mut self.limits);
        self
    }

    pub fn allowances(mut self, change: impl FnOnce(&mut Allowances)) -> Self {
        change(&mut self.allowances);
        self
    }

    pub fn store(self, store: Arc<dyn Store>) -> Self {
        Self { store, ..self }
    }

    /// The service's routes with everything around them, its clock and what it keeps.
    pub fn router(self) -> (Router, Arc<TestClock>, Arc<Watched>) {
        let clock = Arc::new(TestClock(AtomicI64::new(NOW)));
        let watched = Arc::new(Watched::new(Arc::clone(&self.store)));
        let ports = Ports {
            sessions: Sessions {
                reader: Arc::clone(&self.store) as _,
                registrations: Arc::clone(&self.store) as _,
                clock: Arc::clone(&clock) as _,
            },
            cache: Arc::clone(&watched) as _,
            quotas: Arc::clone(&watched) as _,
            entropy: Arc::new(Zeros),
        };
        let app = App::new(ports, self.engine, self.limits, self.allowances);
        let surroundings = Surroundings {
            entropy: Arc::new(SystemEntropy::default()),
            https: true,
            tell: |refusal, asked, _| refusal.json(asked),
        };
        let app = Arc::new(app);
        let routes = translate::router(Arc::clone(&app)).merge(translate::site_router(app));
        (http_api::around(routes, surroundings), clock, watched)
    }

    pub async fn start(self) -> Service {
        let store = Arc::clone(&self.store);
        let (router, clock, watched) = self.router();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let listener = listener.tap_io(|connection| connection.set_nodelay(true).unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let bearer = enter(&*store, &samples::session()).await;
        Service { store, watched, clock, bearer, address, client, server }
    }
}

/// Begins a session of a registered platform; its bearer.
pub async fn enter(store: &dyn Store, session: &Session) -> String {
    let launch = &session.launch;
    let id = &launch.platform_id;
    let registration =
        samples::registration(&id.issuer, id.client_id.as_str(), &[launch.deployment_id.as_str()]);
    store.save(&registration).await.unwrap();
    let bearer = Bearer::random(&SystemEntropy::default());
    store.put_session(&bearer.digest(), session).await.unwrap();
    bearer.reveal().to_owned()
}

/// A running service with one person in it.
pub struct Service {
    pub store: Arc<dyn Store>,
    pub watched: Arc<Watched>,
    pub clock: Arc<TestClock>,
    /// The session of a person.
    pub bearer: String,
    address: SocketAddr,
    client: reqwest::Client,
    server: JoinHandle<()>,
}

impl Service {
    /// A service with this engine and everything else as usual.
    pub async fn start(engine: Arc<dyn TranslationEngine>) -> Self {
        Setup::new(engine).start().await
    }

    /// Begins another session.
    pub async fn enter(&self, session: &Session) -> String {
        enter(&*self.store, session).await
    }

    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        self.client.request(method.parse().unwrap(), format!("http://{}{path}", self.address))
    }

    /// A call of the person, not yet sent.
    pub fn post(&self, body: &Value) -> RequestBuilder {
        self.request("POST", "/api/translate").bearer_auth(&self.bearer).json(body)
    }

    /// A call of the person.
    pub async fn translate(&self, body: &Value) -> Answer {
        Answer::read(self.post(body).send().await.unwrap()).await
    }

    /// A call for texts, to French.
    pub async fn texts(&self, texts: &[&str]) -> Answer {
        self.translate(&json!({ "texts": texts, "target": "fr" })).await
    }

    /// A call for a fragment of HTML, to French.
    pub async fn html(&self, html: &str) -> Answer {
        self.translate(&json!({ "texts": [html], "target": "fr", "format": "html" })).await
    }

    /// A call of the person whose answer is streamed.
    pub async fn stream(&self, body: &Value) -> Events {
        Events::of(self.post(body).header("accept", "text/event-stream").send().await.unwrap())
    }

    /// A call with this body, whatever it is.
    pub async fn raw(&self, content_type: Option<&str>, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.request("POST", "/api/translate").bearer_auth(&self.bearer).body(body);
        let request = match content_type {
            Some(kind) => request.header("content-type", kind),
            None => request,
        };
        Answer::read(request.send().await.unwrap()).await
    }

    pub async fn languages(&self) -> Answer {
        let request = self.request("GET", "/api/languages").bearer_auth(&self.bearer);
        Answer::read(request.send().await.unwrap()).await
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.server.abort();
    }
}
