use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::routing::post;
use axum::{Json, Router};
use http_api::{SiteCaller, Surroundings};
use lti::launch::OneTimeClaim;
use lti::time::UnixTime;
use lti::token::TokenDigest;
use moodle::connection_code::ConnectionCode;
use moodle::site_info::TokenDecision;
use moodle::{Endpoint, Site, SiteKeyId, SiteUrl};
use moodle_authorizer::{App, Ports, behind};
use ports::conformance::samples::NOW;
use ports::memory::MemoryStore;
use ports::{
    Clock, Entropy as _, HttpClient, MoodleTokens, OneTime, SecretBytes, SecretName, SecretStore, SiteAdmin,
    SiteKeys, SiteReader, StoreError, SystemEntropy,
};
use serde_json::json;
use tower::ServiceExt as _;

use super::moodle::WWWROOT;
use super::{Answer, Moodle, Plugin};

/// Where the service is, seen from outside.
pub const ENDPOINT: &str = "https://tool.example";

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

/// All stores that the service needs in one.
pub trait Store: SiteAdmin + SecretStore + OneTime + MoodleTokens + 'static {}
impl<S: SiteAdmin + SecretStore + OneTime + MoodleTokens + 'static> Store for S {}

/// What a service is made of.
pub struct Setup {
    pub moodle_url: Option<SiteUrl>,
    pub store: Arc<dyn Store>,
    pub http: Option<Arc<dyn HttpClient>>,
}

impl Default for Setup {
    fn default() -> Self {
        Self { moodle_url: SiteUrl::parse(WWWROOT).ok(), store: Arc::new(MemoryStore::default()), http: None }
    }
}

/// A route behind the authorizer, and a Moodle.
pub struct Service {
    pub moodle: Arc<Moodle>,
    pub clock: Arc<TestClock>,
    pub store: Arc<dyn Store>,
    router: Router,
}

impl Setup {
    pub fn start(self) -> Service {
        let (moodle, clock) = (Arc::new(Moodle::default()), Arc::new(TestClock(AtomicI64::new(NOW.0))));
        moodle.answers(Service::STUDENT, "site-info-student");
        moodle.answers(Service::ADMIN, "site-info-admin");
        let Self { moodle_url, store, http } = self;
        let ports = Ports {
            sites: Arc::clone(&store) as _,
            keys: Arc::new(SiteKeys::new(Arc::clone(&store) as _)),
            one_time: Arc::clone(&store) as _,
            tokens: Arc::clone(&store) as _,
            http: http.unwrap_or(Arc::clone(&moodle) as _),
            clock: Arc::clone(&clock) as _,
        };
        let app = App::new(Endpoint::parse(ENDPOINT).unwrap(), moodle_url, ports);
        let who = async |caller: SiteCaller| Json(json!({ "site": caller.site, "user_id": caller.user_id }));
        let surroundings = Surroundings {
            entropy: Arc::new(SystemEntropy::default()),
            https: true,
            tell: |refusal, asked, _| refusal.json(asked),
        };
        let routes = behind(Arc::new(app), Router::new().route("/v1/who", post(who)));
        Service { moodle, clock, store, router: http_api::around(routes, surroundings) }
    }
}

impl Service {
    pub const STUDENT: &str = "face0000000000000000000000000003";
    pub const ADMIN: &str = "face0000000000000000000000000001";

    pub fn start() -> Self {
        Setup::default().start()
    }

    /// A call with these `Authorization` headers.
    pub async fn call(&self, authorization: &[&str]) -> Answer {
        let mut request = Request::post("/v1/who");
        for value in authorization {
            request = request.header("authorization", *value);
        }
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        Answer::read(response).await
    }

    /// A call with this token.
    pub async fn with(&self, token: &str) -> Answer {
        self.call(&[&format!("Bearer {token}")]).await
    }

    pub fn now(&self) -> i64 {
        self.clock.now().0
    }

    /// Adds a key of a site, as the operator does.
    pub async fn connect(&self, url: &str) -> Plugin {
        let key = SiteKeys::make(&*self.store, &SystemEntropy::default()).await.unwrap();
        let mut random = [0; 16];
        SystemEntropy::default().fill(&mut random);
        let (key_id, site) = (SiteKeyId::from_random(&random), SiteUrl::parse(url).unwrap());
        let added = Site { key_id: key_id.clone(), url: site.clone(), added: self.now() };
        assert!(self.store.add_site(&added).await.unwrap());
        let secret = key.secret_of(&key_id, &site);
        Plugin { code: ConnectionCode { endpoint: Endpoint::parse(ENDPOINT).unwrap(), site, key_id, secret } }
    }
}

/// A store of which everything fails once it is broken, and nothing answers once it hangs.
#[derive(Default)]
pub struct Broken {
    store: MemoryStore,
    fails: AtomicBool,
    hangs: AtomicBool,
}

impl Broken {
    pub fn break_it(&self) {
        self.fails.store(true, Ordering::SeqCst);
    }

    pub fn hang(&self) {
        self.hangs.store(true, Ordering::SeqCst);
    }

    async fn works(&self) -> Result<(), StoreError> {
        if self.hangs.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        if self.fails.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("on purpose".into()));
        }
        Ok(())
    }
}

#[async_trait::async_trait]
impl SiteReader for Broken {
    async fn site(&self, key_id: &SiteKeyId) -> Result<Option<Site>, StoreError> {
        self.works().await?;
        self.store.site(key_id).await
    }
}

#[async_trait::async_trait]
impl SiteAdmin for Broken {
    async fn add_site(&self, site: &Site) -> Result<bool, StoreError> {
        self.store.add_site(site).await
    }

    async fn sites(&self) -> Result<Vec<Site>, StoreError> {
        self.store.sites().await
    }

    async fn remove_site(&self, key_id: &SiteKeyId) -> Result<bool, StoreError> {
        self.store.remove_site(key_id).await
    }
}

#[async_trait::async_trait]
impl SecretStore for Broken {
    async fn secret(&self, name: SecretName) -> Result<Option<SecretBytes>, StoreError> {
        self.works().await?;
        self.store.secret(name).await
    }

    async fn keep_first(&self, name: SecretName, fresh: &SecretBytes) -> Result<SecretBytes, StoreError> {
        self.store.keep_first(name, fresh).await
    }

    async fn replace(
        &self,
        name: SecretName,
        expected: &SecretBytes,
        new: &SecretBytes,
    ) -> Result<bool, StoreError> {
        self.store.replace(name, expected, new).await
    }
}

#[async_trait::async_trait]
impl OneTime for Broken {
    async fn claim_once(&self, claim: &OneTimeClaim, now: UnixTime) -> Result<bool, StoreError> {
        self.works().await?;
        self.store.claim_once(claim, now).await
    }
}

#[async_trait::async_trait]
impl MoodleTokens for Broken {
    async fn decision(
        &self,
        token: &TokenDigest,
        now: UnixTime,
    ) -> Result<Option<TokenDecision>, StoreError> {
        self.works().await?;
        self.store.decision(token, now).await
    }

    async fn keep_decision(
        &self,
        token: &TokenDigest,
        decision: &TokenDecision,
        until: UnixTime,
    ) -> Result<(), StoreError> {
        self.works().await?;
        self.store.keep_decision(token, decision, until).await
    }
}

mod conformance {
    use super::*;

    async fn fresh() -> ((), Arc<Broken>) {
        ((), Arc::default())
    }

    ports::one_time_conformance!(fresh);
    ports::sites_conformance!(fresh);
    ports::secrets_conformance!(fresh);
    ports::moodle_tokens_conformance!(fresh);
}
