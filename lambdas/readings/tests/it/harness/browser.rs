use std::collections::BTreeMap;
use std::sync::Mutex;

use reqwest::RequestBuilder;
use serde_json::json;

use super::{Answer, Session};

/// A browser with a cookie jar. It follows no redirect by itself, and keeps no connection: a server that is gone is gone.
pub struct Browser {
    client: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// A form in a page: where it goes, and what it carries.
#[derive(Debug)]
pub struct Form {
    pub action: String,
    pub fields: BTreeMap<String, String>,
}

/// The client of all people.
pub fn client() -> reqwest::Client {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
    client.pool_max_idle_per_host(0).build().unwrap()
}

impl Browser {
    pub fn new() -> Self {
        Self { client: client(), cookies: Mutex::default() }
    }

    pub async fn get(&self, url: &str) -> Answer {
        self.send(self.client.get(url)).await
    }

    /// Sends a form in a tab of its own.
    pub async fn submit(&self, form: &Form) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        let request = self.client.post(&form.action).header("sec-fetch-dest", "document");
        self.send(request.header("content-type", "application/x-www-form-urlencoded").body(body)).await
    }

    /// What the front end does after a launch: it exchanges the code for a bearer.
    pub async fn session(&self, origin: &str, code: &str) -> Session {
        let request = self.client.post(format!("{origin}/api/session")).header("origin", origin);
        let request = request.header("content-type", "application/json");
        let answer = self.send(request.body(json!({ "code": code }).to_string())).await.ok();
        Session::new(origin, answer["token"].as_str().unwrap())
    }

    async fn send(&self, request: RequestBuilder) -> Answer {
        let pairs: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = Answer::read(request.header("cookie", pairs.join("; ")).send().await.unwrap()).await;
        for line in answer.headers.get_all("set-cookie") {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        answer
    }
}

impl Form {
    /// The one form of a platform's page that is posted by itself.
    #[track_caller]
    pub fn of(page: &Answer) -> Self {
        assert_eq!(page.status, 200, "{}", page.body);
        let (_, form) =
            page.body.split_once("<form id=\"message\"").unwrap_or_else(|| panic!("{}", page.body));
        let (form, _) = form.split_once("</form>").unwrap();
        let inputs = form.split("<input ").skip(1);
        let fields = inputs.map(|input| (attribute(input, "name"), attribute(input, "value")));
        Self { action: attribute(form, "action"), fields: fields.collect() }
    }
}

/// The value of an attribute, as a browser reads it.
fn attribute(tag: &str, name: &str) -> String {
    let (_, rest) = tag.split_once(&format!("{name}=\"")).unwrap();
    unescape(rest.split_once('"').unwrap().0)
}

fn unescape(text: &str) -> String {
    let entities = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    entities.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

/// What a page of another site makes a browser send.
pub async fn send_as_browser(method: &str, url: &str, headers: &[(&str, &str)]) -> Answer {
    let request = client().request(method.parse().unwrap(), url);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    Answer::read(request.body("{}").send().await.unwrap()).await
}
