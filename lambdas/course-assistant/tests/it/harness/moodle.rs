use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response};
use lti::http_client::{HttpClient, HttpError, Limits};
use lti::time::UnixTime;
use lti::token::TokenDigest;
use moodle::{SiteUrl, WebServiceToken};
use ports::{ManifestReader as _, SiteTokens, StoreError};
use serde_json::json;

use super::service::TestClock;
use super::{Shelf, course_at};

/// What Moodle says of a course and of a function that it does not know.
const UNKNOWN: &str = r#"{"exception":"dml_missing_record_exception","errorcode":"invalidrecordunknown","message":"Can't find data record in database."}"#;

/// The sites of the tests. They show everybody all activities of which the manifest knows, but for those that were hidden here.
pub struct Moodle {
    shelf: Arc<Shelf>,
    hidden: Mutex<BTreeSet<u64>>,
    hides_courses: Mutex<bool>,
    knows_course: Mutex<Option<bool>>,
    says: Mutex<Option<(u16, String)>>,
    answers: Mutex<bool>,
    knows_token: Mutex<bool>,
    calls: Mutex<usize>,
    takes: Mutex<Duration>,
    waits: Mutex<Duration>,
    clock: Arc<TestClock>,
}

impl Moodle {
    pub fn new(shelf: Arc<Shelf>, clock: Arc<TestClock>) -> Self {
        Self {
            shelf,
            hidden: Mutex::default(),
            hides_courses: Mutex::new(false),
            knows_course: Mutex::default(),
            says: Mutex::default(),
            answers: Mutex::new(true),
            knows_token: Mutex::new(true),
            calls: Mutex::default(),
            takes: Mutex::default(),
            waits: Mutex::new(Duration::from_millis(50)),
            clock,
        }
    }

    /// A teacher hides an activity, and nobody has heard of it yet.
    pub fn hide(&self, module: u64) {
        self.hidden.lock().unwrap().insert(module);
    }

    pub fn show(&self, module: u64) {
        self.hidden.lock().unwrap().remove(&module);
    }

    pub fn hide_courses(&self) {
        *self.hides_courses.lock().unwrap() = true;
    }

    /// Says of the course that it knows no such thing: because the course was deleted, or because there is no such function.
    pub fn know_nothing(&self, is_deleted: bool) {
        *self.knows_course.lock().unwrap() = Some(!is_deleted);
    }

    /// Answers with this from now on.
    pub fn say(&self, status: u16, body: &str) {
        *self.says.lock().unwrap() = Some((status, body.to_owned()));
    }

    pub fn fall_silent(&self) {
        *self.answers.lock().unwrap() = false;
    }

    /// Takes so long from now on, by the clock of the service.
    pub fn take(&self, time: Duration) {
        *self.takes.lock().unwrap() = time;
    }

    /// Lets callers wait, who have a limit of their own for that.
    pub fn let_wait(&self, time: Duration) {
        *self.waits.lock().unwrap() = time;
    }

    pub fn come_back(&self) {
        *self.answers.lock().unwrap() = true;
    }

    /// Nobody has stored a token.
    pub fn forget_token(&self) {
        *self.knows_token.lock().unwrap() = false;
    }

    /// How often it was asked.
    pub fn calls(&self) -> usize {
        *self.calls.lock().unwrap()
    }
}

/// Each site has a token of its own.
pub fn token_of(site: &str) -> String {
    TokenDigest::of(site).to_string().chars().filter(char::is_ascii_alphanumeric).take(32).collect()
}

#[async_trait::async_trait]
impl SiteTokens for Moodle {
    async fn site_token(&self, site: &SiteUrl) -> Result<Option<WebServiceToken>, StoreError> {
        let knows = *self.knows_token.lock().unwrap();
        Ok(WebServiceToken::parse(&token_of(site.as_str())).filter(|_| knows))
    }

    async fn sites_with_tokens(&self) -> Result<Vec<(SiteUrl, UnixTime)>, StoreError> {
        unreachable!("no question is about all sites")
    }
}

#[async_trait::async_trait]
impl HttpClient for Moodle {
    async fn send(&self, request: Request<Vec<u8>>, _: Limits) -> Result<Response<Vec<u8>>, HttpError> {
        *self.calls.lock().unwrap() += 1;
        // Others ask meanwhile.
        let waits = *self.waits.lock().unwrap();
        tokio::time::sleep(waits).await;
        self.clock.pass(*self.takes.lock().unwrap());
        if !*self.answers.lock().unwrap() {
            return Err(HttpError::Connection("connection refused by 10.0.0.7".into()));
        }
        let says = self.says.lock().unwrap().clone();
        if let Some((status, body)) = says {
            return Ok(Response::builder().status(status).body(body.into_bytes()).unwrap());
        }
        let site = request.uri().to_string().replace("/webservice/rest/server.php", "");
        let body = String::from_utf8(request.into_body()).unwrap();
        let value = |name| body.split('&').find_map(|pair| pair.strip_prefix(name)).unwrap();
        assert_eq!(value("wstoken="), token_of(&site));
        let is_there = *self.knows_course.lock().unwrap();
        match (value("wsfunction="), is_there) {
            ("local_awsevents_get_course_access", None) => {}
            ("local_awsevents_get_course_access", Some(_)) => return Ok(Response::new(UNKNOWN.into())),
            ("core_course_get_courses_by_field", Some(is_there)) => {
                assert_eq!((value("field="), value("value=")), ("id", "8"));
                let course = json!({ "id": 8, "fullname": "Biology" });
                let courses = json!({ "courses": if is_there { vec![course] } else { vec![] } });
                return Ok(Response::new(courses.to_string().into_bytes()));
            }
            (function, _) => panic!("{function} is not called"),
        }
        let course: u64 = value("courseid=").parse().unwrap();
        let known = self.shelf.store.course_manifest(&course_at(&site, course)).await.unwrap();
        let hidden = self.hidden.lock().unwrap();
        let modules = known.modules.iter().map(|module| {
            let barriers = if hidden.contains(&module.id.get()) { &["hidden"][..] } else { &[] };
            json!({ "cmid": module.id, "barriers": barriers })
        });
        let answer = json!({
            "schemaversion": 1,
            "courseid": course,
            "coursevisible": !*self.hides_courses.lock().unwrap(),
            "modules": modules.collect::<Vec<_>>(),
        });
        Ok(Response::new(answer.to_string().into_bytes()))
    }
}
