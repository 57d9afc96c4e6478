//! A browser and a platform in a few lines: enough to launch over HTTP.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url, header};
use test_platform::{JwksServer, LaunchClaims, SigningKey};

/// A platform with one key, whose key set is served on loopback.
pub struct Lms {
    pub issuer: String,
    pub key: SigningKey,
    pub keys: JwksServer,
}

/// A launch that was posted, to be posted again.
#[derive(Clone)]
pub struct Posted {
    form: Vec<(&'static str, String)>,
    cookie: String,
}

impl Lms {
    pub async fn start() -> Self {
        let key = SigningKey::rsa();
        let keys = JwksServer::start(&[&key]).await;
        Self { issuer: keys.origin(), key, keys }
    }

    /// What `platform add` needs to know of it.
    pub fn registration(&self) -> Vec<String> {
        let Self { issuer, keys, .. } = self;
        let key_set = keys.url();
        ["--issuer", issuer, "--client-id", "client", "--deployment-id", "1", "--jwks-url", &key_set]
            .map(str::to_owned)
            .to_vec()
    }

    /// Logs in, signs and posts a launch of a student, in a browser of its own.
    pub async fn launch(&self, http: &Client, tool: &str) -> reqwest::Result<(Posted, Response)> {
        self.launch_with(http, tool, LaunchClaims::student()).await
    }

    /// The same with these claims, as far as the platform does not set them itself.
    pub async fn launch_with(
        &self,
        http: &Client,
        tool: &str,
        claims: LaunchClaims,
    ) -> reqwest::Result<(Posted, Response)> {
        let target = format!("{tool}/app");
        let login = [
            ("iss", self.issuer.as_str()),
            ("login_hint", "4"),
            ("target_link_uri", &target),
            ("client_id", "client"),
        ];
        let answer = http
            .post(format!("{tool}/lti/login"))
            .header("sec-fetch-dest", "document")
            .form(&login)
            .send()
            .await?;
        let location = answer.headers().get(header::LOCATION).expect("a login redirects");
        let query = Url::parse(location.to_str().unwrap()).unwrap();
        let asked: HashMap<_, _> = query.query_pairs().into_owned().collect();
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        let claims = claims
            .issuer(&self.issuer)
            .client_id("client")
            .deployment_id("1")
            .target_link_uri(&target)
            .nonce(&asked["nonce"])
            .issued_at(now())
            .lifetime(3600);
        let posted = Posted {
            form: vec![("id_token", claims.sign(&self.key)), ("state", asked["state"].clone())],
            cookie: cookie.split(';').next().unwrap().to_owned(),
        };
        let answer = posted.post(http, tool).await?;
        Ok((posted, answer))
    }
}

impl Posted {
    pub async fn post(&self, http: &Client, tool: &str) -> reqwest::Result<Response> {
        let request = http.post(format!("{tool}/lti/launch")).header(header::COOKIE, &self.cookie);
        request.form(&self.form).send().await
    }

    /// Exchanges the code that the launch was answered with for a bearer.
    pub async fn exchange(&self, http: &Client, tool: &str, launched: &Response) -> reqwest::Result<String> {
        let location = launched.headers()[header::LOCATION].to_str().unwrap();
        let code = location.strip_prefix("/app#code=").expect("a launch leads to the front end");
        let request = http.post(format!("{tool}/api/session")).header(header::COOKIE, &self.cookie);
        let answer = request.json(&serde_json::json!({ "code": code })).send().await?;
        let body: serde_json::Value = answer.error_for_status()?.json().await?;
        Ok(body["token"].as_str().unwrap().to_owned())
    }
}

/// A client that shows every answer as it is.
pub fn http() -> Client {
    Client::builder().redirect(Policy::none()).no_proxy().build().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the server under test runs on the machine's clock")]
pub fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}
