use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// What a test may set about the platform.
struct Script {
    configuration: Value,
    status: StatusCode,
    answer: String,
    redirect: Option<String>,
    asked: Vec<Request>,
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct Request {
    pub what: &'static str,
    pub authorization: Option<String>,
    pub body: Value,
}

#[derive(Clone)]
struct Shared {
    script: Arc<Mutex<Script>>,
    turns: Arc<Semaphore>,
}

/// A platform on loopback that registers tools as Moodle does: the same paths, the same configuration, the same answer.
pub struct RegisteringPlatform {
    pub origin: String,
    shared: Shared,
}

const CONFIGURATION: &str = "/mod/lti/openid-configuration.php";
const REGISTRATION: &str = "/mod/lti/openid-registration.php";
const RECORDED: &str = "https://moodle.localtest:8443";

impl RegisteringPlatform {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let recorded =
            include_str!("../../../../../crates/lti/tests/fixtures/moodle-5.1/openid-configuration.json");
        let script = Script {
            configuration: serde_json::from_str(&recorded.replace(RECORDED, &origin)).unwrap(),
            status: StatusCode::OK,
            answer: answer("client-r", Some("7")).to_string(),
            redirect: None,
            asked: Vec::new(),
        };
        let shared = Shared {
            script: Arc::new(Mutex::new(script)),
            turns: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
        };
        let router = Router::new()
            .route(CONFIGURATION, get(configuration))
            .route(REGISTRATION, post(registration))
            .with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, shared }
    }

    /// Where its configuration is.
    pub fn url(&self) -> String {
        format!("{}{CONFIGURATION}", self.origin)
    }

    /// Changes a member of its configuration.
    pub fn configure(&self, member: &str, value: Value) {
        self.shared.script.lock().unwrap().configuration[member] = value;
    }

    /// What it answers to a registration.
    pub fn answer(&self, status: u16, body: impl Into<String>) {
        let mut script = self.shared.script.lock().unwrap();
        (script.status, script.answer) = (StatusCode::from_u16(status).unwrap(), body.into());
    }

    /// Registers the tool with this client id and deployment.
    pub fn registers(&self, client_id: &str, deployment_id: Option<&str>) {
        self.answer(200, answer(client_id, deployment_id).to_string());
    }

    /// Redirects from its configuration.
    pub fn redirect(&self, to: String) {
        self.shared.script.lock().unwrap().redirect = Some(to);
    }

    /// Answers no registration until it is let go on.
    pub fn hold(&self) {
        self.shared.turns.forget_permits(Semaphore::MAX_PERMITS);
    }

    pub fn go_on(&self) {
        self.shared.turns.add_permits(100);
    }

    /// What it was asked, in order.
    pub fn asked(&self) -> Vec<Request> {
        self.shared.script.lock().unwrap().asked.clone()
    }
}

fn answer(client_id: &str, deployment_id: Option<&str>) -> Value {
    json!({
        "client_id": client_id,
        "scope": "https://purl.imsglobal.org/spec/lti-ags/scope/score",
        "https://purl.imsglobal.org/spec/lti-tool-configuration": { "version": "1.3.0", "deployment_id": deployment_id },
    })
}

impl Shared {
    fn note(&self, what: &'static str, headers: &HeaderMap, body: &[u8]) {
        let authorization =
            headers.get(header::AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
        let body = serde_json::from_slice(body).unwrap_or_default();
        self.script.lock().unwrap().asked.push(Request { what, authorization, body });
    }
}

async fn configuration(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    shared.note("configuration", &headers, b"");
    let script = shared.script.lock().unwrap();
    match &script.redirect {
        Some(to) => (StatusCode::FOUND, [(header::LOCATION, to.clone())]).into_response(),
        None => script.configuration.to_string().into_response(),
    }
}

async fn registration(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    shared.note("registration", &headers, &body);
    shared.turns.acquire().await.unwrap().forget();
    let script = shared.script.lock().unwrap();
    // Moodle calls everything but its JSON HTML, its plain-text refusals too.
    (script.status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], script.answer.clone())
        .into_response()
}
