//! What an operator sets up to have texts translated, and what it then does.

use std::path::Path;
use std::time::Duration;

use reqwest::{Response, StatusCode, header};
use serde_json::{Value, json};
use test_engine::{Options, TestEngine};

use crate::launching::{Lms, http};
use crate::operating::add;
use crate::server::{Server, command, free_port, refusal, run, workplace};

/// A server with these options, and the bearer of somebody who launched it.
async fn launched(folder: &Path, options: &[&str]) -> (Server, String) {
    let lms = Lms::start().await;
    add(folder, &lms);
    let server = Server::start(folder, free_port(), options);
    let (posted, answer) = lms.launch(&http(), &server.url).await.unwrap();
    let bearer = posted.exchange(&http(), &server.url, &answer).await.unwrap();
    (server, bearer)
}

async fn translate(server: &Server, bearer: &str, body: &Value) -> Response {
    let request = http().post(format!("{}/api/translate", server.url)).bearer_auth(bearer);
    request.json(body).send().await.unwrap()
}

fn said(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn apertium_translates_for_somebody_who_launched_and_for_nobody_else() {
    let folder = workplace();
    let (server, bearer) = launched(folder.path(), &[]).await;
    let body = json!({"texts": ["The book is on the table."], "target": "es"});
    let answer: Value = translate(&server, &bearer, &body).await.json().await.unwrap();
    let translation = &answer["translations"][0];
    assert!(translation["text"].as_str().unwrap().contains("libro"), "{answer}");
    assert_eq!(translation["source"], "en");
    assert!(answer["model"].as_str().unwrap().starts_with("apertium 3"), "{answer}");
    assert_eq!(translate(&server, "nobody", &body).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_model_translates_where_the_options_name_one_and_its_translations_outlive_a_restart() {
    let folder = workplace();
    let engine = TestEngine::start().await;
    let options = ["--translate-url", &engine.url(), "--translate-model", "echo"];
    let body = json!({"texts": ["Hello <b>world</b>"], "target": "fr", "format": "html"});
    for cached in [false, true] {
        let (server, bearer) = launched(folder.path(), &options).await;
        let answer: Value = translate(&server, &bearer, &body).await.json().await.unwrap();
        assert_eq!(answer["model"], "echo");
        assert_eq!(answer["translations"][0]["text"], "HELLO <b>WORLD</b>");
        assert_eq!(answer["translations"][0]["cached"], cached);
        server.kill();
    }
    assert_eq!(engine.stats().requests, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_of_the_model_comes_from_the_environment_and_is_shown_nowhere() {
    let folder = workplace();
    let engine = TestEngine::start().await;
    let options = ["doctor", "--translate-url", &engine.url(), "--translate-model", "echo"];
    let output =
        command(folder.path(), &options).env("MOODLE_AWS_TRANSLATE_KEY", "sk-secret").output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("echo is served at"), "{said}");
    assert!(!said.contains("sk-secret"), "{said}");
    let help =
        command(folder.path(), &["serve", "--help"]).env("MOODLE_AWS_TRANSLATE_KEY", "sk-secret").output();
    assert!(!String::from_utf8(help.unwrap().stdout).unwrap().contains("sk-secret"));
}

#[tokio::test(flavor = "multi_thread")]
async fn doctor_shows_the_engine_and_what_it_translates_or_what_to_do() {
    let folder = workplace();
    let folder = folder.path();
    let apertium = said(folder, &["doctor"]);
    assert!(apertium.contains("apertium 3") && apertium.contains("en → "), "{apertium}");
    let nothing = command(folder, &["doctor"]).env("PATH", "/nonexistent").output().unwrap();
    let nothing = String::from_utf8(nothing.stdout).unwrap();
    assert!(nothing.contains("nothing translates: install Apertium"), "{nothing}");

    let engine = TestEngine::start().await;
    let url = engine.url();
    let unknown = said(folder, &["doctor", "--translate-url", &url, "--translate-model", "gpt-0"]);
    assert!(unknown.contains("does not serve gpt-0") && unknown.contains("echo"), "{unknown}");
    let dead = format!("http://127.0.0.1:{}/v1", free_port());
    let unreachable = said(folder, &["doctor", "--translate-url", &dead, "--translate-model", "echo"]);
    assert!(unreachable.contains("FIX") && unreachable.contains(&dead), "{unreachable}");
    let without_v1 = url.trim_end_matches("/v1");
    let wrong = said(folder, &["doctor", "--translate-url", without_v1, "--translate-model", "echo"]);
    assert!(wrong.contains("/v1"), "{wrong}");
}

#[test]
fn half_a_configuration_is_refused_with_what_is_missing() {
    let folder = workplace();
    let serve = |options: &[&str]| refusal(folder.path(), &[&["serve"], options].concat());
    assert!(serve(&["--translate-url", "http://127.0.0.1:1/v1"]).contains("--translate-model"));
    assert!(serve(&["--translate-model", "echo"]).contains("--translate-url"));
    let address = serve(&["--translate-url", "127.0.0.1:11434", "--translate-model", "echo"]);
    assert!(address.contains("http://127.0.0.1:11434/v1"), "{address}");
    let none = serve(&["--parallel-translations", "0"]);
    assert!(none.contains("--parallel-translations"), "{none}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_options_limit_what_is_translated() {
    let folder = workplace();
    let engine = TestEngine::start().await;
    let url = engine.url();
    let options = [
        ["--translate-url", &url],
        ["--translate-model", "echo"],
        ["--characters-per-text", "20"],
        ["--texts-per-call", "2"],
        ["--characters-per-call", "30"],
        ["--user-characters-per-day", "40"],
    ];
    let (server, bearer) = launched(folder.path(), &options.concat()).await;
    let ask = async |texts: &[&str]| {
        let answer = translate(&server, &bearer, &json!({"texts": texts, "target": "fr"})).await;
        let status = answer.status().as_u16();
        (
            status,
            answer.json::<Value>().await.unwrap()["error"]["code"].as_str().unwrap_or_default().to_owned(),
        )
    };
    assert_eq!(ask(&["more than twenty characters"]).await, (413, "text_too_long".into()));
    assert_eq!(ask(&["a", "b", "c"]).await, (413, "too_many_texts".into()));
    assert_eq!(ask(&["a text of 18 chars", "a text of 18 chars"]).await, (413, "call_too_long".into()));
    assert_eq!(ask(&["a text of 18 chars"]).await, (200, String::new()));
    assert_eq!(ask(&["b text of 18 chars"]).await, (200, String::new()));
    assert_eq!(ask(&["c text of 18 chars"]).await, (429, "quota_exceeded".into()));
    let languages = http().get(format!("{}/api/languages", server.url)).bearer_auth(&bearer);
    let languages: Value = languages.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        languages["limits"],
        json!({"texts": 2, "characters_per_text": 20, "characters_per_call": 30})
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_asked_to_stop_ends_while_it_translates() {
    let folder = workplace();
    let engine = TestEngine::start_with(Options { delay: Duration::from_hours(1), ..Options::default() });
    let engine = engine.await.unwrap();
    let options = ["--translate-url", &engine.url(), "--translate-model", "echo"];
    let (mut server, bearer) = launched(folder.path(), &options).await;
    let request = http().post(format!("{}/api/translate", server.url)).bearer_auth(&bearer);
    let request = request.header(header::ACCEPT, "text/event-stream");
    let answer = request.json(&json!({"texts": ["Hello."], "target": "fr"})).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    engine.until(|stats| stats.in_flight == 1).await;
    let stopped = std::process::Command::new("kill").arg(server.child.id().to_string()).status().unwrap();
    assert!(stopped.success());
    assert!(server.child.wait().unwrap().success());
    engine.until(|stats| stats.cancelled == 1).await;
    drop(answer);
}
