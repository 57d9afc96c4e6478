//! A tool that has keys: it signs assertions and answers, and calls the services.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};
use test_platform::{Config, JwksServer, SigningKey, token};

use crate::support::{Demo, NOW, Page};

pub const LINE_ITEM: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem";
pub const LINE_ITEM_READONLY: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly";
pub const RESULT: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly";
pub const SCORE: &str = "https://purl.imsglobal.org/spec/lti-ags/scope/score";
pub const MEMBERS: &str = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly";

/// The tool beside the platform that knows its key set.
pub struct Tool {
    pub demo: Demo,
    pub key: SigningKey,
    pub keys: JwksServer,
}

/// What a real Moodle said; see the fixtures' README.
pub fn recorded(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../fixtures/services.json")).unwrap();
    assert!(!all[name].is_null(), "{name}");
    all[name].clone()
}

impl Tool {
    /// Under Moodle's deployment id of the recordings.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let key = SigningKey::other_rsa();
        let keys = JwksServer::start(&[&key]).await;
        let mut config = Config {
            deployment_id: "3".to_owned(),
            tool_key_set_url: keys.url(),
            control: true,
            ..Config::default()
        };
        change(&mut config);
        Self { demo: Demo::with(config, SigningKey::rsa()), key, keys }
    }

    pub fn sign(&self, claims: Value) -> String {
        self.key.sign(self.key.header(), claims)
    }

    /// The claims of a good assertion.
    pub fn assertion(&self, jti: &str) -> Value {
        let config = self.demo.config();
        json!({
            "iss": config.client_id,
            "sub": config.client_id,
            "aud": format!("{}/token", config.issuer),
            "iat": NOW,
            "exp": NOW + 60,
            "jti": jti,
        })
    }

    pub async fn ask(&self, form: &BTreeMap<String, String>) -> Page {
        let fields: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.demo.post_form("/token", &fields).await
    }

    /// An access token for these scopes.
    pub async fn token(&self, scopes: &str) -> String {
        let jti = self.demo.platform().counts().token_requests.to_string();
        let form = token_form(&self.sign(self.assertion(&jti)), scopes);
        let answer = self.ask(&form).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub async fn get(&self, path: &str, token: &str, accept: &str) -> Page {
        self.call(Method::GET, path, token, (header::ACCEPT, accept), "").await
    }

    pub async fn call(
        &self,
        method: Method,
        path: &str,
        token: &str,
        (name, format): (header::HeaderName, &str),
        body: &str,
    ) -> Page {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(name, format);
        self.demo.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub async fn control(&self, method: Method, path: &str, body: &str) -> Page {
        self.call(method, path, "", (header::CONTENT_TYPE, "application/json"), body).await
    }
}

/// The form of a good token request with this assertion.
pub fn token_form(assertion: &str, scope: &str) -> BTreeMap<String, String> {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
        ("scope", scope),
    ];
    fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect()
}

/// The path behind the platform's origin.
pub fn path_of(url: &str) -> &str {
    url.strip_prefix("http://127.0.0.1:8788").unwrap()
}

/// The claims of the launch that this choice leads to.
pub async fn launched(demo: &Demo, query: &str) -> Value {
    let form = demo.launch(query).await;
    token::claims(&form.fields["id_token"]).unwrap()
}
