use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use http_client::WebClient;
use lti::login::ToolUrl;
use lti::time::UnixTime;
use lti::tool_key::ToolKey;
use lti_tool::{App, FrontPage, Ports};
use ports::memory::MemoryStore;
use ports::{Clock, InviteAdmin, RegistrationAdmin, SecretBytes, SecretName, SystemEntropy};
use test_platform::{LaunchClaims, SigningKey};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::watched::{Store, Watched};
use super::{Answer, Browser, Login, NOW, Platform, TOOL};

/// A clock that tests set.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn seconds(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

impl Clock for TestClock {
    fn now(&self) -> UnixTime {
        UnixTime(self.seconds())
    }
}

/// A running tool that knows the platforms A and B.
pub struct Tool {
    pub a: Platform,
    pub b: Platform,
    /// What the operator works on.
    pub admin: Arc<dyn RegistrationAdmin>,
    /// The operator's invites.
    pub invites: Arc<dyn InviteAdmin>,
    /// The tool's own public key.
    pub public_pem: String,
    address: SocketAddr,
    clock: Arc<TestClock>,
    client: reqwest::Client,
    written: Arc<Mutex<Vec<&'static str>>>,
    server: JoinHandle<()>,
}

impl Tool {
    pub async fn start() -> Self {
        Self::start_at(TOOL).await
    }

    pub async fn start_at(public_url: &str) -> Self {
        Self::start_on(Arc::new(MemoryStore::default()), public_url).await
    }

    /// A tool that lets platforms on this machine register themselves.
    pub async fn start_for_private_platforms() -> Self {
        let anywhere = WebClient::new().unwrap();
        Self::start_with(Arc::new(MemoryStore::default()), TOOL, anywhere, |app| app).await
    }

    /// A tool of a stack that has no course assistant.
    pub async fn start_without_assistant() -> Self {
        let strangers = WebClient::for_strangers().unwrap();
        Self::start_with(Arc::new(MemoryStore::default()), TOOL, strangers, App::without_assistant).await
    }

    pub async fn start_on(store: Arc<impl Store>, public_url: &str) -> Self {
        Self::start_with(store, public_url, WebClient::for_strangers().unwrap(), |app| app).await
    }

    async fn start_with(
        store: Arc<impl Store>,
        public_url: &str,
        strangers: WebClient,
        set_up: impl FnOnce(App) -> App,
    ) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(NOW)));
        let a = Platform::start("a", SigningKey::rsa(), Arc::clone(&clock)).await;
        let b = Platform::start("b", SigningKey::other_rsa(), Arc::clone(&clock)).await;
        for platform in [&a, &b] {
            store.save(&platform.registration()).await.unwrap();
        }
        let public_pem = public_pem(&*store).await;

        let written = Arc::default();
        let watched = Arc::new(Watched::new(Arc::clone(&store), Arc::clone(&written)));
        let ports = Ports {
            registrations: Arc::clone(&store) as _,
            deployments: Arc::clone(&watched) as _,
            one_time: Arc::clone(&watched) as _,
            session_reader: Arc::clone(&store) as _,
            session_writer: Arc::clone(&watched) as _,
            secrets: Arc::clone(&store) as _,
            invites: Arc::clone(&watched) as _,
            http: Arc::new(WebClient::new().unwrap()),
            strangers: Arc::new(strangers),
            clock: Arc::clone(&clock) as _,
            entropy: Arc::new(SystemEntropy::default()),
        };
        let page = FrontPage::new("<!doctype html><title>front end</title>");
        let app = set_up(App::new(ToolUrl::parse(public_url).unwrap(), ports, page));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = lti_tool::router(Arc::new(app), axum::Router::new());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
        let client = client.build().unwrap();
        Self {
            a,
            b,
            admin: Arc::clone(&store) as _,
            invites: store,
            public_pem,
            address,
            clock,
            client,
            written,
            server,
        }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(&format!("http://{}", self.address), self.client.clone())
    }

    /// Lets time pass, for the tool and its platforms.
    pub fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The time of the tool and its platforms.
    pub fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// What the tool has written so far, in order.
    pub fn written(&self) -> Vec<&'static str> {
        self.written.lock().unwrap().clone()
    }

    /// A launch of A that differs from a good one by `change` is refused.
    pub async fn refuses(
        &self,
        status: u16,
        code: &str,
        change: impl FnOnce(LaunchClaims) -> LaunchClaims,
    ) -> Answer {
        let a = &self.a;
        self.refuses_token(status, code, |login| change(a.claims(login)).sign(&a.key)).await
    }

    /// A token is refused, nothing is written, and the login stays good for the genuine launch.
    pub async fn refuses_token(
        &self,
        status: u16,
        code: &str,
        token: impl FnOnce(&Login) -> String,
    ) -> Answer {
        let browser = self.browser();
        let login = self.a.login(&browser).await;
        let before = self.written();
        let answer = browser.launch(&login.state, &token(&login)).await;
        answer.assert_refused(status, code);
        assert_eq!(self.written(), before, "a refused launch writes nothing");
        browser.launch(&login.state, &self.a.token(&login)).await.accepted();
        answer
    }

    /// A launch of A that differs from a good one by `change` is accepted; the bearer of its session.
    pub async fn accepts(&self, change: impl FnOnce(LaunchClaims) -> LaunchClaims) -> String {
        let a = &self.a;
        self.accepts_token(|login| change(a.claims(login)).sign(&a.key)).await
    }

    pub async fn accepts_token(&self, token: impl FnOnce(&Login) -> String) -> String {
        let browser = self.browser();
        let login = self.a.login(&browser).await;
        let code = browser.launch(&login.state, &token(&login)).await.accepted();
        let answer = browser.exchange(&code).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["token"].as_str().unwrap().to_owned()
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Gives the tool a key, which is made once for all tests; its public part.
async fn public_pem(store: &impl Store) -> String {
    static KEY: OnceLock<Vec<u8>> = OnceLock::new();
    let key = KEY.get_or_init(|| ToolKey::generate().unwrap());
    store.keep_first(SecretName::ToolKey, &SecretBytes::new(key.clone())).await.unwrap();
    ToolKey::from_pkcs8(key).unwrap().public_pem().unwrap()
}
