use std::sync::Arc;

use lti::names::{ClientId, DeploymentId, Issuer};
use lti::registration::{Endpoints, PlatformId, Registration};
use test_platform::{Config, JwksServer, LaunchClaims, SigningKey};
use url::Url;

use super::browser::cookie_of;
use super::tool::TestClock;
use super::{Answer, Browser, TARGET, TOOL, form, param_bytes};

/// A platform that the tool knows, with its key set on a port of its own.
pub struct Platform {
    pub issuer: String,
    pub client_id: String,
    pub deployment_id: String,
    pub key: SigningKey,
    pub key_set: JwksServer,
    clock: Arc<TestClock>,
}

impl Platform {
    pub async fn start(name: &str, key: SigningKey, clock: Arc<TestClock>) -> Self {
        Self {
            issuer: format!("https://{name}.example"),
            client_id: format!("client-{name}"),
            deployment_id: format!("deployment-{name}"),
            key_set: JwksServer::start(&[&key]).await,
            key,
            clock,
        }
    }

    pub fn id(&self) -> PlatformId {
        PlatformId {
            issuer: Issuer::new(self.issuer.as_str()).unwrap(),
            client_id: ClientId::new(self.client_id.as_str()).unwrap(),
        }
    }

    /// What the operator typed: the platform's endpoints, the key set's at a private address.
    pub fn registration(&self) -> Registration {
        let endpoints = Endpoints {
            authentication: Url::parse(&format!("{}/auth", self.issuer)).unwrap(),
            token: Url::parse(&format!("{}/token", self.issuer)).unwrap(),
            key_set: Url::parse(&self.key_set.url()).unwrap(),
        };
        Registration::new(self.id(), endpoints, [self.deployment()])
    }

    pub fn deployment(&self) -> DeploymentId {
        DeploymentId::new(self.deployment_id.as_str()).unwrap()
    }

    /// What Moodle sends to begin a login.
    pub fn login_fields(&self) -> [(&str, &str); 6] {
        [
            ("iss", &self.issuer),
            ("target_link_uri", TARGET),
            ("login_hint", "4"),
            ("lti_message_hint", r#"{"cmid":3,"launchid":"x"}"#),
            ("client_id", &self.client_id),
            ("lti_deployment_id", &self.deployment_id),
        ]
    }

    /// The fields without one of them.
    pub fn login_fields_without(&self, name: &str) -> Vec<(&str, &str)> {
        self.login_fields().into_iter().filter(|(key, _)| *key != name).collect()
    }

    /// The fields with one of them replaced or added.
    pub fn login_fields_with<'a>(&'a self, name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
        let mut fields = self.login_fields_without(name);
        fields.push((name, value));
        fields
    }

    /// Begins a login in a tab of its own.
    pub async fn login(&self, browser: &Browser) -> Login {
        self.login_as(browser, &self.login_fields()).await
    }

    pub async fn login_as(&self, browser: &Browser, fields: &[(&str, &str)]) -> Login {
        Login::read(&browser.get(&format!("/lti/login?{}", form(fields))).top_level().await)
    }

    /// The claims of a good launch that answers this login.
    pub fn claims(&self, login: &Login) -> LaunchClaims {
        let config = Config {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            deployment_id: self.deployment_id.clone(),
            tool_login_url: format!("{TOOL}/lti/login"),
            tool_launch_url: format!("{TOOL}/lti/launch"),
            target_link_uri: TARGET.to_owned(),
            ..Config::default()
        };
        LaunchClaims::student().config(&config).nonce(&login.nonce).issued_at(self.clock.seconds())
    }

    /// A good launch that answers this login.
    pub fn token(&self, login: &Login) -> String {
        self.claims(login).sign(&self.key)
    }
}

/// A begun login: what the platform is asked to sign and to send back.
#[derive(Debug)]
pub struct Login {
    pub location: String,
    pub state: String,
    pub nonce: String,
    /// Name and value of the attempt's cookie.
    pub cookie: Option<(String, String)>,
}

impl Login {
    #[track_caller]
    pub fn read(answer: &Answer) -> Self {
        assert_eq!(answer.status, 302, "{:?} {}", answer.code(), answer.body);
        let cookie = answer.header("set-cookie").map(|line| {
            let (name, value) = cookie_of(line);
            (name.to_owned(), value.to_owned())
        });
        Self { cookie, ..Self::at(answer.location()) }
    }

    /// The login that leads to this URL of the platform.
    #[track_caller]
    pub fn at(location: &str) -> Self {
        let location = location.to_owned();
        let text = |name: &str| String::from_utf8(Self::sent(&location, name)).unwrap();
        Self { state: text("state"), nonce: text("nonce"), location, cookie: None }
    }

    /// The bytes of a parameter that goes to the platform.
    #[track_caller]
    pub fn param(&self, name: &str) -> Vec<u8> {
        Self::sent(&self.location, name)
    }

    #[track_caller]
    fn sent(location: &str, name: &str) -> Vec<u8> {
        let (_, query) = location.split_once('?').expect("a query");
        param_bytes(query, name).unwrap_or_else(|| panic!("no {name} in {location}"))
    }
}
