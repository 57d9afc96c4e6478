use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};
use test_runtime::{Answer, Event, Function, Outcome, RuntimeApi};

/// The example, running.
pub struct Running {
    pub api: RuntimeApi,
    function: Function,
}

/// Where Cargo puts examples: beside the folder of this test.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.parent().unwrap().parent().unwrap().join("examples/small");
    assert!(program.exists(), "{} is not built: run `cargo test -p lambda`", program.display());
    program
}

impl Running {
    pub async fn start(variables: &[(&str, &str)]) -> Self {
        let mut environment = BTreeMap::from([("STACK_NAME".to_owned(), "test-stack".to_owned())]);
        environment.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let api = RuntimeApi::start().await.unwrap();
        let function = Function::start(&program(), api.address(), &environment).unwrap();
        Self { api, function }
    }

    pub async fn streaming() -> Self {
        Self::start(&[("RESPONSE_MODE", "stream")]).await
    }

    pub async fn buffering() -> Self {
        Self::start(&[("RESPONSE_MODE", "buffered")]).await
    }

    pub fn send(&self, request_id: &str, json: impl Into<String>) -> Answer {
        let event = Event { json: json.into(), request_id: request_id.into(), hang_up_after: None };
        self.api.send(event)
    }

    pub async fn answer(&self, json: impl Into<String>) -> Outcome {
        self.send("request-1", json).whole().await.unwrap()
    }

    /// A buffered answer to a GET, as API Gateway takes it.
    pub async fn get(&self, path: &str) -> Value {
        self.answer(get(path)).await.json().unwrap()
    }

    /// What the router saw of an event.
    pub async fn seen(&self, json: impl Into<String>) -> Value {
        let answer = self.answer(json).await.json().unwrap();
        assert_eq!(answer["statusCode"], 200, "{answer}");
        serde_json::from_str(answer["body"].as_str().unwrap()).unwrap()
    }

    /// Ends the process; its log.
    pub fn log(self) -> Vec<Value> {
        self.function.end().unwrap().iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Waits for the end of a process that does not go on.
    pub fn failed(self) -> Vec<Value> {
        let (status, lines) = self.function.wait().unwrap();
        assert_eq!(status.code(), Some(1));
        lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The event of a GET of a path with one query parameter at most.
pub fn get(path: &str) -> String {
    let mut event: Value = serde_json::from_str(&fixture("stage-prefix.json")).unwrap();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    event["path"] = path.into();
    let query: Value = query.split_once('=').map_or(Value::Null, |(name, value)| json!({ name: [value] }));
    event["multiValueQueryStringParameters"] = query;
    event["queryStringParameters"] = Value::Null;
    event.to_string()
}

pub fn fixture(name: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// All values of a header that the router saw.
pub fn header(seen: &Value, name: &str) -> Vec<String> {
    let headers = seen["headers"].as_array().unwrap().iter();
    let values =
        headers.filter(|header| header[0] == name).map(|header| header[1].as_str().unwrap().to_owned());
    values.collect()
}

/// The lines whose message begins so.
pub fn lines<'a>(log: &'a [Value], message: &str) -> Vec<&'a Value> {
    log.iter().filter(|line| line["message"].as_str().is_some_and(|text| text.starts_with(message))).collect()
}
