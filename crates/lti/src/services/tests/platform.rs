//! A platform that gives prepared answers, and everything a client needs beside it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::super::*;
use crate::names::{ClientId, Issuer};
use crate::registration::{Endpoints, PlatformId};
use crate::token::tests::Counting;
use crate::tool_key::tests::key;

pub(super) const NOW: UnixTime = UnixTime(1_795_298_723);
pub(super) const TOKEN_URL: &str = "https://moodle.localtest:8443/mod/lti/token.php";
pub(super) const LINE_ITEMS: &str =
    "https://moodle.localtest:8443/mod/lti/services.php/3/lineitems?type_id=3";
pub(super) const OWN_ITEM: &str =
    "https://moodle.localtest:8443/mod/lti/services.php/3/lineitems/9/lineitem?type_id=3";
pub(super) const MEMBERS: &str =
    "https://moodle.localtest:8443/mod/lti/services.php/CourseSection/3/bindings/3/memberships";

/// One answer. The last one of a queue is given for ever.
#[derive(Clone)]
pub(super) enum Answer {
    /// What Moodle answered, to exactly the request that it answered: another method or URL fails the test.
    Recorded(&'static str),
    /// A status, headers and a body.
    Made(u16, Vec<(&'static str, String)>, String),
    /// This body for this token, and 401 for every other.
    For(&'static str, &'static str),
    /// No answer in time.
    Slow,
    /// Too much of an answer.
    Huge,
    /// Nothing, for ever.
    Hanging,
}

pub(super) fn json(body: impl Into<String>) -> Answer {
    Answer::Made(200, vec![], body.into())
}

pub(super) fn status(status: u16) -> Answer {
    Answer::Made(status, vec![], String::new())
}

/// A token with every scope that was asked for.
pub(super) fn granted(token: &str, seconds: u32) -> Answer {
    json(format!(r#"{{"access_token":"{token}","token_type":"bearer","expires_in":{seconds}}}"#))
}

/// A page of members with these ids and a link to `next`.
pub(super) fn members_page(ids: impl Iterator<Item = usize>, next: Option<String>) -> Answer {
    let members: Vec<_> = ids.map(|id| format!(r#"{{"user_id":"{id}","roles":["Learner"]}}"#)).collect();
    let link = next.map(|next| ("link", format!(r#"<{next}>; rel="next""#)));
    Answer::Made(200, link.into_iter().collect(), format!(r#"{{"members":[{}]}}"#, members.join(",")))
}

pub(super) fn exchange(name: &str) -> Value {
    let path = format!("{}/tests/fixtures/moodle-5.1/services/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The JSON that the recorded client sent.
pub(super) fn recorded_json(name: &str) -> Value {
    match &exchange(name)["request"]["body"] {
        Value::String(text) => serde_json::from_str(text).unwrap(),
        body => body.clone(),
    }
}

/// What the client sent.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub request: Request<Vec<u8>>,
    pub limits: Limits,
}

impl Sent {
    pub fn url(&self) -> String {
        self.request.uri().to_string()
    }

    pub fn header(&self, name: &str) -> &str {
        self.request.headers()[name].to_str().unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(self.request.body()).unwrap()
    }
}

#[derive(Default)]
pub(super) struct Scripted {
    tokens: Mutex<VecDeque<Answer>>,
    services: Mutex<VecDeque<Answer>>,
    sent: Mutex<Vec<Sent>>,
    clock: Arc<AtomicI64>,
    /// Seconds that each answer takes.
    pace: AtomicI64,
}

impl Scripted {
    fn next(queue: &Mutex<VecDeque<Answer>>) -> Answer {
        let mut answers = queue.lock().unwrap();
        if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() }
    }
}

#[async_trait::async_trait]
impl HttpClient for Scripted {
    async fn send(&self, request: Request<Vec<u8>>, limits: Limits) -> Result<Response<Vec<u8>>, HttpError> {
        // The exchange takes time, in which others come.
        tokio::task::yield_now().await;
        self.clock.fetch_add(self.pace.load(Ordering::Relaxed), Ordering::Relaxed);
        let queue = if request.uri() == TOKEN_URL { &self.tokens } else { &self.services };
        let answer = Self::next(queue);
        self.sent.lock().unwrap().push(Sent { request: request.clone(), limits });
        match answer {
            Answer::Hanging => std::future::pending().await,
            Answer::Slow => Err(HttpError::TimedOut(limits.time)),
            Answer::Huge => Err(HttpError::TooLarge(limits.body_bytes)),
            Answer::For(token, body) => {
                let allowed = request.headers()["authorization"] == format!("Bearer {token}");
                let answer = Response::builder().status(if allowed { 200 } else { 401 });
                Ok(answer.body(body.as_bytes().to_vec()).unwrap())
            }
            Answer::Made(status, headers, body) => {
                let builder = Response::builder().status(status);
                let builder = headers.into_iter().fold(builder, |b, (name, value)| b.header(name, value));
                Ok(builder.body(body.into_bytes()).unwrap())
            }
            Answer::Recorded(name) => {
                let recorded = exchange(name);
                assert_eq!(request.method().as_str(), recorded["request"]["method"], "{name}");
                assert_eq!(request.uri().to_string(), recorded["request"]["url"], "{name}");
                let answer = &recorded["response"];
                let mut builder =
                    Response::builder().status(u16::try_from(answer["status"].as_u64().unwrap()).unwrap());
                for header in answer["headers"].as_array().unwrap() {
                    // Typographic quotes in a header are bytes, not ASCII.
                    let value =
                        header::HeaderValue::from_bytes(header[1].as_str().unwrap().as_bytes()).unwrap();
                    builder = builder.header(header[0].as_str().unwrap(), value);
                }
                let body = answer.get("body").unwrap_or(&answer["body_first"]);
                Ok(builder.body(body.as_str().unwrap_or_default().as_bytes().to_vec()).unwrap())
            }
        }
    }
}

/// The Moodle of the recordings, and a tool that calls it.
pub(super) struct World {
    pub registration: Registration,
    pub tokens: AccessTokens,
    pub http: Scripted,
    pub entropy: Counting,
    pub line_items: LineItemService,
    pub memberships: MembershipService,
    now: Arc<AtomicI64>,
    clock: Box<dyn Fn() -> UnixTime + Send + Sync>,
}

pub(super) fn registration(client_id: &str) -> Registration {
    let id = PlatformId {
        issuer: Issuer::new("https://moodle.localtest:8443").unwrap(),
        client_id: ClientId::new(client_id).unwrap(),
    };
    let endpoints = Endpoints::of_moodle(&id.issuer).unwrap();
    Registration::new(id, endpoints, [])
}

impl World {
    /// A platform with these answers of its token endpoint and of its services.
    pub fn with_tokens(
        tokens: impl IntoIterator<Item = Answer>,
        services: impl IntoIterator<Item = Answer>,
    ) -> Self {
        let now = Arc::new(AtomicI64::new(NOW.0));
        let clock = Arc::clone(&now);
        Self {
            registration: registration("J5kZMoF6Ky1gcno"),
            tokens: AccessTokens::default(),
            http: Scripted {
                tokens: Mutex::new(tokens.into_iter().collect()),
                services: Mutex::new(services.into_iter().collect()),
                clock: Arc::clone(&now),
                ..Scripted::default()
            },
            entropy: Counting::default(),
            line_items: LineItemService {
                scope: Scope::ALL[..4].iter().map(|scope| scope.uri().to_owned()).collect(),
                lineitems: Some(LINE_ITEMS.to_owned()),
                lineitem: Some(OWN_ITEM.to_owned()),
            },
            memberships: MembershipService { context_memberships_url: MEMBERS.to_owned() },
            now,
            clock: Box::new(move || UnixTime(clock.load(Ordering::Relaxed))),
        }
    }

    /// A platform that gives tokens, and whose services answer so.
    pub fn new(services: impl IntoIterator<Item = Answer>) -> Self {
        Self::with_tokens([granted("first", 3600), granted("second", 3600), granted("third", 3600)], services)
    }

    pub fn client(&self) -> ServiceClient<'_> {
        self.client_of(&self.registration)
    }

    pub fn client_of<'a>(&'a self, registration: &'a Registration) -> ServiceClient<'a> {
        ServiceClient {
            registration,
            key: key(),
            key_set_url: "https://tool.localtest:9443/lti/jwks.json",
            tokens: &self.tokens,
            http: &self.http,
            entropy: &self.entropy,
            clock: &*self.clock,
        }
    }

    pub fn items(&self) -> LineItems<'_> {
        self.client().line_items(&self.line_items)
    }

    pub fn wait(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }

    /// From now on each answer takes this long.
    pub fn pace(&self, seconds: i64) {
        self.http.pace.store(seconds, Ordering::Relaxed);
    }

    pub fn sent(&self) -> Vec<Sent> {
        self.http.sent.lock().unwrap().clone()
    }

    pub fn token_requests(&self) -> Vec<Sent> {
        self.sent().into_iter().filter(|sent| sent.url() == TOKEN_URL).collect()
    }

    pub fn calls(&self) -> Vec<Sent> {
        self.sent().into_iter().filter(|sent| sent.url() != TOKEN_URL).collect()
    }
}
