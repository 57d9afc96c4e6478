use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use http::{Request, Response};
use ports::{HttpClient, HttpError, Limits};
use serde_json::Value;

/// The site that was recorded.
pub const WWWROOT: &str = "https://moodle.localtest:8443";

/// How the double answers a token.
#[derive(Clone)]
enum Behaviour {
    Recorded(Response<Vec<u8>>),
    Hangs,
    Refuses,
    /// Its answer is of a kind that the client does not read.
    Unusable(fn() -> HttpError),
}

/// A Moodle that gives recorded answers, behind the port of the HTTP client.
#[derive(Default)]
pub struct Moodle {
    behaviours: Mutex<HashMap<String, Behaviour>>,
    /// What a token gets that has no behaviour of its own.
    otherwise: Mutex<Option<Behaviour>>,
    takes: Mutex<Duration>,
    seen: Mutex<Vec<Request<Vec<u8>>>>,
    open: Mutex<(usize, usize)>,
}

/// The answer that a real Moodle gave; see the README beside the fixtures.
pub fn recorded(name: &str) -> Response<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/moodle/tests/fixtures/moodle-5.1");
    let exchange: Value =
        serde_json::from_slice(&std::fs::read(format!("{folder}/{name}.json")).unwrap()).unwrap();
    let response = &exchange["response"];
    let status = u16::try_from(response["status"].as_u64().unwrap()).unwrap();
    let mut answer = Response::builder().status(status);
    for header in response["headers"].as_array().unwrap() {
        answer = answer.header(header[0].as_str().unwrap(), header[1].as_str().unwrap());
    }
    answer.body(response["body"].as_str().unwrap_or_default().as_bytes().to_vec()).unwrap()
}

impl Moodle {
    fn set(&self, token: &str, behaviour: Behaviour) {
        self.behaviours.lock().unwrap().insert(token.to_owned(), behaviour);
    }

    /// Answers a token as the recorded Moodle did.
    pub fn answers(&self, token: &str, name: &str) {
        self.set(token, Behaviour::Recorded(recorded(name)));
    }

    /// Answers a token with this status and body.
    pub fn says(&self, token: &str, status: u16, body: &str) {
        let answer = Response::builder().status(status).body(body.as_bytes().to_vec()).unwrap();
        self.set(token, Behaviour::Recorded(answer));
    }

    /// Never answers any token from now on.
    pub fn hang(&self) {
        *self.otherwise.lock().unwrap() = Some(Behaviour::Hangs);
        self.behaviours.lock().unwrap().clear();
    }

    /// Takes no connection from now on.
    pub fn stop(&self) {
        *self.otherwise.lock().unwrap() = Some(Behaviour::Refuses);
        self.behaviours.lock().unwrap().clear();
    }

    /// Answers a token in a way that the client does not read.
    pub fn is_unusable(&self, token: &str, why: fn() -> HttpError) {
        self.set(token, Behaviour::Unusable(why));
    }

    /// Takes so long for every answer.
    pub fn take(&self, time: Duration) {
        *self.takes.lock().unwrap() = time;
    }

    /// How often it was asked.
    pub fn calls(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// How many questions it had at the same time, at most.
    pub fn most_at_once(&self) -> usize {
        self.open.lock().unwrap().1
    }

    pub fn addresses(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|request| request.uri().to_string()).collect()
    }

    fn behaviour(&self, request: &Request<Vec<u8>>) -> Behaviour {
        let body = String::from_utf8(request.body().clone()).unwrap();
        let token = body.split('&').find_map(|pair| pair.strip_prefix("wstoken=")).unwrap();
        let otherwise = self.otherwise.lock().unwrap().clone();
        let own = self.behaviours.lock().unwrap().get(token).cloned();
        own.or(otherwise).unwrap_or_else(|| Behaviour::Recorded(recorded("error-invalid-token")))
    }
}

#[async_trait::async_trait]
impl HttpClient for Moodle {
    async fn send(&self, request: Request<Vec<u8>>, limits: Limits) -> Result<Response<Vec<u8>>, HttpError> {
        let behaviour = self.behaviour(&request);
        self.seen.lock().unwrap().push(request);
        {
            let mut open = self.open.lock().unwrap();
            open.0 += 1;
            open.1 = open.1.max(open.0);
        }
        let time = *self.takes.lock().unwrap();
        let answer = async {
            tokio::time::sleep(time).await;
            match behaviour {
                Behaviour::Recorded(answer) => Ok(answer),
                Behaviour::Hangs => {
                    tokio::time::sleep(Duration::from_secs(30)).await;
                    Ok(recorded("site-info-student"))
                }
                Behaviour::Refuses => Err(HttpError::Connection("connection refused by 10.0.0.7".into())),
                Behaviour::Unusable(why) => Err(why()),
            }
        };
        let outcome = tokio::time::timeout(limits.time, answer).await;
        self.open.lock().unwrap().0 -= 1;
        outcome.unwrap_or(Err(HttpError::TimedOut(limits.time)))
    }
}
