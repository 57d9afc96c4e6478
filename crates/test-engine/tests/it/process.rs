use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::json;
use test_engine::{Behaviour, Options, TestEngine};

use crate::support::client;

#[tokio::test]
async fn a_model_of_another_name_is_not_there_unless_the_engine_is_told_how_to_play_it() {
    for (otherwise, status) in [(Behaviour::Unknown, 404), (Behaviour::Echo, 200)] {
        let options = Options { otherwise, ..Options::default() };
        let engine = TestEngine::start_with(options).await.unwrap();
        let call = json!({ "model": "us.nova:0", "messages": [{ "role": "user", "content": "a" }] });
        let url = format!("{}/chat/completions", engine.url());
        assert_eq!(client().post(url).json(&call).send().await.unwrap().status(), status);
    }
}

#[tokio::test]
async fn the_command_says_where_it_listens_and_stops_at_the_end_of_its_input() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_test-engine"))
        .args(["--addr", "127.0.0.1:0"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.strip_prefix("test-engine listening on ").unwrap().trim_end();
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/v1"), "{url}");
    assert!(client().get(format!("{url}/models")).send().await.unwrap().status().is_success());
    drop(process.stdin.take());
    assert!(process.wait().unwrap().success());
}
