use serde_json::{Value, json};

use super::Answer;
use super::browser::client;

/// The front end after a launch: it has a bearer, and nothing else.
#[derive(Clone, Debug)]
pub struct Session {
    origin: String,
    bearer: String,
    client: reqwest::Client,
}

impl Session {
    pub fn new(origin: &str, bearer: &str) -> Self {
        Self { origin: origin.to_owned(), bearer: bearer.to_owned(), client: client() }
    }

    pub fn bearer(&self) -> &str {
        &self.bearer
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None).await
    }

    /// Posts without a body.
    pub async fn post(&self, path: &str) -> Answer {
        self.call("POST", path, None).await
    }

    pub async fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.call(method, path, Some(("application/json", &body.to_string()))).await
    }

    pub async fn call(&self, method: &str, path: &str, body: Option<(&str, &str)>) -> Answer {
        let request = self.client.request(method.parse().unwrap(), format!("{}{path}", self.origin));
        let mut request = request.bearer_auth(&self.bearer);
        if let Some((content_type, body)) = body {
            request = request.header("content-type", content_type).body(body.to_owned());
        }
        Answer::read(request.send().await.unwrap()).await
    }

    /// Writes a text for the course; its id.
    pub async fn write(&self, title: &str, html: &str) -> String {
        let text = json!({ "title": title, "language": "es", "html": html });
        let written = self.send("POST", "/api/readings", &text).await.expect(201);
        written["id"].as_str().unwrap().to_owned()
    }

    /// The grade of this person, as they see it themselves.
    pub async fn grade(&self) -> Value {
        self.get("/api/reading").await.ok()["progress"]["grade"].clone()
    }

    /// One learner of the teacher's list.
    pub async fn member(&self, user_id: &str) -> Option<Value> {
        let progress = self.get("/api/reading/progress").await.ok();
        let members = progress["members"].as_array().unwrap();
        members.iter().find(|member| member["user_id"] == user_id).cloned()
    }
}
