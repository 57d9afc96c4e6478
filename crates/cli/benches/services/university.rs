//! The demo LMS with its course of 1,000 members, a server that it registered, and a text in that course.

use std::collections::BTreeSet;
use std::sync::Arc;

use http_client::WebClient;
use local::{DataFolder, SqliteStore};
use lti::names::DeploymentId;
use lti::registration::Registration;
use lti::services::{AccessTokens, Scope, ServiceClient};
use lti::time::UnixTime;
use ports::{
    ActivityId, Completion, Completions as _, CourseId, Entropy as _, Grade, LanguageTag, Reading, ReadingId,
    Readings as _, RegistrationReader as _, SystemEntropy, ToolKeys,
};
use reqwest::header::{self, HeaderValue};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use test_platform::{Activity, Config, Course, LaunchClaims, Platform, SigningKey};

use crate::launching::{Lms, http, now};
use crate::server::{Server, free_port, run, workplace};

pub const MEMBERSHIPS: &str = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json";
/// The course of the demo LMS with 1,000 members, its activity, and that activity's column.
const COURSE: &str = "21";
const ACTIVITY: &str = "121";
const LINE_ITEM: &str = "221";

pub struct University {
    pub server: Server,
    pub platform: Platform,
    /// Where members are listed.
    pub memberships: String,
    /// The ids of all who learn in the course.
    pub students: Vec<String>,
    issuer: String,
    lms: Lms,
    store: Arc<SqliteStore>,
    registration: Registration,
    reading: ReadingId,
    _folder: TempDir,
}

impl University {
    pub async fn open() -> Self {
        let (lms, folder, port) = (Lms::start().await, workplace(), free_port());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let config = Config {
            issuer: issuer.clone(),
            client_id: "client".into(),
            tool_key_set_url: format!("http://localhost:{port}/lti/jwks"),
            ..Config::default()
        };
        let entropy = SystemEntropy::default();
        let platform =
            Platform::new(config, SigningKey::rsa(), now, move |bytes| entropy.fill(bytes)).unwrap();
        let router = platform.router();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

        let token_url = format!("{issuer}/token");
        let mut add: Vec<_> = ["platform", "add", "--token-url", &token_url].map(str::to_owned).to_vec();
        add.extend(lms.registration());
        let added = run(folder.path(), &add.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(added.status.success(), "{added:?}");
        let server = Server::start(folder.path(), port, &["--log", "error"]);
        let data = DataFolder::open(&folder.path().join(".data")).unwrap();
        let store = Arc::new(SqliteStore::open(&data.database()).unwrap());
        let registration = store.all().await.unwrap().remove(0);

        let memberships = format!("{issuer}/services/CourseSection/{COURSE}/bindings/1/memberships");
        let reading = ReadingId::random(&SystemEntropy::default());
        let mut university = Self {
            server,
            platform,
            memberships,
            students: vec![],
            issuer,
            lms,
            store,
            registration,
            reading,
            _folder: folder,
        };
        university.students = university.ask_for_students().await;
        university.write_text().await;
        university
    }

    /// An `Authorization` header of the tool.
    pub async fn bearer(&self, scope: Scope) -> HeaderValue {
        let keys = ToolKeys::new(Arc::clone(&self.store) as _);
        let ring = keys.ring(UnixTime(now())).await.unwrap();
        let client = ServiceClient {
            registration: &self.registration,
            key: ring.signing_key_for(None, UnixTime(now())).unwrap(),
            key_set_url: &format!("{}/lti/jwks", self.server.url),
            tokens: &AccessTokens::default(),
            http: &WebClient::new().unwrap(),
            entropy: &SystemEntropy::default(),
            clock: &|| UnixTime(now()),
        };
        client.access_token(&BTreeSet::from([scope])).await.unwrap().header()
    }

    /// Where a part of the activity's column is: `scores` or `results`.
    pub fn part_of_line_item(&self, part: &str) -> String {
        format!("{}/services/{COURSE}/lineitems/{LINE_ITEM}/lineitem/{part}?type_id=1", self.issuer)
    }

    fn line_item(&self) -> String {
        format!("{}/services/{COURSE}/lineitems/{LINE_ITEM}/lineitem?type_id=1", self.issuer)
    }

    async fn ask_for_students(&self) -> Vec<String> {
        let bearer = self.bearer(Scope::ContextMembershipReadonly).await;
        let request = http().get(format!("{}?role=Learner", self.memberships));
        let request = request.header(header::AUTHORIZATION, bearer).header(header::ACCEPT, MEMBERSHIPS);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let members = answer["members"].as_array().unwrap();
        members.iter().map(|member| member["user_id"].as_str().unwrap().to_owned()).collect()
    }

    fn deployment() -> DeploymentId {
        DeploymentId::new("1").unwrap()
    }

    async fn write_text(&self) {
        let reading = Reading {
            id: self.reading.clone(),
            course: CourseId {
                platform: self.registration.id.clone(),
                deployment: Self::deployment(),
                context: COURSE.into(),
            },
            title: "How to read a paper".into(),
            language: LanguageTag::parse("en").unwrap(),
            html: "<p>Read the abstract first.</p>".into(),
            words: 4,
            updated: UnixTime(now()),
        };
        self.store.save_reading(&reading).await.unwrap();
    }

    /// Everybody has read the text, in one moment that is about to come: the server sends the grades from then on.
    pub async fn complete_by_all(&self) {
        let (done_at, soon) = (UnixTime(now()), UnixTime(now() + 5));
        for student in &self.students {
            let completion = Completion {
                activity: ActivityId {
                    platform: self.registration.id.clone(),
                    deployment: Self::deployment(),
                    resource_link: ACTIVITY.into(),
                },
                user: student.clone(),
                name: None,
                reading: self.reading.clone(),
                course: None,
                done_at,
                grade: Grade::Waiting {
                    line_item: self.line_item(),
                    next_attempt: soon,
                    attempts: 0,
                    since: done_at,
                },
            };
            self.store.add_completion(&completion).await.unwrap();
        }
        assert!(now() < soon.0, "they were kept before the first was due");
    }

    /// A bearer of a teacher who opened the activity.
    pub async fn teacher(&self, http: &Client) -> String {
        let scopes = Scope::ALL.map(Scope::uri);
        let claims = LaunchClaims::teacher()
            .course(Course { id: COURSE.into(), ..Course::default() })
            .activity(Activity { id: ACTIVITY.into(), ..Activity::default() })
            .custom("reading", self.reading.as_str())
            .claim(
                "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint",
                json!({ "scope": scopes, "lineitem": self.line_item() }),
            )
            .claim(
                "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice",
                json!({ "context_memberships_url": self.memberships, "service_versions": ["2.0"] }),
            );
        let (posted, launched) = self.lms.launch_with(http, &self.server.url, claims).await.unwrap();
        posted.exchange(http, &self.server.url, &launched).await.unwrap()
    }

    /// Who has read the text, as the server tells the teacher.
    pub async fn progress(&self, http: &Client, bearer: &str) -> Value {
        let request = http.get(format!("{}/api/reading/progress", self.server.url)).bearer_auth(bearer);
        request.send().await.unwrap().error_for_status().unwrap().json().await.unwrap()
    }
}

/// The address of the next page.
pub fn next_page(answer: &Response) -> Option<String> {
    let link = answer.headers().get(header::LINK)?.to_str().ok()?;
    Some(link.strip_prefix('<')?.split('>').next()?.to_owned())
}
