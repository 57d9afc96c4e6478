use std::collections::BTreeMap;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Mutex;

use reqwest::RequestBuilder;
use serde_json::json;

use super::{Answer, form};

/// A browser with a cookie jar. It follows no redirect by itself, so that tests see each.
pub struct Browser {
    origin: String,
    host: String,
    client: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    pub fn new(origin: &str, client: reqwest::Client) -> Self {
        let host = super::TOOL.trim_start_matches("https://").to_owned();
        Self { origin: origin.to_owned(), host, client, cookies: Mutex::default() }
    }

    /// The same browser, but the tool is opened under this host.
    pub fn at_host(self, host: &str) -> Self {
        Self { host: host.to_owned(), ..self }
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        self.call("GET", path)
    }

    pub fn post(&self, path: &str) -> Call<'_> {
        self.call("POST", path)
    }

    pub fn call(&self, method: &str, path: &str) -> Call<'_> {
        let request = self.client.request(method.parse().unwrap(), format!("{}{path}", self.origin));
        let request = request.header("host", &self.host);
        let jar = self.cookies.lock().unwrap();
        let pairs: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if pairs.is_empty() { request } else { request.header("cookie", pairs.join("; ")) };
        Call { browser: self, request }
    }

    /// Posts what the platform sends through the browser at the end of a launch.
    pub fn launch(&self, state: &str, id_token: &str) -> Call<'_> {
        self.post("/lti/launch").form(&[("state", state), ("id_token", id_token)])
    }

    /// Exchanges a one-time code as the front end does.
    pub fn exchange(&self, code: &str) -> Call<'_> {
        let call = self.post("/api/session").header("origin", super::TOOL);
        call.header("sec-fetch-site", "same-origin").json(&json!({ "code": code }).to_string())
    }

    /// Calls the API as the front end does.
    pub fn api(&self, path: &str, bearer: &str) -> Call<'_> {
        self.get(path).header("authorization", &format!("Bearer {bearer}"))
    }

    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.cookies.lock().unwrap().clone()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub fn drop_cookies(&self) {
        self.cookies.lock().unwrap().clear();
    }

    /// Keeps what `Set-Cookie` says.
    fn keep(&self, answer: &Answer) {
        for line in answer.headers.get_all("set-cookie") {
            let (name, value) = cookie_of(line.to_str().unwrap());
            self.set_cookie(name, value);
        }
    }
}

/// Name and value of a `Set-Cookie` line.
pub fn cookie_of(line: &str) -> (&str, &str) {
    line.split(';').next().unwrap().split_once('=').unwrap()
}

/// A request on its way; sent by `.await`.
pub struct Call<'b> {
    browser: &'b Browser,
    request: RequestBuilder,
}

impl Call<'_> {
    pub fn header(self, name: &str, value: &str) -> Self {
        Self { request: self.request.header(name, value), ..self }
    }

    /// A navigation of the whole tab.
    pub fn top_level(self) -> Self {
        self.filling(Some("document"))
    }

    /// A navigation of a frame in the platform's page.
    pub fn in_frame(self) -> Self {
        self.filling(Some("iframe"))
    }

    /// A navigation of something, if the browser says of what.
    pub fn filling(self, dest: Option<&str>) -> Self {
        match dest {
            Some(dest) => self.header("sec-fetch-dest", dest),
            None => self,
        }
    }

    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        self.raw_form(form(fields))
    }

    pub fn raw_form(self, body: impl Into<reqwest::Body>) -> Self {
        self.body("application/x-www-form-urlencoded", body)
    }

    pub fn json(self, body: &str) -> Self {
        self.body("application/json", body.to_owned())
    }

    pub fn body(self, content_type: &str, body: impl Into<reqwest::Body>) -> Self {
        let request = self.request.header("content-type", content_type).body(body);
        Self { request, ..self }
    }
}

impl<'b> IntoFuture for Call<'b> {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send + 'b>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let answer = Answer::read(self.request.send().await.unwrap()).await;
            self.browser.keep(&answer);
            answer
        })
    }
}
