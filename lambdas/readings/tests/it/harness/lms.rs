use std::sync::Arc;

use lti::names::{ClientId, DeploymentId, Issuer};
use lti::registration::{Endpoints, PlatformId, Registration};
use ports::{Clock as _, Entropy as _, SystemEntropy};
use serde_json::{Value, json};
use test_platform::claims::name;
use test_platform::{Config, Faults, Platform, SigningKey, token};
use tokio::net::TcpListener;
use url::Url;

use super::browser::{Browser, Form};
use super::{Activity, Answer, COURSE, Session, Tool};

/// A platform on a port of its own, which the operator has registered.
pub struct Lms {
    pub platform: Platform,
    tool: String,
}

/// A login that the platform has answered: what its page is about to post.
pub struct Signed {
    browser: Browser,
    form: Form,
}

impl Lms {
    pub async fn start(tool: &Tool, key: SigningKey, change: impl FnOnce(&mut Config)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut config = Config {
            issuer: format!("http://{}", listener.local_addr().unwrap()),
            tool_login_url: format!("{}/lti/login", tool.origin),
            tool_launch_url: format!("{}/lti/launch", tool.origin),
            target_link_uri: format!("{}/app", tool.origin),
            tool_key_set_url: format!("{}/lti/jwks", tool.origin),
            tool_register_url: format!("{}/lti/register", tool.origin),
            control: true,
            ..Config::default()
        };
        change(&mut config);
        let (clock, entropy) = (Arc::clone(&tool.clock), SystemEntropy::default());
        let now = move || clock.now().0;
        let platform = Platform::new(config, key, now, move |bytes| entropy.fill(bytes)).unwrap();
        let router = platform.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let lms = Self { platform, tool: tool.origin.clone() };
        tool.admin().save(&lms.registration(&["1"])).await.unwrap();
        lms
    }

    pub fn issuer(&self) -> &str {
        &self.platform.config().issuer
    }

    pub fn id(&self) -> PlatformId {
        PlatformId {
            issuer: Issuer::new(self.issuer()).unwrap(),
            client_id: ClientId::new(self.platform.config().client_id.as_str()).unwrap(),
        }
    }

    /// What the operator typed.
    pub fn registration(&self, deployments: &[&str]) -> Registration {
        let at = |path: &str| Url::parse(&format!("{}{path}", self.issuer())).unwrap();
        let endpoints = Endpoints { authentication: at("/auth"), token: at("/token"), key_set: at("/jwks") };
        let deployments = deployments.iter().map(|id| DeploymentId::new(*id).unwrap());
        Registration::new(self.id(), endpoints, deployments)
    }

    /// Makes something fail from now on.
    pub fn fail(&self, change: impl FnOnce(&mut Faults)) {
        let mut faults = self.platform.faults();
        change(&mut faults);
        self.platform.set_faults(faults);
    }

    /// Nothing fails any more.
    pub fn mend(&self) {
        self.platform.set_faults(Faults::default());
    }

    /// A whole launch: person, course, message and activity as the pages of the platform name them.
    pub async fn open(&self, query: &str) -> Session {
        self.sign(query).await.open(&self.tool).await
    }

    /// The same, but the platform says something else: it signs its claims after this change.
    pub async fn open_changed(&self, query: &str, change: impl FnOnce(&mut Value)) -> Session {
        let mut signed = self.sign(query).await;
        let id_token = signed.form.fields.get_mut("id_token").unwrap();
        let mut claims = token::claims(id_token).unwrap();
        change(&mut claims);
        let key = self.platform.key();
        *id_token = key.sign(key.header(), claims);
        signed.open(&self.tool).await
    }

    /// Somebody else opens what this query opens.
    pub async fn open_as(&self, query: &str, user_id: &str) -> Session {
        self.open_changed(query, |claims| claims["sub"] = json!(user_id)).await
    }

    /// Goes as far as the platform's signature.
    pub async fn sign(&self, query: &str) -> Signed {
        let browser = Browser::new();
        let page = browser.get(&format!("{}/launch?target=window&{query}", self.issuer())).await;
        let mut login = Form::of(&page);
        // Optional in the specification. Without it, a changed launch may come from another deployment.
        login.fields.remove("lti_deployment_id");
        let answer = browser.submit(&login).await;
        assert_eq!(answer.status, 302, "{}", answer.body);
        let form = Form::of(&browser.get(answer.header("location")).await);
        Signed { browser, form }
    }

    /// Posts what the tool signed, as the teacher's browser does.
    pub async fn take(&self, signed: &Value) -> Answer {
        let fields = [("JWT".to_owned(), signed["jwt"].as_str().unwrap().to_owned())];
        let form = Form { action: signed["action"].as_str().unwrap().to_owned(), fields: fields.into() };
        Browser::new().submit(&form).await
    }

    /// Places a text in the course that the tests play in, and finds its activity there.
    pub async fn place(&self, author: &Session, reading: &str, graded: bool) -> Activity {
        self.place_in(COURSE, author, reading, graded).await
    }

    pub async fn place_in(&self, course: &str, author: &Session, reading: &str, graded: bool) -> Activity {
        let choice = json!({ "reading": reading, "graded": graded });
        let taken = self.take(&author.send("POST", "/api/deep-link", &choice).await.ok()).await;
        assert_eq!(taken.status, 200, "{}", taken.body);
        let id = self.activities(course).await.pop().expect("the activity is in the course");
        Activity { id, course: course.to_owned(), reading: reading.to_owned() }
    }

    /// The placed activities of a course, oldest first.
    pub async fn activities(&self, course: &str) -> Vec<String> {
        let page =
            Browser::new().get(&format!("{}/course?person=student&course={course}", self.issuer())).await;
        let mut ids: Vec<String> = Vec::new();
        for rest in page.body.split("activity=").skip(1) {
            let id: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// The id of the activity's column in the gradebook.
    pub async fn line_item(&self, activity: &Activity) -> String {
        let claims = self.sign(&activity.query("teacher")).await.claims();
        let url = claims[name::AGS_ENDPOINT]["lineitem"].as_str().expect("a line item").to_owned();
        let (_, rest) = url.split_once("/lineitems/").unwrap();
        rest.split('/').next().unwrap().to_owned()
    }
}

impl Signed {
    pub fn claims(&self) -> Value {
        token::claims(&self.form.fields["id_token"]).unwrap()
    }

    /// Posts the launch.
    pub async fn post(&self) -> Answer {
        self.browser.submit(&self.form).await
    }

    /// The session of the launch.
    pub async fn open(&self, tool: &str) -> Session {
        let answer = self.post().await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let code = answer.header("location").strip_prefix("/app#code=").unwrap();
        self.browser.session(tool, code).await
    }
}
