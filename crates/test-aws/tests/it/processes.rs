use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use test_aws::{Options, TestAws, ministack};

use crate::support::{Table, config};

const PATIENCE: Duration = Duration::from_secs(30);

/// The processes whose environment holds this: the emulator of one front, its keeper, and all they started.
fn processes(variable: &str) -> Vec<String> {
    let folders = std::fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap());
    let numbered = folders.filter(|entry| entry.file_name().to_string_lossy().parse::<u32>().is_ok());
    let mut found = Vec::new();
    for process in numbered {
        let environment = std::fs::read(process.path().join("environ")).unwrap_or_default();
        if environment.split(|byte| *byte == 0).any(|one| one == variable.as_bytes()) {
            found.push(process.file_name().to_string_lossy().into_owned());
        }
    }
    found
}

/// The emulator's variable that names the front.
fn named(url: &str) -> String {
    format!("AWS_ENDPOINT_URL={url}")
}

/// The system takes a killed process apart in a moment.
fn wait_for_the_end_of(url: &str) {
    let since = Instant::now();
    while !processes(&named(url)).is_empty() {
        assert!(since.elapsed() < PATIENCE, "{:?}", processes(&named(url)));
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The program of this crate, with the address that it told.
fn program(arguments: &[&str]) -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_test-aws"))
        .args(["--ministack".as_ref(), ministack().unwrap().as_os_str()])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

#[test]
fn the_emulator_ends_when_the_guard_is_dropped() {
    let aws = TestAws::start().unwrap();
    let url = aws.url();
    assert!(processes(&named(&url)).len() >= 2);
    drop(aws);
    wait_for_the_end_of(&url);
}

#[tokio::test]
async fn several_start_at_once_and_are_apart() {
    let starts = (0..3).map(|_| std::thread::spawn(|| TestAws::start().unwrap()));
    let started: Vec<TestAws> =
        starts.collect::<Vec<_>>().into_iter().map(|start| start.join().unwrap()).collect();
    for aws in &started {
        // Each gives the same account, and the table does not exist yet.
        Table::of(aws, "test").await;
    }
}

#[test]
fn the_emulator_ends_when_the_program_is_killed() {
    let (mut child, told) = program(&[]);
    let url = told["url"].as_str().unwrap();
    assert!(processes(&named(url)).len() >= 2);
    child.kill().unwrap();
    child.wait().unwrap();
    wait_for_the_end_of(url);
}

#[tokio::test]
async fn the_program_tells_what_was_asked_and_ends_with_its_input() {
    let (mut child, told) = program(&["--env", "MINISTACK_EDITION_OF_THE_TEST=this one"]);
    let url = told["url"].as_str().unwrap();
    assert!(!processes("MINISTACK_EDITION_OF_THE_TEST=this one").is_empty());
    let aws = aws_sdk_dynamodb::Client::new(&{
        let other = crate::support::AWS.new_account();
        let config = config(&crate::support::AWS, &other, "an-application").await;
        config.into_builder().endpoint_url(url).build()
    });
    aws.list_tables().send().await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let operations = async || {
        let answer = http.get(format!("{url}/_front/operations")).send().await.unwrap();
        answer.json::<Value>().await.unwrap()
    };
    let asked = operations().await;
    assert_eq!(asked[0]["application"], "an-application");
    assert_eq!((&asked[0]["service"], &asked[0]["name"]), (&"dynamodb".into(), &"ListTables".into()));
    let reset = http.post(format!("{url}/_front/reset")).send().await.unwrap();
    assert_eq!(reset.status(), 204);
    assert_eq!(operations().await, serde_json::json!([]));
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    wait_for_the_end_of(url);
}

#[test]
fn an_emulator_that_cannot_be_run_is_told_with_its_words() {
    let error = Options::new("/bin/false".into()).start().unwrap_err().to_string();
    assert!(error.contains("/bin/false ended before it served"), "{error}");
}
