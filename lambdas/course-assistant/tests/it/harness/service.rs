use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::serve::ListenerExt as _;
use course_assistant::{Allowances, App, Limits, Ports};
use http_api::{Sessions, Surroundings};
use lti::roles::CourseRole;
use lti::session::{Bearer, Session};
use lti::time::UnixTime;
use ports::conformance::samples;
use ports::memory::{MemoryQueue, ScriptedModel};
use ports::{Clock, LanguageModel, RegistrationAdmin as _, SessionWriter as _, SystemEntropy};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::{Answer, Events, Moodle, Shelf, Watched, course, session_in};

/// When the tests play: 2026-11-21T22:05:22Z.
pub const NOW: i64 = samples::NOW.0;

/// A clock that tests set.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn set_back(&self, time: Duration) {
        self.0.fetch_sub(time.as_secs().try_into().unwrap(), Ordering::SeqCst);
    }

    pub fn pass(&self, time: Duration) {
        self.0.fetch_add(time.as_secs().try_into().unwrap(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> UnixTime {
        UnixTime(self.0.load(Ordering::SeqCst))
    }
}

/// What a service is made of.
#[derive(Default)]
pub struct Setup {
    pub model: Option<Arc<dyn LanguageModel>>,
    pub limits: Limits,
    pub allowances: Allowances,
}

impl Setup {
    pub fn with(model: &ScriptedModel) -> Self {
        Self { model: Some(Arc::new(model.clone())), ..Self::default() }
    }

    /// The service's routes with everything around them, and what is behind them.
    pub fn router(self) -> (Router, World) {
        let files = Arc::new(Shelf::default());
        let clock = Arc::new(TestClock(AtomicI64::new(NOW)));
        let queue = Arc::new(MemoryQueue::new(Arc::clone(&clock) as _));
        let watched = Arc::new(Watched::new(Arc::clone(&files), Arc::clone(&queue)));
        let moodle = Arc::new(Moodle::new(Arc::clone(&files), Arc::clone(&clock)));
        let ports = Ports {
            sessions: Sessions {
                reader: Arc::clone(&files.store) as _,
                registrations: Arc::clone(&files.store) as _,
                clock: Arc::clone(&clock) as _,
            },
            manifest: Arc::clone(&watched) as _,
            tokens: Arc::clone(&moodle) as _,
            http: Arc::clone(&moodle) as _,
            search: Arc::clone(&watched) as _,
            questions: Arc::clone(&watched) as _,
            quotas: Arc::clone(&watched) as _,
            pending: Arc::clone(&watched) as _,
            queue: Arc::clone(&watched) as _,
            entropy: Arc::new(SystemEntropy::default()),
        };
        let app = Arc::new(App::new(ports, self.model, self.limits, self.allowances));
        let surroundings = Surroundings {
            entropy: Arc::new(SystemEntropy::default()),
            https: true,
            tell: |refusal, asked, _| refusal.json(asked),
        };
        let router = http_api::around(course_assistant::router(app), surroundings);
        (router, World { shelf: files, moodle, watched, queue, clock })
    }

    pub async fn start(self) -> Service {
        let (router, world) = self.router();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let listener = listener.tap_io(|connection| connection.set_nodelay(true).unwrap());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let bearer = world.enter(&session_in(&course(), CourseRole::Learner, "4")).await;
        Service { world, bearer, address, client, server }
    }
}

/// A question to a [router](Setup::router).
pub fn question(bearer: &str, accept: &str) -> Request<Body> {
    Request::post("/api/ask")
        .header("authorization", format!("Bearer {bearer}"))
        .header("content-type", "application/json")
        .header("accept", accept)
        .body(Body::from(json!({ "question": "exam" }).to_string()))
        .unwrap()
}

/// What is behind a service.
pub struct World {
    pub shelf: Arc<Shelf>,
    pub moodle: Arc<Moodle>,
    pub watched: Arc<Watched>,
    pub queue: Arc<MemoryQueue>,
    pub clock: Arc<TestClock>,
}

impl World {
    /// Begins a session of a registered platform; its bearer.
    pub async fn enter(&self, session: &Session) -> String {
        let launch = &session.launch;
        let id = &launch.platform_id;
        let registration =
            samples::registration(&id.issuer, id.client_id.as_str(), &[launch.deployment_id.as_str()]);
        self.shelf.store.save(&registration).await.unwrap();
        let bearer = Bearer::random(&SystemEntropy::default());
        self.shelf.store.put_session(&bearer.digest(), session).await.unwrap();
        bearer.reveal().to_owned()
    }
}

/// A running service with a student of [`course`] in it.
pub struct Service {
    pub world: World,
    /// The student's session.
    pub bearer: String,
    address: SocketAddr,
    client: reqwest::Client,
    server: JoinHandle<()>,
}

impl Service {
    /// A service with this model and everything else as usual.
    pub async fn start(model: &ScriptedModel) -> Self {
        Setup::with(model).start().await
    }

    /// A service without a model.
    pub async fn without_model() -> Self {
        Setup::default().start().await
    }

    pub fn shelf(&self) -> &Shelf {
        &self.world.shelf
    }

    /// Begins a session of a teacher of [`course`].
    pub async fn enter_teacher(&self) -> String {
        self.world.enter(&session_in(&course(), CourseRole::Instructor, "2")).await
    }

    pub fn request(&self, method: &str, path: &str, bearer: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.address);
        self.client.request(method.parse().unwrap(), url).bearer_auth(bearer)
    }

    pub async fn call(&self, method: &str, path: &str, bearer: &str) -> Answer {
        Answer::read(self.request(method, path, bearer).send().await.unwrap()).await
    }

    /// A question of the student, not yet sent.
    pub fn post(&self, body: &Value) -> RequestBuilder {
        self.request("POST", "/api/ask", &self.bearer).json(body)
    }

    /// A question of the student, answered in one piece.
    pub async fn send(&self, body: &Value) -> Answer {
        Answer::read(self.post(body).send().await.unwrap()).await
    }

    pub async fn ask(&self, question: &str) -> Answer {
        self.send(&json!({ "question": question })).await
    }

    /// A question of somebody else.
    pub async fn ask_as(&self, bearer: &str, question: &str) -> Answer {
        let call = self.request("POST", "/api/ask", bearer).json(&json!({ "question": question }));
        Answer::read(call.send().await.unwrap()).await
    }

    /// A question of the student whose answer is streamed.
    pub async fn stream(&self, question: &str) -> Events {
        let call = self.post(&json!({ "question": question })).header("accept", "text/event-stream");
        Events::of(call.send().await.unwrap())
    }

    /// A question with this body, whatever it is.
    pub async fn raw(&self, content_type: Option<&str>, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.request("POST", "/api/ask", &self.bearer).body(body);
        let request = match content_type {
            Some(kind) => request.header("content-type", kind),
            None => request,
        };
        Answer::read(request.send().await.unwrap()).await
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.server.abort();
    }
}
